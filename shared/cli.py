"""The commands that every service has: ``python -m services.<service> web | worker | migrate | …``."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Engine

from shared import audit, codec, inbox, logs, outbox
from shared.bus import Bus, unrouted
from shared.bus.local import LocalBus
from shared.bus.rabbit import RabbitBus
from shared.bus.topology import declare
from shared.config import PREFIX, Config, ConfigFaults, load
from shared.contracts.admission import SeasonPublished
from shared.db import open_engine
from shared.kernel import LongmenError
from shared.key_commands import keys
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

    def service(self) -> Service:
        """The service on its own database and bus."""
        engine = open_engine(self.config.database_url, threads=self.config.threads)
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
    WebServer(opened.config, lambda: opened.service().wsgi).run()


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
                    admin_url=opened.config.bus_admin_url)
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
        published = codec.revived(SeasonPublished, json.loads(file.read_bytes()))
    except (codec.Malformed, ValueError) as error:
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


@click.group("inbox")
def inbox_commands() -> None:
    """Messages that did not take effect."""


@inbox_commands.command("list")
@click.pass_obj
def list_inbox(opened: Opened) -> None:
    """Every open message: id, name, key, status, attempts, error. No content."""
    with opened.looking() as service, service.db.read() as conn:
        for row in inbox.open_messages(conn):
            why = logs.masked(row.error or "")
            click.echo(f"{row.event_id}\t{row.name}\t{row.key}\t{row.status}\t{row.attempts}\t{why}")


@inbox_commands.command("retry")
@click.argument("event_id")
@click.pass_obj
def retry_message(opened: Opened, event_id: str) -> None:
    """Try one message now, dead or not; what waits behind it follows."""
    service = opened.service()
    click.echo(service.inbox.retry(event_id))


@inbox_commands.command("discard")
@click.argument("event_id")
@click.option("--order-number", required=True, help="the order that allows it")
@click.pass_obj
def discard_message(opened: Opened, event_id: str, order_number: str) -> None:
    """Give one message up; what waits behind it goes on."""
    service = opened.service()
    service.inbox.discard(event_id, order_number=order_number, actor="command")
    click.echo("discarded")


@click.group("outbox")
def outbox_commands() -> None:
    """Events that were not sent."""


@outbox_commands.command("show")
@click.pass_obj
def show_outbox(opened: Opened) -> None:
    """How many are unsent, dead, unrouted."""
    with opened.looking() as service, service.db.read() as conn:
        row = outbox.summary(conn)
        click.echo(f"unsent {row.unsent}\tdead {row.dead}\tunrouted {row.unrouted}")


@outbox_commands.command("revive")
@click.pass_obj
def revive_outbox(opened: Opened) -> None:
    """Send dead events again, once the cause is mended."""
    service = opened.service()
    with service.db.begin(actor="command") as tx:
        count = outbox.revive(tx.conn)
        tx.audit("outbox.revive", "outbox", count=count)
    click.echo(f"{count} to be sent again")


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
@click.pass_obj
def verify(opened: Opened) -> None:
    """Walk the audit log's chain; exit code 1 if any link does not hold."""
    with opened.looking() as service, service.db.read() as conn:
        broken = list(audit.faults(conn))
    for audit_id in broken:
        click.echo(f"broken at {audit_id}")
    if broken:
        raise SystemExit(1)
    click.echo("the chain holds")

