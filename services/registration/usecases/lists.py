"""A list that a source college handed in: how its file rests, sealed, until it was looked at and written."""

from dataclasses import dataclass

from services.registration.domain.rosters import LARGEST, NothingKept
from shared import jobs
from shared.db import Seal
from shared.files import Storage
from shared.jobs import Job
from shared.kernel import NotFound, new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Resting:
    """A file's sealed content in storage: ``size`` is that of the file itself."""

    roster: str
    digest: str
    size: int


def put_away(storage: Storage, seal: Seal, college: str, content: bytes) -> Resting:
    """Lay a file sealed into storage, before any transaction."""
    roster = new_id()
    stored = storage.put(college, _sealed(seal, roster, content), limit=LARGEST * 2)
    return Resting(roster=roster, digest=stored.digest, size=len(content))


def take_up(storage: Storage, seal: Seal, job: Job) -> bytes:
    """The file that a check without a fault has left. Raises NothingKept."""
    if job.status != jobs.DONE or not job.input.get("keep") or job.report.get("faults"):
        raise NothingKept
    try:
        with storage.open(job.input["digest"]) as held:
            return opened_content(seal, job.input["roster"], held.read())
    except NotFound as error:
        raise NothingKept from error


def _sealed(seal: Seal, roster: str, content: bytes) -> bytes:
    """A file's content as storage keeps it: whole files of ID numbers rest nowhere in clear."""
    return seal.seal(content, table="rosters", column="content", row=roster)


def opened_content(seal: Seal, roster: str, sealed: bytes) -> bytes:
    """The opposite."""
    return seal.open(sealed, table="rosters", column="content", row=roster)
