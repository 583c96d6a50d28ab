"""Colleges whose deadline passed with files not returned: their candidates are held by name, and officers are told.
Nobody is admitted or turned away in a college's stead (domain.md 7.8)."""

from collections import Counter
from dataclasses import replace
from datetime import datetime

from services.admission.domain.status import WITH_COLLEGE, Held
from services.admission.store import file as files
from services.admission.store import round as store
from services.admission.store.file import File
from services.admission.usecases import order
from shared.contracts.admission import ReturnOverdue
from shared.db import Tx
from shared.season import Season
from shared.season.model import Round
from shared.season.windows import Place, returns_of


def note_late(tx: Tx, season: Season, round_: Round) -> None:
    """The same for files that come to a college, or back to it, when its deadline has passed: no moment follows."""
    if round_.return_by <= tx.now:
        note(tx, season, round_)


def note(tx: Tx, season: Season, round_: Round) -> None:
    """Whoever has not returned everything and may not return any more: held, and each deadline told once."""
    orders = order.in_force(tx, season.code)
    missing = [each for each in files.locked_of_round(tx, season.code, round_.no) if _missing(each)]
    for college, count in sorted(Counter(each.college for each in missing).items()):
        openings = returns_of(season, place=Place(round=round_.no, college=college), orders=orders)
        closed = max(each.closes_at for each in openings)
        if closed <= tx.now:
            _tell(tx, season, round_, (college, count, closed))
            files.put(tx, [replace(each, held_why=Held.SILENT) for each in missing
                           if each.college == college and each.held_why is None])


def _missing(file: File) -> bool:
    return file.status in WITH_COLLEGE and not file.returned


def _tell(tx: Tx, season: Season, round_: Round, overdue: tuple[str, int, datetime]) -> None:
    college, missing, closed = overdue
    row = {"season": season.code, "round": round_.no, "college": college, "return_by": closed, "missing": missing}
    if not store.add_overdue(tx, row):
        return
    tx.emit(
        ReturnOverdue(
            intake=season.intake, season=season.code, round=round_.no, round_title=round_.title, college=college,
            missing=missing, return_by=closed,
        ),
        key=f"admission/overdue/{season.code}/{round_.no}/{college}", intake=season.intake, season=season.code,
    )
    tx.audit("return.overdue", f"round/{season.code}/{round_.no}", college=college, missing=missing)
