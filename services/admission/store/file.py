"""Dispatched files: one row per candidate and round, from its dispatch to its end."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    case,
    delete,
    func,
    insert,
    select,
    update,
)

from services.admission.domain.status import CHECKED, OPEN, WITH_COLLEGE, Ended, Held, Status
from services.admission.store import METADATA
from shared.db import Seal, Tx, UtcDateTime

FILES = Table(
    "files",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("intake", String(60), nullable=False),
    Column("season", String(60), nullable=False),
    Column("round", String(10), nullable=False),
    Column("choice", String(20), nullable=False),
    Column("account", String(36), nullable=False),
    Column("candidate_number", String(40), nullable=False),
    Column("category", String(30), nullable=False),
    Column("college", String(30), nullable=False),
    Column("majors", Text, nullable=False),  # codes in the order of the filing
    Column("seal", Integer, nullable=False),  # of which the filing is, and its revision there
    Column("filing_revision", Integer, nullable=False),
    Column("status", String(15), nullable=False),
    Column("admitted_major", String(30)),
    Column("reason", LargeBinary),  # sealed
    Column("held_why", String(15)),
    Column("ended", String(15)),
    Column("dispatched_at", UtcDateTime, nullable=False),
    Column("decided_at", UtcDateTime),
    Column("decided_by", String(100)),
    Column("returned_at", UtcDateTime),  # receipt of the college's signed return that has this decision
    Column("return_revision", Integer),
    Column("ended_at", UtcDateTime),
    Column("revision", Integer, nullable=False),  # counts every change: the file's ETag
    UniqueConstraint("season", "round", "account"),
)
Index("ix_files_college", FILES.c.season, FILES.c.round, FILES.c.college, FILES.c.status)
Index("ix_files_account", FILES.c.account)

_season: BindParameter[str] = bindparam("a_season")
_round: BindParameter[str] = bindparam("a_round")
_college: BindParameter[str] = bindparam("a_college")
_of_round = select(FILES).where(FILES.c.season == _season, FILES.c.round == _round)
_in_round = _of_round.order_by(FILES.c.college, FILES.c.candidate_number)
_at_college = _of_round.where(FILES.c.college == _college)
_page = (
    _at_college.where(FILES.c.candidate_number > bindparam("after", type_=String()))
    .order_by(FILES.c.candidate_number)
    .limit(bindparam("most", type_=Integer()))
)
_all_at_college = _at_college.order_by(FILES.c.candidate_number)
_one = _at_college.where(FILES.c.account == bindparam("an_account"))
_of_season = select(FILES).where(FILES.c.season == _season).order_by(FILES.c.account, FILES.c.dispatched_at)
_numbers = select(FILES.c.id, FILES.c.candidate_number).where(FILES.c.id.in_(bindparam("ids", expanding=True)))
_held = _of_season.where(FILES.c.held_why.is_not(None))
_of_account = (
    select(FILES).where(FILES.c.intake == bindparam("an_intake"), FILES.c.account == bindparam("an_account"))
    .order_by(FILES.c.dispatched_at)
)
_open = FILES.c.status.in_(sorted(OPEN))
_to_check = FILES.c.returned_at.is_not(None) & FILES.c.held_why.is_(None) & FILES.c.status.in_(sorted(CHECKED))
_outstanding = (
    select(FILES.c.season, FILES.c.round, FILES.c.college, func.count().label("missing"))
    .where(FILES.c.status.in_(sorted(WITH_COLLEGE)), FILES.c.returned_at.is_(None))
    .group_by(FILES.c.season, FILES.c.round, FILES.c.college)
    .order_by(FILES.c.season, FILES.c.round, FILES.c.college)
)
_counts = (
    select(
        FILES.c.round, FILES.c.college, func.count().label("files"),
        func.sum(case((_open, 1), else_=0)).label("open"),
        func.sum(case((FILES.c.returned_at.is_(None) & FILES.c.status.in_(sorted(WITH_COLLEGE)), 1), else_=0))
        .label("missing"),
        func.sum(case((FILES.c.held_why.is_not(None), 1), else_=0)).label("held"),
        func.sum(case((_to_check, 1), else_=0)).label("unchecked"),
        func.sum(case((FILES.c.status == Status.ADMITTED, 1), else_=0)).label("admitted"),
        func.sum(case((FILES.c.ended.in_([Ended.RETURNED, Ended.RULED]), 1), else_=0)).label("returned"),
    )
    .where(FILES.c.season == _season)
    .group_by(FILES.c.round, FILES.c.college)
    .order_by(FILES.c.round, FILES.c.college)
)
_insert = insert(FILES)
_taken_back = _of_round.where(FILES.c.ended == Ended.REVOKED).with_for_update()
_forget = delete(FILES).where(FILES.c.id.in_(bindparam("ids", expanding=True)))
_put = update(FILES).where(FILES.c.id == bindparam("an_id")).values(
    {name: bindparam(f"to_{name}") for name in (
        "status", "admitted_major", "reason", "held_why", "ended", "decided_at", "decided_by", "returned_at",
        "return_revision", "ended_at",
    )} | {"revision": FILES.c.revision + 1}
)


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """A candidate's file in a round. ``reason`` is opened only where a transaction's box is at hand (else None);
    ``has_reason`` tells that there is one. ``revision`` counts every change."""

    id: str
    intake: str
    season: str
    round: str
    choice: str
    account: str
    candidate_number: str
    category: str
    college: str
    majors: tuple[str, ...]
    seal: int
    filing_revision: int
    status: Status
    dispatched_at: datetime
    admitted_major: str | None = None
    reason: str | None = None
    has_reason: bool = False
    held_why: Held | None = None
    ended: Ended | None = None
    decided_at: datetime | None = None
    decided_by: str | None = None
    returned_at: datetime | None = None
    return_revision: int | None = None
    ended_at: datetime | None = None
    revision: int = 1

    @property
    def returned(self) -> bool:
        """Whether a signed return that counts, or waits for officers, has this decision."""
        return self.returned_at is not None


def add(tx: Tx, files: Sequence[File]) -> list[str]:
    """New files of one round, each in the place of one that was taken back from its candidate before; returns the ids
    of these. An IntegrityError means that a candidate's file is out in this round."""
    if not files:
        return []
    asked = {"a_season": files[0].season, "a_round": files[0].round}
    before = {row.account: row for row in tx.conn.execute(_taken_back, asked)}
    again = [before[each.account].id for each in files if each.account in before]
    if again:
        tx.conn.execute(_forget, {"ids": again})
        files = [replace(each, revision=before[each.account].revision + 1) if each.account in before else each
                 for each in files]
    tx.conn.execute(_insert, [_row(tx, each) for each in files])
    return again


