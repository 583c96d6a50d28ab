"""Spreading a reminder: slice by slice over an audience of any size."""

from typing import Any

from services.notify.usecases.reminder import Mailing, spread
from shared.db import Tx
from shared.jobs import Job, JobKind, Step

SLICE = 200


def spread_slice(tx: Tx, job: Job, _prepared: Any) -> Step:
    """The next people, by account; done when a slice finds fewer than it could take."""
    found, last = spread(tx, Mailing.from_plain(job.input), after=job.state.get("after", ""), most=SLICE)
    progress = job.progress + found
    return Step(progress=progress, report={"people": progress}, state={"after": last}, done=found < SLICE)


SPREAD = JobKind("spread", spread_slice)
