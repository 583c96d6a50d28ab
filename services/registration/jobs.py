"""Work over two seconds: checking and importing lists of students and of grades; and clearing away files."""

from datetime import datetime, timedelta
from functools import partial

from services.registration.adapters.sheet import read_sheet
from services.registration.domain.grades import CheckedGrades, unread_grades
from services.registration.domain.rosters import Checked, RosterUnreadable, unread
from services.registration.store import evidence
from services.registration.usecases import grades
from services.registration.usecases.lists import opened_content
from services.registration.usecases.rosters import KIND, check, import_roster
from shared import jobs
from shared.db import Database
from shared.files import Storage
from shared.jobs import Job, JobKind

KEPT = timedelta(days=1)
"""How long a file that no work came to clear away may rest: far longer than any request or list takes."""
SWEPT_EVERY = timedelta(hours=1)
PAPER_UNDER_WAY = timedelta(hours=1)
"""How long after it was written a paper may still be without its row: far longer than any request takes."""


def _prepare(db: Database, job: Job, *, storage: Storage) -> Checked:
    with storage.open(job.input["digest"]) as held:
        content = opened_content(db.box, job.input["roster"], held.read())
    try:
        return check(read_sheet(content), year=job.input["year"])
    except RosterUnreadable as error:
        return unread(error)


def _prepare_grades(db: Database, job: Job, *, storage: Storage) -> CheckedGrades:
    with storage.open(job.input["digest"]) as held:
        content = opened_content(db.box, job.input["roster"], held.read())
    try:
        return grades.check(read_sheet(content))
    except RosterUnreadable as error:
        return unread_grades(error)


def _forget(job: Job, *, storage: Storage) -> None:
    """What came of the list is in the job's report: nobody needs the ID numbers of a whole college once more, but who
    has just read that it has no fault and is about to import it."""
    if not (job.input.get("keep") and job.report.get("faults") == 0):
        storage.remove(job.input["digest"])


def jobs_on(storage: Storage) -> tuple[JobKind, ...]:
    """The kinds of work, reading files from this storage."""
    prepare, ended = partial(_prepare, storage=storage), partial(_forget, storage=storage)
    return (
        JobKind(KIND, step=import_roster, prepare=prepare, ended=ended),
        JobKind(grades.KIND, step=grades.import_grades, prepare=partial(_prepare_grades, storage=storage), ended=ended),
    )


class Sweep:
    """An errand of the worker: files that were left over, by a request or a worker that was killed, are removed a day
    later. While work is waiting none is: it may be the work that needs them."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._swept_at: datetime | None = None

    def __call__(self, db: Database, wall: datetime) -> bool:
        if self._swept_at is not None and wall < self._swept_at + SWEPT_EVERY:
            return False
        with db.read() as conn:
            if jobs.unfinished(conn):
                return False
        self._swept_at = wall
        return self._storage.sweep(before=wall - KEPT) > 0


class PaperSweep:
    """An errand of the worker: papers' files that belong to no application any more are removed. One that was just
    written may be on its way into one."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._swept_at: datetime | None = None

    def __call__(self, db: Database, wall: datetime) -> bool:
        if self._swept_at is not None and wall < self._swept_at + SWEPT_EVERY:
            return False
        self._swept_at = wall
        with db.read() as conn:
            return self._storage.sweep(before=wall - PAPER_UNDER_WAY, spare=partial(evidence.holds, conn)) > 0
