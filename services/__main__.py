"""All five services in one process, on embedded defaults: the only file that knows them all."""

import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from time import monotonic
from typing import Any

import click
from sqlalchemy import Engine
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from services.admission.__main__ import commands as admission_commands
from services.admission.app import build as build_admission
from services.admission.config import AdmissionConfig
from services.choices.__main__ import commands as choices_commands
from services.choices.app import build as build_choices
from services.choices.config import ChoicesConfig
from services.notify.__main__ import commands as notify_commands
from services.notify.app import build as build_notify
from services.notify.config import NotifyConfig
from services.registration.__main__ import commands as registration_commands
from services.registration.app import build as build_registration
from services.registration.config import RegistrationConfig
from services.review.__main__ import commands as review_commands
from services.review.app import build as build_review
from services.review.config import ReviewConfig
from shared import disk, logs
from shared.bus import Bus, BusAway
from shared.bus.local import LocalBus
from shared.cli import Commands
from shared.config import Config, load
from shared.db import DatabaseAway, open_engine
from shared.documents import Heard, differing, write
from shared.season.cli import season as season_commands
from shared.security.signing import SigningKey
from shared.service import Service
from shared.serving import HEALTH_PATHS, UNHURRIED, Loops, WebServer, sole_writer

Build = Callable[[Any, Engine, Bus], Service]


@dataclass(frozen=True)
class Recipe:
    """How one service is made, and its commands."""

    config: type[Config]
    build: Build
    commands: click.Group


SERVICES: Mapping[str, Recipe] = {
    "registration": Recipe(RegistrationConfig, build_registration, registration_commands),
    "review": Recipe(ReviewConfig, build_review, review_commands),
    "choices": Recipe(ChoicesConfig, build_choices, choices_commands),
    "admission": Recipe(AdmissionConfig, build_admission, admission_commands),
    "notify": Recipe(NotifyConfig, build_notify, notify_commands),
}


def embedded_settings(var: Path, public_url: str) -> dict[str, dict[str, str]]:
    """Settings by service for one process: files in ``var``, a season key made on first use."""
    var.mkdir(parents=True, exist_ok=True)
    key_file = var / "season.key"
    common = {
        "bus_url": "local:", "var_dir": str(var), "public_url": public_url,
        "season_key": SigningKey.read_or_create(key_file).public,
    }
    given = {name: dict(common) for name in SERVICES}
    given["admission"]["season_signing_key_file"] = str(key_file)
    return given


def raise_all(settings: Mapping[str, Mapping[str, str]], *, durable: bool = True) -> dict[str, Service]:
    """The five on one local bus."""
    bus = LocalBus()
    raised = {}
    for name, recipe in SERVICES.items():
        config = load(recipe.config, os.environ, service=name, given=settings[name])
        raised[name] = recipe.build(config, open_engine(config.database_url, durable=durable), bus)
    return raised


class Settling:
    """The work of five workers in one process. A service is looked at again once something was committed to its
    database, which only this process writes, and every ``unhurried`` seconds for what time alone brings: else much of
    the processor would go into questions whose answer is known."""

    def __init__(self, services: Mapping[str, Service], *, unhurried: float = UNHURRIED) -> None:
        self._services = services
        self._unhurried = unhurried
        self._looked: dict[str, tuple[int, float]] = {}
        """By service: its commits before the last look that moved nothing, and when that was (monotonic seconds)."""

    def step(self) -> bool:
        """One tick of everybody for whom something may be due. One that is away does not hold up the others."""
        return any([self._tick(name, service) for name, service in self._services.items()])

    def _tick(self, name: str, service: Service) -> bool:
        commits, looked_at = service.db.commits, monotonic()
        before = self._looked.get(name)
        if before is not None and before[0] == commits and looked_at < before[1] + self._unhurried:
            return False
        self._looked.pop(name, None)
        try:
            moved = service.tick()
        except (BusAway, DatabaseAway):
            return False
        if not moved:
            self._looked[name] = commits, looked_at
        return moved


