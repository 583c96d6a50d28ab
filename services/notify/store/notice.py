"""Notices and the tries to deliver them. What a notice says is sealed, and gone once it opens nothing any more."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    bindparam,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from services.notify.domain.notice import Status
from services.notify.store import METADATA
from shared.db import Seal, Tx, UtcDateTime

NOTICES = Table(
    "notices",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("dedupe_key", String(250), nullable=False, unique=True),
    Column("intake", String(60)),
    Column("season", String(60)),
    Column("account", String(60)),
    Column("source", String(200), nullable=False),
    Column("channel", String(10), nullable=False),
    Column("template", String(60), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("params", LargeBinary),
    Column("address", LargeBinary),  # None: that of the account's contact when it is sent
    Column("status", String(12), nullable=False),
    Column("refusals", Integer, nullable=False, server_default="0"),
    Column("lapses", Integer, nullable=False, server_default="0"),  # claims whose end nobody saw
    Column("claim", String(36)),
    Column("next_at", UtcDateTime),
    Column("expires_at", UtcDateTime),
    Column("provider_id", String(100)),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
)
_due_sql = text("status = 'due'")
Index("ix_notices_due", NOTICES.c.priority, NOTICES.c.next_at, postgresql_where=_due_sql, sqlite_where=_due_sql)
Index("ix_notices_account", NOTICES.c.account)
Index("ix_notices_recorded_at", NOTICES.c.recorded_at, NOTICES.c.id)

def _insert(dialect: Any) -> Any:
    return dialect.insert(NOTICES).on_conflict_do_nothing(index_elements=["dedupe_key"])


_insert_new = {"postgresql": _insert(postgresql), "sqlite": _insert(sqlite)}
_is_due = (_due_sql, NOTICES.c.next_at <= bindparam("wall"))
_any_due = select(NOTICES.c.id).where(*_is_due).limit(1)
_due = (
    select(NOTICES)
    .where(*_is_due)
    .order_by(NOTICES.c.priority, NOTICES.c.next_at, NOTICES.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_claim = (
    update(NOTICES)
    .where(NOTICES.c.id == bindparam("an_id"))
    .values(claim=bindparam("a_claim"), next_at=bindparam("until"), lapses=bindparam("lapsed"))
)
_mine = update(NOTICES).where(
    NOTICES.c.id == bindparam("an_id"), NOTICES.c.claim == bindparam("a_claim"), NOTICES.c.status == Status.DUE
)
_of_account = (
    select(NOTICES)
    .where(NOTICES.c.account == bindparam("an_account"))
    .order_by(NOTICES.c.recorded_at.desc(), NOTICES.c.id.desc())
)
_end = _mine.values(
    status=bindparam("becomes"), provider_id=bindparam("provider"), settled_at=bindparam("wall"), claim=None,
    next_at=None, params=bindparam("keeps_params"), address=None,
)
_put_off = _mine.values(refusals=bindparam("refused"), next_at=bindparam("again"), claim=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """A notice as the person that it is for may see it. ``params`` are empty where nothing of them is kept."""

    dedupe_key: str
    channel: str
    template: str
    status: str
    params: Mapping[str, str]
    recorded_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """A notice in the hand of a sender; ``lapses`` counts earlier hands that did not say how it ended."""

    id: str
    intake: str | None
    season: str | None
    account: str | None
    source: str
    channel: str
    template: str
    params: Mapping[str, str]
    address: str | None
    refusals: int
    lapses: int
    expires_at: datetime | None
    recorded_at: datetime
    claim: str
    sealed_params: bytes | None

    def sent_to(self, address: str | None) -> "Notice":
        """The same notice with an address."""
        return replace(self, address=address)

    def about(self) -> dict[str, Any]:
        """What may be told of it: no address, no text."""
        return {name: getattr(self, name) for name in ("id", "intake", "season", "account", "source", "channel")}


def add(tx: Tx, notices: Sequence[Mapping[str, Any]]) -> None:
    """Write notices, all columns given, ``params`` a mapping; one whose dedupe key is there already is passed over."""
    rows = [
        {**given, "params": seal_params(tx.box, given["id"], given["params"]), "address": _seal_address(tx.box, given)}
        for given in notices
    ]
    if rows:
        tx.conn.execute(_insert_new[tx.conn.dialect.name], rows)


def any_due(conn: Connection, wall: datetime) -> bool:
    """Whether there is anything to send now."""
    return conn.execute(_any_due, {"wall": wall}).first() is not None


def claim_due(tx: Tx, *, claim: str, until: datetime, most: int) -> list[Notice]:
    """Take what is due, urgent first, into one hand until an instant; a hand that says nothing by then has lapsed."""
    rows = tx.conn.execute(_due, {"wall": tx.wall, "most": most}).all()
    if rows:
        tx.conn.execute(_claim, [
            {"an_id": row.id, "a_claim": claim, "until": until, "lapsed": row.lapses + (row.claim is not None)}
            for row in rows
        ])
    return [_notice(row, tx.box, claim) for row in rows]


def to_account(conn: Connection, box: Seal, account: str) -> list[Sent]:
    """Every notice to one person, newest first."""
    return [
        Sent(dedupe_key=row.dedupe_key, channel=row.channel, template=row.template, status=row.status,
             params=_params(row, box), recorded_at=row.recorded_at, settled_at=row.settled_at)
        for row in conn.execute(_of_account, {"an_account": account})
    ]


def end(tx: Tx, notice: Notice, *, status: Status, provider_id: str | None, erase: bool) -> bool:
    """The end of a notice. False when another hand holds it by now."""
    return tx.conn.execute(_end, {
        "an_id": notice.id, "a_claim": notice.claim, "becomes": status, "provider": provider_id, "wall": tx.wall,
        "keeps_params": None if erase else notice.sealed_params,
    }).rowcount == 1


def put_off(tx: Tx, notice: Notice, *, until: datetime, refused: bool) -> None:
    """Not now: try again from an instant on."""
    tx.conn.execute(_put_off, {
        "an_id": notice.id, "a_claim": notice.claim, "refused": notice.refusals + refused, "again": until,
    })


def seal_params(box: Seal, notice: str, params: Mapping[str, str] | None) -> bytes | None:
    """What a notice says, sealed into its row; nothing stays nothing."""
    if params is None:
        return None
    return box.seal(json.dumps(dict(params), ensure_ascii=False), table="notices", column="params", row=notice)


def _seal_address(box: Seal, given: Mapping[str, Any]) -> bytes | None:
    if given["address"] is None:
        return None
    return box.seal(given["address"], table="notices", column="address", row=given["id"])


def _params(row: Row[Any], box: Seal) -> Mapping[str, str]:
    if not row.params:
        return {}
    params: Mapping[str, str] = json.loads(box.open(row.params, table="notices", column="params", row=row.id))
    return params


def _notice(row: Row[Any], box: Seal, claim: str) -> Notice:
    address = row.address and box.open(row.address, table="notices", column="address", row=row.id).decode()
    return Notice(
        id=row.id, intake=row.intake, season=row.season, account=row.account, source=row.source, channel=row.channel,
        template=row.template, params=_params(row, box), address=address, refusals=row.refusals,
        lapses=row.lapses + (row.claim is not None), expires_at=row.expires_at, recorded_at=row.recorded_at,
        claim=claim, sealed_params=row.params,
    )
