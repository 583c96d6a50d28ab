"""Web processes for benches: the product's own command, and the bare handler under the same gunicorn."""

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles

import httpx

from benchmarks.baselines import save_choice, write
from shared.config import Config, load
from shared.serving import WebServer
from shared.testing.nodes import wait_for

SERVICE = "registration"
PLAIN = {"write": (SERVICE, write.application), "save_choice": ("choices", save_choice.application)}
"""Bare handlers by bench, each with the service that it is held against."""


@contextmanager
def process(arguments: Sequence[str], environment: Mapping[str, str], *, answers: str, log: Path) -> Iterator[int]:
    """A web process on loopback, from its first answer to its end; its pid."""
    with log.open("wb") as held:
        started = subprocess.Popen([sys.executable, "-m", *arguments], env={**os.environ, **environment}, stdout=held,
                                   stderr=subprocess.STDOUT)
        try:
            wait_for(lambda: _answers(started, answers, log), seconds=30, what=f"{arguments} to answer")
            yield started.pid
        except Exception as error:
            error.add_note(f"{arguments} said last: {log.read_text(errors='replace')[-2000:]}")
            raise
        finally:
            started.terminate()
            started.wait(timeout=30)


def server_p95(log: Path) -> dict[str, float]:
    """What the process itself wrote of its requests: by route, the milliseconds from taking it up to its answer, of all
    but one of twenty. What a caller waited before that is not in it."""
    took: dict[str, list[float]] = defaultdict(list)
    for line in log.read_text().splitlines():
        told = json.loads(line) if line.startswith("{") else {}
        if told.get("event") == "request" and told["method"] == "GET":
            took[told["route"]].append(told["seconds"])
    enough = {route: seconds for route, seconds in took.items() if len(seconds) > 20}
    return {route: round(quantiles(seconds, n=20)[18] * 1000, 1) for route, seconds in enough.items()}


def _answers(started: "subprocess.Popen[bytes]", address: str, log: Path) -> bool:
    if started.poll() is not None:
        raise RuntimeError(log.read_text(errors="replace")[-2000:])
    try:
        return httpx.get(address, timeout=5).status_code < 500
    except httpx.TransportError:
        return False


def serve_plain(bench: str) -> None:
    """A bare handler with the settings of the service it is held against."""
    service, application = PLAIN[bench]
    config = load(Config, os.environ, service=service)
    WebServer(config, lambda: application(config.database_url, threads=config.threads)).run()


if __name__ == "__main__":
    serve_plain(sys.argv[1])
