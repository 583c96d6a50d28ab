"""Sealed filings and the seals over them: what came, and whether it adds up to the root that was told."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
    Connection,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    bindparam,
    func,
    select,
    update,
)

from services.admission.domain.filing import Seal
from services.admission.domain.round import Choice, Filed
from services.admission.store import METADATA
from services.admission.store.putting import adding
from shared import codec
from shared.contracts.choices import BatchSealed, FilingFinalised
from shared.db import Seal as Box
from shared.db import Tx, UtcDateTime

SEALS = Table(
    "seals",
    METADATA,
    Column("season", String(60), primary_key=True),
    Column("batch", String(30), primary_key=True),
    Column("seal", Integer, primary_key=True),
    Column("intake", String(60), nullable=False),
    Column("season_version", Integer, nullable=False),
    Column("closes_at", UtcDateTime, nullable=False),
    Column("count", Integer, nullable=False),
    Column("root", String(64), nullable=False),
    Column("sealed_at", UtcDateTime, nullable=False),
    Column("arrived", Integer),  # how many had come when it was checked
    Column("recomputed", String(64)),
)

FILINGS = Table(
    "sealed_filings",
    METADATA,
    Column("season", String(60), primary_key=True),
    Column("batch", String(30), primary_key=True),
    Column("seal", Integer, primary_key=True),
    Column("account", String(36), primary_key=True),
    Column("candidate_number", String(40), nullable=False),
    Column("category", String(30), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("saved_at", UtcDateTime, nullable=False),
    Column("choices", LargeBinary, nullable=False),  # sealed
    Column("leaf", String(64), nullable=False),  # as computed here from what came
)

Sealed = tuple[str, str, int]
"""(season, batch, seal)."""

_season: BindParameter[str] = bindparam("a_season")
_add_seals = adding(SEALS)
_add = adding(FILINGS)
_of_batch = select(SEALS).where(SEALS.c.season == _season, SEALS.c.batch == bindparam("a_batch"))
_newest = _of_batch.order_by(SEALS.c.seal.desc()).limit(1)
_seal = _of_batch.where(SEALS.c.seal == bindparam("a_seal"))
_seals = select(SEALS).where(SEALS.c.season == _season).order_by(SEALS.c.batch, SEALS.c.seal)
_differing = select(func.count()).select_from(SEALS).where(SEALS.c.recomputed != SEALS.c.root)
_put_check = update(SEALS).where(
    SEALS.c.season == _season, SEALS.c.batch == bindparam("a_batch"), SEALS.c.seal == bindparam("a_seal")
).values(
    arrived=bindparam("to_arrived"), recomputed=bindparam("to_recomputed"),
)
_of_seal = select(FILINGS).where(
    FILINGS.c.season == _season, FILINGS.c.batch == bindparam("a_batch"), FILINGS.c.seal == bindparam("a_seal")
)
_one = _of_seal.where(FILINGS.c.account == bindparam("an_account"))
_arrived = select(func.count()).select_from(_of_seal.subquery())
_leaves = _of_seal.with_only_columns(FILINGS.c.leaf).order_by(FILINGS.c.candidate_number)
_content = _of_seal.order_by(FILINGS.c.candidate_number)
_of_season = select(FILINGS).where(FILINGS.c.season == _season).order_by(
    FILINGS.c.batch, FILINGS.c.seal, FILINGS.c.candidate_number
)


def add_seals(tx: Tx, told: Sequence[BatchSealed]) -> None:
    """Keep seals as they were told; the first word about a seal stands."""
    tx.conn.execute(_add_seals[tx.conn.dialect.name], [
        {
            "season": each.season, "batch": each.batch, "seal": each.seal, "intake": each.intake,
            "season_version": each.season_version, "closes_at": each.closes_at, "count": each.count,
            "root": each.root, "sealed_at": each.sealed_at, "arrived": None, "recomputed": None,
        }
        for each in told
    ])


def add(tx: Tx, told: Sequence[tuple[FilingFinalised, bytes]]) -> None:
    """Keep sealed filings, each with its leaf as computed here. A second one of a candidate in a seal changes nothing:
    what was sealed twice cannot have the root that was told of one."""
    tx.conn.execute(_add[tx.conn.dialect.name], [
        {
            "season": each.season, "batch": each.batch, "seal": each.seal, "account": each.account,
            "candidate_number": each.candidate_number, "category": each.category, "revision": each.revision,
            "saved_at": each.saved_at, "choices": _sealed(tx, each), "leaf": leaf.hex(),
        }
        for each, leaf in told
    ])


def newest_seal(conn: Connection, season: str, batch: str) -> Seal | None:
    """The newest seal of a batch that was heard."""
    row = conn.execute(_newest, {"a_season": season, "a_batch": batch}).one_or_none()
    return None if row is None else _seal_of(row)


def locked_seal(tx: Tx, sealed: Sealed) -> Seal | None:
    """A seal, held until the end of the transaction."""
    row = tx.conn.execute(_seal.with_for_update(), _asked(sealed)).one_or_none()
    return None if row is None else _seal_of(row)


def seals(conn: Connection, season: str) -> list[Seal]:
    """Every seal of a season, by batch and number."""
    return [_seal_of(row) for row in conn.execute(_seals, {"a_season": season})]


def differing(conn: Connection) -> int:
    """How many seals are not what came."""
    return conn.execute(_differing).scalar_one()


def put_check(tx: Tx, sealed: Sealed, *, arrived: int, recomputed: str | None = None) -> None:
    """What was found of a seal."""
    tx.conn.execute(_put_check, {**_asked(sealed), "to_arrived": arrived, "to_recomputed": recomputed})


def arrived(conn: Connection, sealed: Sealed) -> int:
    """How many filings of a seal have come."""
    return conn.execute(_arrived, _asked(sealed)).scalar_one()


def leaves(conn: Connection, sealed: Sealed) -> list[bytes]:
    """The leaves of a seal in the order of its tree: by candidate number."""
    return [bytes.fromhex(leaf) for leaf in conn.execute(_leaves, _asked(sealed)).scalars()]


def of_seal(conn: Connection, box: Box, sealed: Sealed) -> Iterator[Filed]:
    """The filings of a seal, opened, by candidate number."""
    return (_filed(row, box) for row in conn.execute(_content, _asked(sealed)))


def one(conn: Connection, box: Box, sealed: Sealed, account: str) -> Filed | None:
    """A candidate's filing in a seal, opened."""
    row = conn.execute(_one, {**_asked(sealed), "an_account": account}).one_or_none()
    return None if row is None else _filed(row, box)


