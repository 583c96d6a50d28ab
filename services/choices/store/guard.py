"""The guard row of each batch: saves hold it shared, the sealer holds it alone. Who comes after the sealer sees it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, Connection, Integer, Row, String, Table, bindparam, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from services.choices.store import METADATA
from services.choices.store.eligibility import ELIGIBILITY
from shared.db import UtcDateTime

GUARDS = Table(
    "guards",
    METADATA,
    Column("season", String(60), primary_key=True),
    Column("batch", String(40), primary_key=True),
    Column("seal", Integer, nullable=False, server_default="0"),  # the last one's number
    Column("season_version", Integer, nullable=False, server_default="0"),  # under which it was sealed
    Column("closes_at", UtcDateTime),  # the close that it was sealed for
    Column("sealed_at", UtcDateTime),
    Column("closing", UtcDateTime),  # the close that has come and waits for its grace
    Column("closing_seen_at", UtcDateTime),  # wall clock: when that was first seen
)

_new = {
    "postgresql": postgresql.insert(GUARDS).on_conflict_do_nothing(),
    "sqlite": sqlite.insert(GUARDS).on_conflict_do_nothing(),
}
_person = ("account", "intake", "season", "candidate_number", "source_college", "category", "standing", "tier")
_held = (
    select(GUARDS.c.season_version, GUARDS.c.closes_at, GUARDS.c.sealed_at, *(ELIGIBILITY.c[each] for each in _person))
    .join_from(ELIGIBILITY, GUARDS, GUARDS.c.season == ELIGIBILITY.c.season)
    .where(ELIGIBILITY.c.account == bindparam("of_account"), GUARDS.c.batch == bindparam("of_batch"))
)
_share = _held.with_for_update(read=True, of=GUARDS)
_share_at_once = _held.with_for_update(read=True, of=GUARDS, skip_locked=True)
_patience = text("SET LOCAL lock_timeout = '3s'")
_place = (GUARDS.c.season == bindparam("of_season"), GUARDS.c.batch == bindparam("of_batch"))
_alone = select(GUARDS).where(*_place).with_for_update()
_look = select(GUARDS).where(*_place)
_of_season = select(GUARDS).where(GUARDS.c.season == bindparam("of_season")).order_by(GUARDS.c.batch)
_see = update(GUARDS).where(*_place).values(closing=bindparam("to_closing"), closing_seen_at=bindparam("to_seen"))
_seal = update(GUARDS).where(*_place).values(
    seal=bindparam("to_seal"), season_version=bindparam("to_version"), closes_at=bindparam("to_closes"),
    sealed_at=bindparam("to_sealed"),
)


def wait_a_little(conn: Connection) -> None:
    """From here on who waits for a lock in vain is told to come again (:class:`shared.db.DatabaseAway`): others want an
    answer from this process too."""
    if conn.dialect.name == "postgresql":
        conn.execute(_patience)


def add(conn: Connection, season: str, batch: str) -> None:
    """The row of a batch, unless it is there."""
    conn.execute(_new[conn.dialect.name], {"season": season, "batch": batch, "seal": 0, "season_version": 0})


def share(conn: Connection, *, account: str, batch: str, wait: bool) -> Row[Any] | None:
    """The guard of a batch, held shared to the end of the transaction, with what review settled of the person.

    While the sealer has it this waits, and then reads what the sealer wrote; with ``wait=False`` it finds nothing.
    None also where one of the two is not there.
    """
    statement = _share if wait else _share_at_once
    return conn.execute(statement, {"of_account": account, "of_batch": batch}).one_or_none()


def alone(conn: Connection, season: str, batch: str) -> Row[Any] | None:
    """The guard of a batch, once every save that holds it has ended; none can begin until the transaction ends."""
    return conn.execute(_alone, {"of_season": season, "of_batch": batch}).one_or_none()


def look(conn: Connection, season: str, batch: str) -> Row[Any] | None:
    """The same, held by nobody."""
    return conn.execute(_look, {"of_season": season, "of_batch": batch}).one_or_none()


def of_season(conn: Connection, season: str) -> dict[str, Row[Any]]:
    """Every guard of a season by its batch."""
    return {row.batch: row for row in conn.execute(_of_season, {"of_season": season})}


def see_closing(conn: Connection, season: str, batch: str, values: Mapping[str, Any]) -> None:
    """Write down that a close has come: ``closing`` and ``seen`` (wall)."""
    conn.execute(_see, {"of_season": season, "of_batch": batch, "to_closing": values["closing"],
                        "to_seen": values["seen"]})


def seal(conn: Connection, season: str, batch: str, values: Mapping[str, Any]) -> None:
    """From now on nothing is saved for this close: ``seal``, ``version``, ``closes``, ``sealed``."""
    conn.execute(_seal, {"of_season": season, "of_batch": batch, **{f"to_{name}": one for name, one in values.items()}})
