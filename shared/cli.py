"""The commands that every service has: ``python -m services.<service> web | worker | migrate | …``."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from shared import audit, audit_heads, codec, logs
from shared.bus import Bus, unrouted
from shared.bus.local import LocalBus
from shared.bus.rabbit import RabbitBus
from shared.bus.topology import declare
from shared.config import PREFIX, Config, ConfigFaults, load
from shared.contracts.admission import SeasonPublished
from shared.db import open_engine
from shared.kernel import LongmenError
from shared.key_commands import keys
from shared.message_commands import inbox_commands, outbox_commands
from shared.migrations import is_not_migrated
from shared.security.keyring import KeyRingFault
from shared.service import Service
from shared.serving import AlreadyRunning, WebServer, run_worker, sole_writer

Build = Callable[[Any, Engine, Bus], Service]


def open_bus(config: Config) -> Bus:
    """The bus that a setting names."""
    return LocalBus() if config.embedded else RabbitBus(config.bus_url, service=config.service)


class Opened:
    """A command's way to its service: settings read once, the service raised when first needed."""

    def __init__(self, name: str, kind: type[Config], build: Build) -> None:
        self.config = load(kind, os.environ, service=name)
        self._build = build
        logs.write_logs(self.config.log_level, sys.stderr, service=name)

    def service(self, *, prepares: bool = False) -> Service:
        """The service on its own database and bus."""
        engine = open_engine(self.config.database_url, threads=self.config.threads, prepares=prepares)
        return self._build(self.config, engine, open_bus(self.config))

    @contextmanager
    def writing(self) -> Iterator[Service]:
        """The service, as the only writer of an embedded database."""
        with sole_writer(self.config.database_url):
            service = self.service()
            try:
                yield service
            finally:
                service.close()

    @contextmanager
    def looking(self) -> Iterator[Service]:
        """The service, only to look: beside a running one."""
        service = self.service()
        try:
            yield service
        finally:
            service.close()


class Commands(click.Group):
    """Turns what a person can mend into one line and exit code 1 (2 for wrong usage)."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (LongmenError, ConfigFaults, AlreadyRunning, KeyRingFault) as error:
            raise click.ClickException(error.text if isinstance(error, LongmenError) else str(error)) from error
        except DBAPIError as error:
            if not is_not_migrated(error):
                raise
            raise click.ClickException(
                f"the database has not been migrated: run `python -m services.{self.name} migrate` first"
            ) from error


def service_commands(
    name: str, *, config: type[Config], build: Build, extra: Sequence[click.Command] = (),
) -> click.Group:
    """The command group of one service: the common commands and its own."""

    @click.group(name=name, cls=Commands, help=f"The {name} service.")
    @click.pass_context
    def group(ctx: click.Context) -> None:
        ctx.obj = Opened(name, config, build)

    common = (web, worker, migrate, facts, season, inbox_commands, outbox_commands, bus_commands, verify, keys)
    for command in (*common, *extra):
        group.add_command(command)
    return group


@click.command()
@click.pass_obj
def web(opened: Opened) -> None:
    """Serve HTTP until stopped. Never talks to the broker."""
    WebServer(opened.config, lambda: opened.service(prepares=True).wsgi).run()


@click.command()
@click.option("--health", default="127.0.0.1:0", show_default=True, help="where health and measures are served")
@click.pass_obj
def worker(opened: Opened, health: str) -> None:
    """Send, hear, keep the season's moments and do jobs until stopped."""
    with opened.writing() as service:
        run_worker(service, health_bind=health)


@click.command()
@click.pass_obj
def migrate(opened: Opened) -> None:
    """Bring the database's tables, and on a broker this service's queues, to this version."""
    with opened.writing() as service:
        service.migrations.upgrade()
        if not opened.config.embedded:
            if not opened.config.bus_admin_url:
                raise ConfigFaults({f"{PREFIX}_{service.name.upper()}_BUS_ADMIN_URL": "must be given, for the queues"})
            declare(opened.config.bus_url, service.name, heard=service.inbox.names,
                    admin_url=opened.config.bus_admin_url, beyond=service.house.beyond)
        click.echo(f"{service.name}: {service.migrations.revisions()[1]}")


@click.command()
@click.option("--season", required=True, help="season code")
@click.pass_obj
def facts(opened: Opened, season: str) -> None:
    """Stream this service's own data as NDJSON: ids and counts, no personal data."""
    with opened.looking() as service:
        for row in service.facts(season):
            click.echo(json.dumps(row, ensure_ascii=False, sort_keys=True))


@click.group()
def season() -> None:
    """This service's copies of seasons."""


@season.command("apply")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def apply_season(opened: Opened, file: Path) -> None:
    """Adopt a signed season handed over as a FILE: for the day on which the broker is down."""
    try:
        published = codec.decode(SeasonPublished.NAME, file.read_bytes())
        assert isinstance(published, SeasonPublished)
    except codec.Malformed as error:
        raise click.ClickException(f"{file}: not a signed season: {error}") from error
    service = opened.service()
    with service.db.begin(actor="command") as tx:
        taken = service.season.adopt(tx, published)
    word = "adopted" if taken else "already had this or a newer one than"
    click.echo(f"{service.name}: {word} {published.season} version {published.season_version}")


@season.command("list")
@click.pass_obj
def list_seasons(opened: Opened) -> None:
    """Which versions this service has."""
    with opened.looking() as service:
        for copy in service.season.copies():
            click.echo(f"{copy.season}\t{copy.version}\t{'rehearsal' if copy.rehearsal else 'real'}")


@click.group("bus")
def bus_commands() -> None:
    """Events that lie at the broker, told to nobody."""


@bus_commands.command("reroute")
@click.pass_obj
def reroute(opened: Opened) -> None:
    """Send again what nobody heard, whoever told it, once its hearer is declared."""
    config = opened.config
    if config.embedded or not config.bus_admin_url:
        raise click.ClickException("needs a broker, and the administrator's address of it (BUS_ADMIN_URL)")
    address = unrouted.administrators(config.bus_url, admin_url=config.bus_admin_url)
    click.echo(f"{unrouted.reroute(address)} sent again, {unrouted.count(address)} still unheard")


@click.command()
@click.option("--heads", type=click.File(encoding="utf-8"), help="signed heads that a witness kept, one to a line")
@click.pass_obj
def verify(opened: Opened, heads: IO[str] | None) -> None:
    """Walk the audit log's chain and hold it against its signed heads; exit code 1 if anything does not agree.

    The heads kept here prove little against one who can write to this database: give those that were fetched from
    /<service>/api/v1/audit/head and kept elsewhere.
    """
    with opened.looking() as service, service.db.read() as conn:
        broken = [f"broken at {audit_id}" for audit_id in audit.faults(conn)]
        public = audit_heads.head_key(service.box).public
        shown = [*audit_heads.kept(conn, service.name), *_witnessed(heads)]
        broken += audit_heads.faults(conn, shown, service=service.name, public=public)
    for line in broken:
        click.echo(line)
    if broken:
        raise SystemExit(1)
    click.echo(f"the chain holds, and {len(shown)} signed heads agree with it")


def _witnessed(heads: IO[str] | None) -> list[audit_heads.Head]:
    try:
        return list(audit_heads.read(heads)) if heads else []
    except audit_heads.NoHead as error:
        raise click.ClickException(str(error)) from error

