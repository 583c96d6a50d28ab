"""``inbox`` and ``outbox``: what was heard and did not take effect, what was told and is not sent, and what helps."""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, urlsplit

import click
from sqlalchemy import Row

from shared import codec, inbox, logs, outbox, replay
from shared.bus.management import Management
from shared.bus.topology import EVENTS, queues_of
from shared.contracts import REGISTRY, publisher_of
from shared.contracts.covered import covered, shape
from shared.db import Database
from shared.inbox.rows import GET, waiting_behind
from shared.kernel import BEIJING, NotFound, in_beijing
from shared.security.crypt import DoesNotOpen

EVERYTHING = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST_NUMBER = 60
SERVICES = sorted({publisher_of(name) for name in REGISTRY})


class OrderNumber(click.ParamType[str]):
    """The number under which an order is filed: who asks later must find it."""

    name = "number"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        number = value.strip()
        if not 1 <= len(number) <= LONGEST_NUMBER or not number.isprintable():
            self.fail(f"write the order's number, one line of 1 to {LONGEST_NUMBER} characters", param, ctx)
        return number


@click.group("inbox")
def inbox_commands() -> None:
    """Messages that did not take effect."""


@inbox_commands.command("list")
@click.pass_obj
def list_inbox(opened: Any) -> None:
    """Every open message: id, name, key, status, attempts, error. No content."""
    with opened.looking() as service, service.db.read() as conn:
        for row in inbox.open_messages(conn):
            why = logs.masked(row.error or "")
            click.echo(f"{row.event_id}\t{row.name}\t{row.key}\t{row.status}\t{row.attempts}\t{why}")


@inbox_commands.command("show")
@click.argument("event_id")
@click.option("--content", is_flag=True, help="open the content too, personal data covered; this is written down")
@click.pass_obj
def show_message(opened: Any, event_id: str, *, content: bool) -> None:
    """What one message is, where it stands and why, and how many wait behind it.

    The content is kept only while the message is open. With --content it is shown as its contract reads it: what is
    personal, a choice or a secret is covered, and the audit log says who looked.
    """
    with opened.looking() as service, service.db.read() as conn:
        row = conn.execute(GET, {"id": event_id}).one_or_none()
        if row is None:
            raise NotFound
        for name, value in (*_told(row), ("behind it", waiting_behind(conn, row.key, row.seq))):
            click.echo(f"{name + ':':<13}{value}")
    if content:
        with opened.looking() as service, service.db.begin(actor="command") as tx:
            tx.audit("inbox.show", f"event/{event_id}", name=row.name, key=row.key)
            shown = _content(service.db, row)
        click.echo(shown)


def _told(row: Row[Any]) -> list[tuple[str, object]]:
    contract = REGISTRY.get(row.name)
    return [
        ("event", row.event_id), ("name", row.name), ("kind", contract.KIND if contract else "no contract of ours"),
        ("key", row.key), ("version", f"{row.epoch}.{row.n}"), ("intake", row.intake or "-"),
        ("season", row.season or "-"), ("happened", _at(row.occurred_at)), ("received", _at(row.received_at)),
        ("status", row.status), ("attempts", row.attempts), ("tried again", _at(row.next_at)),
        ("waits for", row.waiting_for or "-"), ("settled", _at(row.handled_at)),
        ("error", logs.masked(row.error or "-")), ("trace", row.traceparent or "-"),
        ("content", f"{len(row.body)} bytes, sealed" if row.body else "not kept here: its publisher's outbox has it"),
    ]


def _at(instant: datetime | None) -> str:
    return in_beijing(instant).isoformat(timespec="seconds") if instant else "-"


def _content(db: Database, row: Row[Any]) -> str:
    if row.body is None:
        return "content is not kept once a message is settled"
    try:
        body = db.box.open(row.body, table="inbox", column="body", row=row.event_id)
    except DoesNotOpen as error:
        return f"content cannot be opened: {error}"
    try:
        found = covered(REGISTRY[row.name], codec.plain(codec.decode(row.name, body)))
    except (codec.Malformed, KeyError):
        found = _shape(body)
    return logs.masked(json.dumps(found, ensure_ascii=False, indent=2))


