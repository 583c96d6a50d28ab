"""How much of each round every college has been told: so that what changes is told again, and nothing twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Integer, String, Table, bindparam, case, func, select

from services.admission.domain.status import OPEN, WITH_COLLEGE, Ended, Status
from services.admission.store import METADATA
from services.admission.store.file import FILES
from services.admission.store.putting import putting
from shared.db import Tx, UtcDateTime

BRIEFINGS = Table(
    "briefings",
    METADATA,
    Column("season", String(60), primary_key=True),
    Column("round", String(10), primary_key=True),
    Column("college", String(30), primary_key=True),
    Column("revision", Integer, nullable=False),  # of the last manifest
    Column("files", String(60), nullable=False),  # which files it counted: how many, and the last one's id
    Column("announced", String(64), nullable=False),  # digest of the deadlines as they were announced
    Column("closing_for", UtcDateTime),  # the deadline that was called near
    Column("closed_at", UtcDateTime),
)

_put = putting(BRIEFINGS)
_of_round = select(BRIEFINGS).where(
    BRIEFINGS.c.season == bindparam("a_season"), BRIEFINGS.c.round == bindparam("a_round")
)
_one = _of_round.where(BRIEFINGS.c.college == bindparam("a_college"))
_live = FILES.c.ended.is_(None) | (FILES.c.ended != Ended.REVOKED)
_stand = (
    select(
        FILES.c.college, func.sum(case((_live, 1), else_=0)).label("live"),
        func.max(case((_live, FILES.c.id))).label("last"),
        func.sum(case((FILES.c.returned_at.is_(None) & FILES.c.status.in_(sorted(WITH_COLLEGE)), 1), else_=0))
        .label("missing"),
        func.sum(case((FILES.c.status == Status.ADMITTED, 1), else_=0)).label("admitted"),
        func.sum(case((FILES.c.ended.in_([Ended.RETURNED, Ended.RULED]), 1), else_=0)).label("returned"),
        func.sum(case((FILES.c.held_why.is_not(None), 1), else_=0)).label("held"),
        func.sum(case((FILES.c.status.in_(sorted(OPEN)), 1), else_=0)).label("open"),
    )
    .where(FILES.c.season == bindparam("a_season"), FILES.c.round == bindparam("a_round"))
    .group_by(FILES.c.college)
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Briefing:
    """What one college has been told of one round."""

    season: str
    round: str
    college: str
    revision: int = 0
    files: str = ""
    announced: str = ""
    closing_for: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Stand:
    """How a college's files of a round stand. ``files``: which there are, but for those taken back."""

    files: str = "0:"
    missing: int = 0
    admitted: int = 0
    returned: int = 0
    held: int = 0
    open: int = 0


def of_round(conn: Connection, season: str, no: str) -> dict[str, Briefing]:
    """Every college's briefing of a round."""
    rows = conn.execute(_of_round, {"a_season": season, "a_round": no})
    return {row.college: Briefing(**row._mapping) for row in rows}  # noqa: SLF001  (SQLAlchemy's public name)


def one(conn: Connection, season: str, no: str, college: str) -> Briefing:
    """One college's briefing of a round, or an empty one."""
    row = conn.execute(_one, {"a_season": season, "a_round": no, "a_college": college}).one_or_none()
    return blank(season, no, college) if row is None else Briefing(**row._mapping)  # noqa: SLF001


def blank(season: str, no: str, college: str) -> Briefing:
    """Before anything was told."""
    return Briefing(season=season, round=no, college=college)


def put(tx: Tx, told: Briefing) -> None:
    """What has been told now."""
    row = {name: getattr(told, name) for name in Briefing.__dataclass_fields__}
    tx.conn.execute(_put[tx.conn.dialect.name], row)


def stands(conn: Connection, season: str, no: str) -> Mapping[str, Stand]:
    """How every college's files of a round stand."""
    return {
        row.college: Stand(files=f"{row.live}:{row.last or ''}", missing=row.missing, admitted=row.admitted,
                           returned=row.returned, held=row.held, open=row.open)
        for row in conn.execute(_stand, {"a_season": season, "a_round": no})
    }
