"""Work over two seconds: checking and importing a list of students."""

from functools import partial

from services.registration.adapters.sheet import read_sheet
from services.registration.domain.rosters import Checked, RosterUnreadable, unread
from services.registration.usecases.rosters import KIND, check, import_roster, opened_content
from shared.db import Database
from shared.files import Storage
from shared.jobs import Job, JobKind


def _prepare(db: Database, job: Job, *, storage: Storage) -> Checked:
    with storage.open(job.input["digest"]) as held:
        content = opened_content(db.box, job.input["roster"], held.read())
    try:
        return check(read_sheet(content), year=job.input["year"])
    except RosterUnreadable as error:
        return unread(error)


def jobs_on(storage: Storage) -> tuple[JobKind, ...]:
    """The kinds of work, reading files from this storage."""
    return (JobKind(KIND, step=import_roster, prepare=partial(_prepare, storage=storage)),)