def _shape(body: bytes) -> Any:
    try:
        return {"fits no contract, its fields are": shape(json.loads(body))}
    except (ValueError, RecursionError):
        return {"fits no contract": f"{len(body)} bytes that are no JSON"}


@inbox_commands.command("retry")
@click.argument("event_id")
@click.pass_obj
def retry_message(opened: Any, event_id: str) -> None:
    """Try one message now, dead or not; what waits behind it follows."""
    service = opened.service()
    click.echo(service.inbox.retry(event_id))


@inbox_commands.command("discard")
@click.argument("event_id")
@click.option("--order-number", required=True, type=OrderNumber(), help="the order that allows it, as it is filed")
@click.pass_obj
def discard_message(opened: Any, event_id: str, order_number: str) -> None:
    """Give one message up; what waits behind it goes on."""
    service = opened.service()
    service.inbox.discard(event_id, order_number=order_number, actor="command")
    click.echo("discarded")


@click.group("outbox")
def outbox_commands() -> None:
    """Events that were not sent."""


@outbox_commands.command("show")
@click.pass_obj
def show_outbox(opened: Any) -> None:
    """How many are unsent, dead, unrouted."""
    with opened.looking() as service, service.db.read() as conn:
        row = outbox.summary(conn)
        click.echo(f"unsent {row.unsent}\tdead {row.dead}\tunrouted {row.unrouted}")


@outbox_commands.command("revive")
@click.pass_obj
def revive_outbox(opened: Any) -> None:
    """Send what was refused now, dead or resting, once the cause is mended."""
    service = opened.service()
    with service.db.begin(actor="command") as tx:
        count = outbox.revive(tx.conn)
        tx.audit("outbox.revive", "outbox", count=count)
    click.echo(f"{count} to be sent again")


@outbox_commands.command("replay")
@click.option("--to", "hearer", required=True, type=click.Choice(SERVICES), help="the service that was restored")
@click.option("--since", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]),
              help="only what was told at this time (Beijing) or later: its backup's, and some minutes before")
@click.pass_obj
def replay_outbox(opened: Any, hearer: str, since: datetime | None) -> None:
    """Tell again what a restored service has lost.

    Every event that it hears from this service goes out again, in order, by this service's worker. What it still
    has, and whoever else hears the same events, takes no second effect. Codes and links are erased once sent: they
    are counted, and cannot be told again. Stop its workers, replay from each service, then start them.
    """
    begin = since.replace(tzinfo=BEIJING) if since else EVERYTHING
    with opened.looking() as service:
        names = _heard_by(opened, hearer)
        with service.db.begin(actor="command") as tx:
            found = replay.find(tx.conn, names, begin)
            for done in replay.unsend(tx.conn, names, begin, found):
                click.echo(f"{done} of {found.kept}", err=True)
            tx.audit("outbox.replay", f"service/{hearer}", since=begin.isoformat(), count=found.kept,
                     erased=found.erased, names=sorted(names))
    click.echo(f"{found.kept} to be told again to {hearer}, {found.erased} erased and not to be had; "
               "`outbox show` says how many are still unsent")


def _heard_by(opened: Any, hearer: str) -> set[str]:
    """The contracts of this service that another hears: as the broker has them bound. In one process, where there is
    no broker to ask, all of them: to whoever does not hear one it is nothing."""
    config = opened.config
    ours = {name for name in REGISTRY if publisher_of(name) == config.service}
    if config.embedded:
        return ours
    if not config.bus_admin_url:
        raise click.ClickException("needs the broker administrator's address (BUS_ADMIN_URL), to see who hears what")
    broker = Management(config.bus_admin_url, vhost=unquote(urlsplit(config.bus_url).path[1:]) or "/")
    queues = queues_of(hearer)
    return ours & (broker.bindings(EVENTS, queues.normal) | broker.bindings(EVENTS, queues.urgent))