def one_application(services: Mapping[str, Service]) -> Any:
    """The five under one address, as the gateway joins them: registration has the root."""
    mounts = {f"/{name}": _unmounted(service.wsgi) for name, service in services.items() if name != "registration"}
    return DispatcherMiddleware(services["registration"].wsgi, mounts)


def _unmounted(application: Any) -> Any:
    # A service's addresses begin with its name, in one process as behind the gateway.
    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        if environ["PATH_INFO"] not in HEALTH_PATHS:  # each service's own health stays in reach: /notify/readyz
            environ["PATH_INFO"] = environ["SCRIPT_NAME"] + environ["PATH_INFO"]
        environ["SCRIPT_NAME"] = ""
        return application(environ, start_response)

    return answer


@click.group(cls=Commands)
def main() -> None:
    """Longmen (龙门): a province's junior-college-to-bachelor recruitment."""


@main.command()
@click.option("--bind", default="127.0.0.1:8080", show_default=True, help="where to serve; port 0 takes a free one")
@click.option("--var", default="var/run", show_default=True, type=click.Path(path_type=Path), help="where data is kept")
@click.option("--fast", is_flag=True, help="spare the disk its flushes: for demos and tests, not for data to keep")
def serve(bind: str, var: Path, *, fast: bool) -> None:
    """Portal and five services in one process, until Ctrl-C."""
    settings = embedded_settings(var, f"http://{bind}")
    config = load(RegistrationConfig, os.environ, service="registration", given=settings["registration"])
    logs.write_logs(config.log_level, sys.stderr)
    if fast:
        disk.spare()
    with sole_writer(f"sqlite:///{var}/longmen.db"):
        migrate_all(settings, durable=not fast)
        click.echo(f"http://{bind}/", err=True)
        WebServer(config, partial(_start, settings, durable=not fast), bind=bind).run()


def migrate_all(settings: Mapping[str, Mapping[str, str]], *, durable: bool = True) -> None:
    """Bring all five databases to this version."""
    for service in raise_all(settings, durable=durable).values():
        service.migrations.upgrade()
        service.close()


def _start(settings: Mapping[str, Mapping[str, str]], *, durable: bool) -> Any:
    services = raise_all(settings, durable=durable)
    loops = Loops([("portal.settle", Settling(services).step)], idle=UNHURRIED).start()
    return _nudging(one_application(services), loops)


def _nudging(application: Any, loops: Loops) -> Any:
    # Settling starts with the write that calls for it, so that nobody waits for a poll and an idle process is idle.
    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        answered = application(environ, start_response)
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            loops.nudge()
        return answered

    return answer


@cache
def subscriptions() -> Heard:
    """What each of the five hears, the chassis's part included."""
    with tempfile.TemporaryDirectory() as folder:
        services = raise_all(embedded_settings(Path(folder), "http://127.0.0.1"), durable=False)
        heard = {name: list(service.subscriptions) for name, service in services.items()}
        for service in services.values():
            service.close()
    return heard


@main.command()
@click.option("--check", is_flag=True, help="change nothing; exit code 1 if a document is not up to date")
@click.option("--root", default=".", show_default=True, type=click.Path(path_type=Path, file_okay=False, exists=True))
def documents(root: Path, *, check: bool) -> None:
    """Make docs/contracts and docs/asyncapi.yaml from the contracts and those who hear them."""
    changed = differing(root, subscriptions()) if check else write(root, subscriptions())
    for path in changed:
        click.echo(f"{path}: {'not what the contracts say' if check else 'written'}")
    if check and changed:
        raise click.ClickException("run `python -m services documents`")


for _recipe in SERVICES.values():
    main.add_command(_recipe.commands)
main.add_command(season_commands)

if __name__ == "__main__":
    main(prog_name="longmen")
