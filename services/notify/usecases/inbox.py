"""The inbox: what a candidate is meant to read, what of it is unread, and what became of the SMS and mails about it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from services.notify.domain.template import TextUnfit, filled
from services.notify.domain.texts import TEMPLATES
from services.notify.store import Part, contact, entry, inbox, notice
from services.notify.store.notice import Sent
from services.notify.usecases.entry import Told, told
from services.notify.usecases.home import NEVER
from shared.db import Seal, Tx
from shared.kernel import masked_phone


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """What became of one SMS or mail (wall clock). ``title`` says of what, where no message stands beside it."""

    channel: str
    status: str
    at: datetime
    title: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """One thing that was said, and how it travelled besides."""

    told: Told
    unread: bool
    deliveries: Sequence[Delivery]


@dataclass(frozen=True, kw_only=True, slots=True)
class Inbox:
    """``alone``: SMS and mails to which no message belongs; ``phone`` masked; ``newest``: when the last message of all
    was recorded, for saying that they were read."""

    messages: Sequence[Message]
    alone: Sequence[Delivery]
    phone: str | None
    unread: int
    newest: datetime | None


def read_inbox(conn: Connection, box: Seal, *, account: str, intake: str, part: Part) -> Inbox:
    """One part of a person's messages, newest first; SMS without a message are listed with the first part."""
    entries = entry.addressed_to(conn, box, account=account, intake=intake, part=part)
    until = inbox.read_until(conn, account) or NEVER
    sent = notice.to_account(conn, box, account)
    by_key = {each.dedupe_key: [] for each in entries}  # type: dict[str, list[Delivery]]
    for each in sent:
        by_key.get(each.dedupe_key.rpartition("/")[0], []).append(_delivery(each))
    person = contact.among(conn, box, [account]).get(account)
    return Inbox(
        messages=[Message(told=told(each), unread=each.recorded_at > until, deliveries=by_key[each.dedupe_key])
                  for each in entries],
        alone=[] if part.before else _alone(conn, sent),
        phone=masked_phone(person.phone) if person and person.phone else None,
        unread=entry.recorded_after(conn, account=account, intake=intake, after=until),
        newest=max((each.recorded_at for each in entries), default=None),
    )


def mark_read(tx: Tx, account: str, until: datetime) -> None:
    """What was recorded up to an instant has been read; of the future nothing has."""
    inbox.note(tx, account, min(until, tx.wall))


def _alone(conn: Connection, sent: Sequence[Sent]) -> list[Delivery]:
    keys = {each.dedupe_key.rpartition("/")[0] for each in sent}
    beside = entry.said(conn, sorted(keys))
    return [replace(_delivery(each), title=_title(each)) for each in sent
            if each.dedupe_key.rpartition("/")[0] not in beside]


def _delivery(sent: Sent) -> Delivery:
    return Delivery(channel=sent.channel, status=sent.status, at=sent.settled_at or sent.recorded_at)


def _title(sent: Sent) -> str:
    template = TEMPLATES.get(sent.template)
    try:
        return filled(template, template.title, sent.params) if template else ""
    except TextUnfit:
        return ""