def put(tx: Tx, files: Sequence[File]) -> None:
    """Write changed files; each one's revision rises. They must be held (``locked…``) in this transaction."""
    rows = [_row(tx, each) for each in files]
    kept = ("status", "admitted_major", "reason", "held_why", "ended", "decided_at", "decided_by", "returned_at",
            "return_revision", "ended_at")
    if rows:
        tx.conn.execute(_put, [{"an_id": row["id"], **{f"to_{name}": row[name] for name in kept}} for row in rows])


def of_round(conn: Connection, season: str, no: str) -> list[File]:
    """Every file of a round, by college and candidate number; reasons stay closed."""
    return [_file(row) for row in conn.execute(_in_round, {"a_season": season, "a_round": no})]


def locked_of_round(tx: Tx, season: str, no: str) -> list[File]:
    """The same, held until the end of the transaction, reasons open."""
    return _opened(tx, _in_round.with_for_update(), {"a_season": season, "a_round": no})


def locked_of_college(tx: Tx, season: str, no: str, college: str) -> list[File]:
    """A college's files in a round, held until the end of the transaction, reasons open."""
    asked = {"a_season": season, "a_round": no, "a_college": college}
    return _opened(tx, _all_at_college.with_for_update(), asked)


def locked_of_account(tx: Tx, intake: str, account: str) -> list[File]:
    """All files of a candidate in an intake, oldest first, held, reasons open."""
    return _opened(tx, _of_account.with_for_update(), {"an_intake": intake, "an_account": account})


