"""The composition is the house: five services of three processes, settings that exist, one door to the outside."""

import importlib
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from shared.config import Config, rows
from shared.web.parts import Gateway
from tests.architecture.house import ROOT, services

FILE = ROOT / "docker-compose.yml"
NGINX = (ROOT / "deploy" / "nginx" / "longmen.conf").read_text(encoding="utf-8")
VARIABLE = re.compile(r"\$\{([A-Z_]+):-([^}]*)\}")
PARTS = {"gateway", "postgres", "rabbitmq", "season-key"}
PROCESSES = ("migrate", "web", "worker")
SECONDS = re.compile(r"proxy_(?:connect|send|read)_timeout (\d+)s;")


def composition() -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe", pure=True).load(FILE)["services"]
    return found


def settings_of(service: str) -> set[str]:
    module = importlib.import_module(f"services.{service}.config")
    kind = next(each for each in vars(module).values()
                if isinstance(each, type) and issubclass(each, Config) and each.__module__ == module.__name__)
    return {row.variable for row in rows(kind, service=service)}


def unknown(environment: dict[str, Any], service: str) -> list[str]:
    """Variables that no service would know, or another one's."""
    return [name for name in environment if name.removesuffix("_FILE") not in settings_of(service)]


def test_every_service_has_its_three_processes() -> None:
    processes = {f"{service}-{process}" for service in services() for process in PROCESSES}
    assert set(composition()) == processes | PARTS


@pytest.mark.parametrize("service", services())
def test_a_process_is_given_settings_that_its_service_has(service: str) -> None:
    for process in PROCESSES:
        assert unknown(composition()[f"{service}-{process}"]["environment"], service) == []


def test_a_setting_that_nobody_has_is_seen() -> None:
    given = {"LONGMEN_NOTIFY_SEASON_KEY_FILE": "", "LONGMEN_NOTIFY_COLOUR": "", "LONGMEN_REVIEW_BIND": ""}
    assert unknown(given, "notify") == ["LONGMEN_NOTIFY_COLOUR", "LONGMEN_REVIEW_BIND"]


def test_only_migrations_know_the_brokers_administrator() -> None:
    knowing = {name for name, part in composition().items()
               if any(variable.endswith("_BUS_ADMIN_URL") for variable in part.get("environment", {}))}
    assert knowing == {f"{service}-migrate" for service in services()}


def test_the_gateway_alone_is_reached_from_outside() -> None:
    assert [name for name, part in composition().items() if "ports" in part] == ["gateway"]


def test_a_worker_waits_until_every_queue_stands() -> None:
    migrations = {f"{service}-migrate" for service in services()}
    for service in services():
        awaited = composition()[f"{service}-worker"]["depends_on"]
        assert {name for name, until in awaited.items() if until["condition"].endswith("_successfully")} == migrations


def test_what_can_be_set_is_listed_with_its_default() -> None:
    used = dict(VARIABLE.findall(FILE.read_text(encoding="utf-8")))
    lines = (ROOT / "deploy" / "compose.env").read_text(encoding="utf-8").splitlines()
    assert dict(line.split("=", 1) for line in lines if line and line[0] != "#") == used


def test_every_use_of_a_variable_has_the_same_default() -> None:
    used = set(VARIABLE.findall(FILE.read_text(encoding="utf-8")))
    assert len({name for name, _ in used}) == len(used)


def test_the_gateway_overwrites_the_time_of_receipt_and_gives_up_before_it_is_no_longer_believed() -> None:
    assert f"proxy_set_header {Gateway().receipt_header} $msec;" in NGINX
    assert sum(map(int, SECONDS.findall(NGINX))) < Gateway().timeout.total_seconds()


def test_the_gateway_knows_the_five_services() -> None:
    routed = re.search(r"location ~ \^/\(\?<service>([a-z|]+)\)", NGINX)
    hidden = re.search(r"location ~ \^\(\?:/\(\?:([a-z|]+)\)\)\?/\(\?:metrics\|healthz\|readyz\)", NGINX)
    assert routed
    assert hidden
    assert set(routed[1].split("|")) == set(hidden[1].split("|")) == set(services())


def test_without_docker_the_driver_says_so_in_one_line(tmp_path: Path) -> None:
    season = next((ROOT / "seasons").glob("*.yaml")).stem
    played = subprocess.run(
        [sys.executable, "-m", "rehearsal", "compose", "--season", season, "--var", str(tmp_path / "var")],
        cwd=ROOT, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False,
    )
    assert (played.returncode, played.stderr) == (1, "Error: docker is not installed\n")
