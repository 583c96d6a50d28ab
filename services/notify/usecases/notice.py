"""Writing notices, taking those that are due, and settling them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row

from services.notify.domain.notice import BULK, URGENT, Channel, Status, is_expired
from services.notify.domain.texts import TEMPLATES, is_secret
from services.notify.store import Part, contact, delivery, notice, overview
from services.notify.store.notice import Notice
from shared.contracts.notify import NoticeSettled
from shared.db import Tx
from shared.kernel import new_id

LEASE = timedelta(seconds=60)
"""How long a sender may be silent about what it took before another takes it."""


PERHAPS_REPEATED = "perhaps repeated"
"""Why a try is marked that followed on a sender's death, with a carrier that cannot tell what it has carried."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """A notice asked for. Without ``address`` it goes to where its account is reached when it is sent."""

    source: str
    channel: Channel
    template: str
    params: Mapping[str, str]
    intake: str | None = None
    season: str | None = None
    account: str | None = None
    address: str | None = None
    expires_at: datetime | None = None
    dedupe: str | None = None

    @property
    def dedupe_key(self) -> str:
        """One notice of a source per channel, however often it is heard of."""
        return f"{self.dedupe or self.source}/{self.template}/{self.channel}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What a sender has to say of a notice: its end, or ``again_at`` with or without a refusal."""

    notice: Notice
    status: Status
    reason: str | None = None
    provider_id: str | None = None
    again_at: datetime | None = None
    refused: bool = False


def write_notices(tx: Tx, wanted: Iterable[Wanted]) -> None:
    """Write what is to be told; of what has expired on its way here, only that it was asked for."""
    notice.add(tx, [_row(tx, each) for each in wanted])


def take_due(tx: Tx, *, most: int) -> list[Notice]:
    """Take what is due into one hand; each with the address at which its person is reached now, if any."""
    taken = notice.claim_due(tx, claim=new_id(), until=tx.wall + LEASE, most=most)
    known = contact.of_accounts(tx, [each.account for each in taken if each.address is None and each.account])
    return [_addressed(each, known.get(each.account or "")) for each in taken]


def settle(tx: Tx, outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Write down how it went. Returns what came to its end here, and not in another hand meanwhile."""
    ended = []
    for each in outcomes:
        if each.again_at is not None:
            notice.put_off(tx, each.notice, until=each.again_at, refused=each.refused)
        elif notice.end(tx, each.notice, status=each.status, provider_id=each.provider_id,
                        erase=is_secret(each.notice.template)):
            ended.append(each)
            _tell(tx, each.notice.about(), each.status)
    tries = [each for each in outcomes if each.again_at is None or each.reason]
    delivery.note_tries(tx, [
        _try(each.notice.id, "put_off" if each.again_at else each.status, each.reason, each.provider_id)
        for each in tries
    ])
    return ended


def read_notices(conn: Connection, part: Part) -> Sequence[Row[Any]]:
    """Notices without address and text, newest first."""
    return overview.newest(conn, part)


def summarise(conn: Connection) -> dict[str, Any]:
    """All notices, counted."""
    return {"items": overview.by_outcome(conn), "repeated": delivery.tries_with(conn, PERHAPS_REPEATED)}


def _row(tx: Tx, wanted: Wanted) -> dict[str, Any]:
    expired = is_expired(wanted.expires_at, tx.wall)
    return {
        "id": new_id(), "dedupe_key": wanted.dedupe_key, "intake": wanted.intake, "season": wanted.season,
        "account": wanted.account, "source": wanted.source, "channel": wanted.channel, "template": wanted.template,
        "priority": URGENT if TEMPLATES[wanted.template].urgent else BULK, "expires_at": wanted.expires_at,
        "params": None if expired else wanted.params, "address": None if expired else wanted.address,
        "status": Status.DUE, "next_at": tx.wall, "recorded_at": tx.wall,
    }


def _tell(tx: Tx, row: Mapping[str, Any], status: Status) -> None:
    tx.emit(
        NoticeSettled(
            notice=row["id"], intake=row["intake"], account=row["account"], source=row["source"],
            channel=row["channel"], outcome=status, settled_at=tx.wall,
        ),
        key=f"notify/notice/{row['id']}", intake=row["intake"], season=row["season"], occurred_at=tx.wall,
    )


def _try(notice_id: str, outcome: str, reason: str | None = None, provider_id: str | None = None) -> dict[str, Any]:
    return {"notice": notice_id, "outcome": outcome, "reason": reason, "provider_id": provider_id}


def _addressed(taken: Notice, known: contact.Contact | None) -> Notice:
    if taken.address is not None or known is None:
        return taken
    return taken.sent_to(known.address(taken.channel))