def page(tx: Tx, season: str, no: str, college: str, *, after: str = "", most: int) -> list[File]:  # noqa: PLR0913
    """A college's files in a round after a candidate number, reasons open."""
    asked = {"a_season": season, "a_round": no, "a_college": college, "after": after, "most": most}
    return _opened(tx, _page, asked)


def one(tx: Tx, season: str, no: str, college: str, *, account: str, hold: bool = False) -> File | None:  # noqa: PLR0913
    """A candidate's file at a college in a round, reason open; with ``hold`` until the end of the transaction."""
    asked = {"a_season": season, "a_round": no, "a_college": college, "an_account": account}
    return next(iter(_opened(tx, _one.with_for_update() if hold else _one, asked)), None)


def opened_of_college(conn: Connection, box: Seal, season: str, no: str, *, college: str) -> list[File]:
    """A college's files in a round, reasons open, to look at."""
    asked = {"a_season": season, "a_round": no, "a_college": college}
    return [_file(row, box) for row in conn.execute(_all_at_college, asked)]


def opened_of_account(conn: Connection, box: Seal, intake: str, account: str) -> list[File]:
    """All files of a candidate in an intake, oldest first, reasons open, to look at."""
    return [_file(row, box) for row in conn.execute(_of_account, {"an_intake": intake, "an_account": account})]


def of_season(conn: Connection, season: str) -> list[File]:
    """Every file of a season, by account; reasons stay closed."""
    return [_file(row) for row in conn.execute(_of_season, {"a_season": season})]


def held(conn: Connection, season: str) -> list[File]:
    """Files of a season that wait for officers, by account; reasons stay closed."""
    return [_file(row) for row in conn.execute(_held, {"a_season": season})]


def numbers(conn: Connection, _box: Seal, ids: Collection[str]) -> dict[str, str]:
    """Candidate numbers by file."""
    return {row.id: row.candidate_number for row in conn.execute(_numbers, {"ids": list(ids)})}


def outstanding(conn: Connection) -> Sequence[Row[Any]]:
    """Per season, round and college: how many files have not been returned (``missing``)."""
    return conn.execute(_outstanding).all()


def counts(conn: Connection, season: str) -> Sequence[Row[Any]]:
    """Per round and college: files, open, missing, held, unchecked, admitted, returned."""
    return conn.execute(_counts, {"a_season": season}).all()


def _opened(tx: Tx, statement: Any, asked: Mapping[str, Any]) -> list[File]:
    return [_file(row, tx.box) for row in tx.conn.execute(statement, asked)]


def _file(row: Row[Any], box: Seal | None = None) -> File:
    values = dict(row._mapping)  # noqa: SLF001  (SQLAlchemy's public name for a row as a mapping)
    sealed = values["reason"]
    opened = box.open(sealed, table="files", column="reason", row=row.id).decode() if box and sealed else None
    return File(**{
        **values, "majors": tuple(json.loads(row.majors)), "status": Status(row.status), "reason": opened,
        "has_reason": sealed is not None, "held_why": row.held_why and Held(row.held_why),
        "ended": row.ended and Ended(row.ended),
    })


def _row(tx: Tx, file: File) -> dict[str, Any]:
    reason = file.reason and tx.box.seal(file.reason, table="files", column="reason", row=file.id)
    values = {name: getattr(file, name) for name in FILES.columns.keys()}  # noqa: SIM118
    return {**values, "majors": json.dumps(file.majors), "reason": reason}
