"""A web process's settings, as gunicorn understands them."""

import os
import subprocess
import sys

import pytest

ASKED = """
from shared.config import Config
from shared.serving import WebServer

settings = WebServer(Config(service="review"), lambda: None).cfg
print(settings.workers, settings.threads, settings.worker_class_str)
"""


@pytest.mark.parametrize(("environment", "said"), [({}, "1 4 gthread"), ({"WEB_CONCURRENCY": "3"}, "3 4 gthread")])
def test_there_are_as_many_processes_as_the_environment_says(environment: dict[str, str], said: str) -> None:
    clean = {name: value for name, value in os.environ.items() if name != "WEB_CONCURRENCY"}
    done = subprocess.run([sys.executable, "-c", ASKED], env={**clean, **environment}, capture_output=True, text=True,
                          check=True)
    assert done.stdout.strip() == said
