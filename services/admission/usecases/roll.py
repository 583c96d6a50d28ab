"""Rolls of the admitted (录取名册): written, signed with the season's key, and with them people are admitted."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from sqlalchemy import Connection

from services.admission.domain.roll import Entry, pages
from services.admission.store import dossier as dossiers
from services.admission.store import plan as plans
from services.admission.store import roll as store
from services.admission.store.file import File
from services.admission.store.roll import Roll
from shared import codec
from shared.db import Seal, Tx
from shared.kernel import Conflict, new_id
from shared.season import Season
from shared.season.model import Round
from shared.security.signing import SigningKey


class AdmittedAlready(Conflict):
    """Nobody is admitted twice in an intake."""

    code = "admitted_already"
    message = "考生{candidate_number}在本次招生中已被录取，不能重复录取。"


@dataclass(frozen=True, kw_only=True, slots=True)
class Stamp:
    """Who signed, and the season's key, which puts the seal under their word."""

    officers: Sequence[str]
    key: SigningKey = field(repr=False)


def stamp(tx: Tx, season: Season, round_: Round, admitted: Sequence[File], by: Stamp) -> None:
    """A roll for each college, and everybody on them admitted."""
    before = store.admitted(tx.conn, season.intake)
    for twice in (each for each in admitted if each.account in before):
        raise AdmittedAlready(candidate_number=twice.candidate_number)
    names = {
        account: each.name
        for account, each in dossiers.of_accounts(tx.conn, tx.box, [each.account for each in admitted]).items()
    }
    majors = {(each.college, each.code): each.name for each in _majors(tx, season)}
    ordered = sorted(admitted, key=lambda each: each.college)
    for college, group in groupby(ordered, key=lambda each: each.college):
        there = list(group)
        entries = [
            Entry(
                candidate_number=each.candidate_number, name=names.get(each.account, ""), category=each.category,
                major=each.admitted_major or "", major_name=majors.get((college, each.admitted_major or ""), ""),
                account=each.account,
            )
            for each in there
        ]
        roll = _roll(tx, season, round_, entries, (college, by))
        store.add(tx, [roll])
        store.admit(tx, [_admission(tx, roll, each) for each in there])


def of_college(conn: Connection, box: Seal, season: Season, no: str, *, college: str) -> list[Roll]:
    """A college's rolls in a round, and who does not stand on them any more."""
    return [replace(each, struck=_struck(conn, each))
            for each in store.of_college(conn, box, season.code, no, college=college)]


def _struck(conn: Connection, roll: Roll) -> list[str]:
    numbers = [row["candidate_number"] for page in roll.document for row in page["rows"]]
    standing = store.standing_on(conn, roll.id)
    return [each for each in numbers if each not in standing]


def signing_bytes(roll: Roll) -> bytes:
    """What the season's key signs of a roll: all that names it, and the digest of its pages."""
    return codec.canonical({
        "roll": roll.id, "season": roll.season, "round": roll.round, "college": roll.college, "no": roll.no,
        "count": roll.count, "pages": roll.pages, "digest": roll.digest, "officers": list(roll.officers),
    })


def _roll(tx: Tx, season: Season, round_: Round, entries: Sequence[Entry], where: tuple[str, Stamp]) -> Roll:
    code, by = where
    college = season.college(code)
    no = len(store.of_college(tx.conn, tx.box, season.code, round_.no, college=code)) + 1
    document = pages(entries, heading={
        "title": f"{season.title}录取名册", "season": season.code, "round": round_.no, "round_title": round_.title,
        "college": code, "college_name": college.name if college else code, "no": no,
    })
    unsigned = Roll(
        id=new_id(), intake=season.intake, season=season.code, round=round_.no, college=code, no=no,
        count=len(entries), pages=len(document), digest=hashlib.sha256(codec.canonical(document)).hexdigest(),
        document=document, officers=list(by.officers), signature="", signed_at=tx.now,
    )
    return replace(unsigned, signature=by.key.sign(signing_bytes(unsigned)))


def _majors(tx: Tx, season: Season) -> Sequence[Any]:
    plan = plans.in_force(tx.conn, season.code)
    return plan.majors if plan else ()


def _admission(tx: Tx, roll: Roll, file: File) -> dict[str, Any]:
    return {
        "intake": file.intake, "account": file.account, "season": file.season, "round": file.round,
        "college": file.college, "major": file.admitted_major, "category": file.category, "file": file.id,
        "roll": roll.id, "admitted_at": tx.now,
    }
