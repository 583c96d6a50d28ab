"""Candidates' dossiers as registration told them, sealed; those that files went down with, where a newer one came; and
which registrations count no more."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    Boolean,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    bindparam,
    delete,
    select,
)

from services.admission.store import METADATA
from services.admission.store.file import FILES, File
from services.admission.store.putting import adding, putting
from shared import codec
from shared.contracts.registration import DossierRecorded, RegistrationConfirmed, RegistrationVoided
from shared.db import Seal, Tx, UtcDateTime

DOSSIERS = Table(
    "dossiers",
    METADATA,
    Column("account", String(36), primary_key=True),
    Column("intake", String(60), nullable=False),
    Column("season", String(60), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("candidate_number", String(40), nullable=False),
    Column("category", String(30), nullable=False),
    Column("source_college", String(30), nullable=False),
    Column("document", LargeBinary, nullable=False),  # sealed: the whole event
)
Index("ix_dossiers_season", DOSSIERS.c.season, DOSSIERS.c.account)

SENT = Table(
    "sent_dossiers",
    METADATA,
    Column("file", String(36), primary_key=True),
    Column("season", String(60), nullable=False),
    Column("document", LargeBinary, nullable=False),  # sealed: the whole event, as it went down
    Column("changed_at", UtcDateTime, nullable=False),  # when a newer one was first heard
)
Index("ix_sent_dossiers_season", SENT.c.season)

CONFIRMATIONS = Table(
    "confirmations",
    METADATA,
    Column("account", String(36), primary_key=True),
    Column("intake", String(60), nullable=False),
    Column("confirmed", Boolean, nullable=False),
    Column("settled_at", UtcDateTime, nullable=False),
)

VOIDINGS = Table(
    "voidings",
    METADATA,
    Column("account", String(36), primary_key=True),
    Column("intake", String(60), nullable=False),
    Column("reason", String(30), nullable=False),
    Column("voided_at", UtcDateTime, nullable=False),
)

_put = putting(DOSSIERS)
_put_confirmations = putting(CONFIRMATIONS)
_add_voidings = adding(VOIDINGS)
_add_sent = adding(SENT)
_season: BindParameter[str] = bindparam("a_season")
_intake: BindParameter[str] = bindparam("an_intake")
_of_season = select(DOSSIERS.c.account, DOSSIERS.c.intake).where(DOSSIERS.c.season == _season).order_by(
    DOSSIERS.c.account
)
_of_accounts = select(DOSSIERS).where(DOSSIERS.c.account.in_(bindparam("accounts", expanding=True)))
_out = (
    select(FILES.c.id, FILES.c.account, FILES.c.season)
    .outerjoin(SENT, SENT.c.file == FILES.c.id)
    .where(FILES.c.account.in_(bindparam("accounts", expanding=True)), SENT.c.file.is_(None))
)
_sent = select(SENT.c.file, SENT.c.document).where(SENT.c.file.in_(bindparam("files", expanding=True)))
_changed = (
    select(FILES.c.account, FILES.c.candidate_number, FILES.c.college, FILES.c.round, SENT.c.changed_at)
    .join(SENT, SENT.c.file == FILES.c.id)
    .where(SENT.c.season == _season)
    .order_by(FILES.c.round, FILES.c.college, FILES.c.candidate_number)
)
_forget_sent = delete(SENT).where(SENT.c.file.in_(bindparam("files", expanding=True)))
_confirmed = select(CONFIRMATIONS.c.account).where(
    CONFIRMATIONS.c.intake == _intake, CONFIRMATIONS.c.confirmed.is_(True)
)
_voided = select(VOIDINGS.c.account).where(VOIDINGS.c.intake == _intake)
_account_of = select(DOSSIERS.c.account).where(
    DOSSIERS.c.season == _season, DOSSIERS.c.candidate_number == bindparam("a_number", type_=String())
)
FEW = 500


def put(tx: Tx, told: Sequence[DossierRecorded]) -> None:
    """Keep dossiers as they were told."""
    tx.conn.execute(_put[tx.conn.dialect.name], [
        {
            "account": each.account, "intake": each.intake, "season": each.season, "revision": each.revision,
            "candidate_number": each.candidate_number, "category": each.category,
            "source_college": each.source_college,
            "document": tx.box.seal(codec.encode(each), table="dossiers", column="document", row=each.account),
        }
        for each in told
    ])


def put_confirmations(tx: Tx, told: Sequence[RegistrationConfirmed]) -> None:
    """Keep which registrations are confirmed."""
    tx.conn.execute(_put_confirmations[tx.conn.dialect.name], [
        {"account": each.account, "intake": each.intake, "confirmed": each.confirmed, "settled_at": each.settled_at}
        for each in told
    ])


def add_voidings(tx: Tx, told: Sequence[RegistrationVoided]) -> None:
    """Keep which registrations count no more."""
    tx.conn.execute(_add_voidings[tx.conn.dialect.name], [
        {"account": each.account, "intake": each.intake, "reason": each.reason, "voided_at": each.voided_at}
        for each in told
    ])


def of_accounts(conn: Connection, box: Seal, accounts: Iterable[str]) -> dict[str, DossierRecorded]:
    """Dossiers by account, opened; who is not known is not in it."""
    wanted = sorted(set(accounts))
    found: dict[str, DossierRecorded] = {}
    for start in range(0, len(wanted), FEW):
        for row in conn.execute(_of_accounts, {"accounts": wanted[start:start + FEW]}):
            opened = box.open(row.document, table="dossiers", column="document", row=row.account)
            found[row.account] = codec.revived(DossierRecorded, json.loads(opened))
    return found


def of_files(conn: Connection, box: Seal, held: Sequence[File]) -> dict[str, DossierRecorded]:
    """By account the dossiers that files of one round went down with, whatever came since."""
    found = of_accounts(conn, box, [each.account for each in held])
    accounts = {each.id: each.account for each in held}
    wanted = sorted(accounts)
    for start in range(0, len(wanted), FEW):
        for row in conn.execute(_sent, {"files": wanted[start:start + FEW]}):
            opened = box.open(row.document, table="sent_dossiers", column="document", row=row.file)
            found[accounts[row.file]] = codec.revived(DossierRecorded, json.loads(opened))
    return found


def out_of(conn: Connection, accounts: Sequence[str]) -> Sequence[Any]:
    """Files of these candidates that went down with the dossier that is held now: id, account, season."""
    return [row for start in range(0, len(accounts), FEW)
            for row in conn.execute(_out, {"accounts": accounts[start:start + FEW]})]


def keep_sent(tx: Tx, file: str, went_down: DossierRecorded) -> None:
    """A file keeps what it went down with."""
    tx.conn.execute(_add_sent[tx.conn.dialect.name], {
        "file": file, "season": went_down.season, "changed_at": tx.now,
        "document": tx.box.seal(codec.encode(went_down), table="sent_dossiers", column="document", row=file),
    })


def forget_sent(tx: Tx, files: Sequence[str]) -> None:
    """These files are no more: new ones went down in their place, with what is held now."""
    if files:
        tx.conn.execute(_forget_sent, {"files": list(files)})


def changed_since(conn: Connection, season: str) -> Sequence[Any]:
    """Files that went down with another dossier than is held now: account, candidate_number, college, round,
    changed_at."""
    return conn.execute(_changed, {"a_season": season}).all()


def account_of(conn: Connection, season: str, candidate_number: str) -> str | None:
    """Whose candidate number this is, among those who handed in an application of the season."""
    asked = {"a_season": season, "a_number": candidate_number}
    return conn.execute(_account_of, asked).scalars().first()


def of_season(conn: Connection, season: str) -> Sequence[Any]:
    """Who handed in an application: account, intake; by account."""
    return conn.execute(_of_season, {"a_season": season}).all()


def confirmed(conn: Connection, intake: str) -> frozenset[str]:
    """Whose registration is confirmed."""
    return frozenset(conn.execute(_confirmed, {"an_intake": intake}).scalars())


def voided(conn: Connection, intake: str) -> frozenset[str]:
    """Whose registration counts no more."""
    return frozenset(conn.execute(_voided, {"an_intake": intake}).scalars())
