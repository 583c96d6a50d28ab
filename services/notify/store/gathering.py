"""News that waits a while, so that what happens again meanwhile is told once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Index, Row, String, Table, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from services.notify.domain.gathering import What
from services.notify.store import METADATA
from shared.db import Tx, UtcDateTime

GATHERED = Table(
    "gathered",
    METADATA,
    Column("account", String(60), nullable=False),
    Column("source", String(200), nullable=False),
    Column("intake", String(60), nullable=False),
    Column("season", String(60), nullable=False),
    Column("event_id", String(64), primary_key=True),  # of the first: what the notice is known by
    Column("at", UtcDateTime, nullable=False),  # of the last, the season's time
    Column("until", UtcDateTime, nullable=False),  # the season's time
    Column("what", String(10), nullable=False, server_default=What.SAVED),
)
Index("ix_gathered_until", GATHERED.c.intake, GATHERED.c.until)
Index("ix_gathered_account", GATHERED.c.account, GATHERED.c.source)


def _put(dialect: Any) -> Any:
    statement = dialect.insert(GATHERED)
    return statement.on_conflict_do_update(index_elements=["event_id"], set_={
        "at": statement.excluded.at, "what": statement.excluded.what})


_put_news = {"postgresql": _put(postgresql), "sqlite": _put(sqlite)}
_of_accounts = (
    select(GATHERED)
    .where(GATHERED.c.account.in_(bindparam("accounts", expanding=True)))
    .order_by(GATHERED.c.until)
    .with_for_update()
)
_waiting = select(GATHERED.c.intake).distinct()
_due = (
    select(GATHERED)
    .where(GATHERED.c.intake == bindparam("an_intake"), GATHERED.c.until <= bindparam("now"))
    .order_by(GATHERED.c.until, GATHERED.c.account)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_forget = delete(GATHERED).where(GATHERED.c.event_id == bindparam("an_id"))


def gather(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """Keep news, all columns given. What happened while earlier news of its source waited goes with those; what
    happened after they were to be told waits by itself, even if nobody has told them yet."""
    if not rows:
        return
    found = tx.conn.execute(_of_accounts, {"accounts": list({row["account"] for row in rows})}).mappings()
    waiting_now = [dict(row) for row in found]
    for row in sorted(rows, key=lambda each: each["at"]):
        own = [each for each in waiting_now
               if (each["account"], each["source"]) == (row["account"], row["source"]) and row["at"] < each["until"]]
        if own:
            own[0]["at"] = max(own[0]["at"], row["at"])
            own[0]["what"] = What(own[0]["what"]).and_(row["what"])
        else:
            waiting_now.append(row)
    tx.conn.execute(_put_news[tx.conn.dialect.name], waiting_now)


def waiting(conn: Connection) -> list[str]:
    """The intakes for whose people something waits."""
    return list(conn.execute(_waiting).scalars())


def take_due(tx: Tx, intake: str, *, now: datetime, most: int) -> list[Row[Any]]:
    """What has waited long enough, taken out."""
    rows = list(tx.conn.execute(_due, {"an_intake": intake, "now": now, "most": most}))
    if rows:
        tx.conn.execute(_forget, [{"an_id": row.event_id} for row in rows])
    return rows
