"""A source college's list of students: handed in, checked whole, and only then written, or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from services.registration.domain.rosters import (
    MOST_FAULTS,
    Checked,
    ImportClosed,
    IntakeUnclear,
    NotASourceCollege,
    Sheet,
    check_sheet,
)
from services.registration.store import records as store
from services.registration.store import rosters as files
from services.registration.usecases.dossiers import tell_dossiers
from services.registration.usecases.placing import Plan
from shared import jobs
from shared.db import Tx
from shared.jobs import Job, Step
from shared.kernel import NotFound, shown
from shared.season import Season
from shared.season.windows import Place, window_at
from shared.season.words import WindowKind

KIND = "roster"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """A file at the door: its sealed content rests in storage under ``digest``. ``keep``: found without a fault it
    rests on, for a day at most, so that it may be imported without being handed in once more."""

    roster: str
    intake: str
    year: int
    source_college: str
    digest: str
    size: int
    dry_run: bool
    keep: bool = False


def intake_of(seasons: Sequence[Season], college: str, *, now: Mapping[str, datetime], wanted: str | None) -> Season:
    """The season that this college imports for. ``now``: each intake's season time. Raises NotASourceCollege,
    ImportClosed, IntakeUnclear."""
    place = Place(college=college)
    ours = [
        (season, window_at(season, WindowKind.IMPORT, at=now[season.intake], place=place))
        for season in seasons
        if wanted in (None, season.intake, season.code)
        and any(each.code == college for each in season.source_colleges.items)
    ]
    if not ours:
        raise NotASourceCollege(field="source_college")
    ready = [season for season, standing in ours if standing.open]
    if not ready:
        closes = [standing.span.closes_at for _, standing in ours if standing.span]
        raise ImportClosed(closed=shown(max(closes)))
    if len({season.intake for season in ready}) > 1:
        raise IntakeUnclear(field="intake", intakes="、".join(sorted({season.intake for season in ready})))
    return ready[0]


def hand_in(tx: Tx, handed: HandedIn) -> str:
    """Ask for the work; returns the job's id, where the report will be."""
    files.add(tx.conn, {
        "id": handed.roster, "intake": handed.intake, "source_college": handed.source_college, "digest": handed.digest,
        "size": handed.size, "dry_run": handed.dry_run, "handed_in_by": tx.actor, "handed_in_at": tx.now,
        "recorded_at": tx.wall,
    })
    tx.audit("roster.hand_in", f"roster/{handed.roster}", source_college=handed.source_college, dry_run=handed.dry_run,
             size=handed.size)
    return jobs.enqueue(tx, KIND, **asdict(handed))


def check(sheet: Sheet, *, year: int) -> Checked:
    """What the file by itself says: slow for a long one, and so outside any transaction."""
    return check_sheet(sheet, year=year)


def import_roster(tx: Tx, job: Job, checked: Checked) -> Step:
    """Hold the checked rows against what is there; write them all, or report every fault and write nothing."""
    handed = HandedIn(**job.input)
    if files.roster(tx.conn, handed.roster) is None:
        raise NotFound(field="roster")
    plan = Plan(tx, intake=handed.intake, college=handed.source_college)
    for row, student in checked.students:
        plan.place(row, student)
    faults = sorted([*checked.faults, *plan.faults], key=lambda fault: (fault.row, fault.cell))
    if not faults and not handed.dry_run:
        store.add(tx.conn, plan.new)
        store.change(tx.conn, plan.changed)
        tell_dossiers(tx, [row["id"] for row in plan.changed])
    counted = {"rows": checked.rows, "new": len(plan.new), "changed": len(plan.changed), "same": plan.same}
    files.close(tx.conn, handed.roster, faults=len(faults), **counted)
    imported = not faults and not handed.dry_run
    tx.audit("roster.import" if imported else "roster.check", f"roster/{handed.roster}", faults=len(faults), **counted)
    report = {
        **counted, "intake": handed.intake, "source_college": handed.source_college, "dry_run": handed.dry_run,
        "imported": imported, "faults": len(faults), "errors": [asdict(fault) for fault in faults[:MOST_FAULTS]],
    }
    return Step(progress=checked.rows, total=checked.rows, report=report, done=True)
