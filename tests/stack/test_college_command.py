"""``college-link provision | withdraw | list`` on a real broker and database."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pika
import pytest
from click.testing import CliRunner
from pika.exceptions import AMQPConnectionError

from services.admission.__main__ import commands
from tests.servers import Servers
from tests.stack.colleges import MINE, Colleges, admit, as_user

DATABASE = "admission_college_command"


class Admission:
    """The service's commands, with its settings."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment

    def run(self, *arguments: str) -> str:
        done = CliRunner().invoke(commands, arguments, env=self.environment)
        assert done.exit_code == 0, done.output
        return done.stdout


@pytest.fixture
def colleges(servers: Servers) -> Iterator[Colleges]:
    with admit(servers) as made:
        yield made


@pytest.fixture
def admission(servers: Servers, colleges: Colleges, tmp_path: Path) -> Iterator[Admission]:
    url = servers.postgres.databases([DATABASE])[DATABASE]
    settings = {"DATABASE_URL": url, "BUS_URL": colleges.admission, "BUS_ADMIN_URL": colleges.admin_url,
                "VAR_DIR": str(tmp_path)}
    made = Admission({f"LONGMEN_ADMISSION_{name}": value for name, value in settings.items()})
    key = made.run("season", "key", "--create").strip()
    made.environment = {**made.environment, "LONGMEN_ADMISSION_SEASON_KEY": key}
    made.run("migrate")
    yield made
    servers.postgres.drop([DATABASE])


def said(output: str) -> dict[str, str]:
    return dict(line.split(maxsplit=1) for line in output.splitlines() if line)


def connects(address: str, user: str, password: str) -> bool:
    try:
        pika.BlockingConnection(pika.URLParameters(as_user(address, user, password))).close()
    except AMQPConnectionError:
        return False
    return True


def test_a_college_is_given_a_user_whose_password_is_printed_once(admission: Admission) -> None:
    given = said(admission.run("college-link", "provision", "--college", MINE))
    assert given["user"] == f"college.{MINE}"
    assert len(given["password"]) >= 32
    assert urlsplit(given["address"]).password is None
    assert connects(given["address"], given["user"], given["password"])
    listed = admission.run("college-link", "list")
    assert listed.split() == [MINE, "link", "0"]
    again = said(admission.run("college-link", "provision", "--college", MINE))
    assert again["password"] != given["password"]
    assert not connects(given["address"], given["user"], given["password"])


def test_withdrawn_it_is_served_over_https(admission: Admission) -> None:
    given = said(admission.run("college-link", "provision", "--college", MINE))
    admission.run("college-link", "withdraw", "--college", MINE)
    assert not connects(given["address"], given["user"], given["password"])
    assert admission.run("college-link", "list").split() == [MINE, "https", "0"]


def test_a_code_that_would_widen_rights_is_refused_in_one_line(admission: Admission) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "services.admission", "college-link", "provision", "--college", ".*"],
        env={**os.environ, **admission.environment}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.splitlines()[-1][:6]) == (1, "Error:")