def of_season(conn: Connection, box: Box, season: str) -> Iterator[tuple[Filed, str]]:
    """Every sealed filing of a season with its leaf."""
    return ((_filed(row, box), row.leaf) for row in conn.execute(_of_season, {"a_season": season}))


def _asked(sealed: Sealed) -> Mapping[str, Any]:
    return {"a_season": sealed[0], "a_batch": sealed[1], "a_seal": sealed[2]}


def _row_name(season: str, batch: str, seal: int, account: str) -> str:
    return f"{season} {batch} {seal} {account}"


def _sealed(tx: Tx, told: FilingFinalised) -> bytes:
    row = _row_name(told.season, told.batch, told.seal, told.account)
    return tx.box.seal(codec.canonical(told.choices), table="sealed_filings", column="choices", row=row)


def _filed(row: Row[Any], box: Box) -> Filed:
    name = _row_name(row.season, row.batch, row.seal, row.account)
    choices = json.loads(box.open(row.choices, table="sealed_filings", column="choices", row=name))
    return Filed(
        account=row.account, candidate_number=row.candidate_number, category=row.category, batch=row.batch,
        seal=row.seal, revision=row.revision,
        choices={
            each["label"]: Choice(college=each["college"], majors=tuple(each["majors"])) for each in choices
        },
    )


def _seal_of(row: Row[Any]) -> Seal:
    values = dict(row._mapping)  # noqa: SLF001  (SQLAlchemy's public name for a row as a mapping)
    return Seal(**{name: values[name] for name in Seal.__dataclass_fields__})
