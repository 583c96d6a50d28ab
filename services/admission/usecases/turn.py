"""A college's part in each round, to look at: how many files, what is decided, until when, and what is to be done."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection

from services.admission.domain.returns import SIGNATURES, Standing
from services.admission.domain.status import OPEN, WITH_COLLEGE, Ended, Status
from services.admission.store import dossier as dossiers
from services.admission.store import file as files
from services.admission.store import plan as plans
from services.admission.store import returns
from services.admission.store.file import File
from services.admission.store.mailbox import HTTPS
from services.admission.store.returns import Return, Signed
from services.admission.usecases import desk, tally
from services.admission.usecases.briefing import Deadline, deadline_of
from shared.contracts.registration import DossierRecorded
from shared.db import Seal
from shared.season import Season
from shared.season.model import Round
from shared.season.windows import Orders


class Act(StrEnum):
    """The one next thing that the college has to do."""

    WAIT_DOWN = "wait_down"        # nothing has gone down
    NONE_HERE = "none_here"        # it has, and nothing to this college
    DECIDE = "decide"              # files are without a decision
    WAIT_RETURNS = "wait_returns"  # all decided; returns are taken from a later time on
    HAND_IN = "hand_in"            # all decided: make the return
    SIGN = "sign"                  # the return waits for signatures
    HELD = "held"                  # returned; officers decide on some
    DONE = "done"                  # returned


@dataclass(frozen=True, slots=True)
class Look:
    """A connection to look, what opens sealed columns, the season, the college, the time, and what was ordered."""

    conn: Connection
    box: Seal
    season: Season
    college: str
    now: datetime
    orders: Orders


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A college's part in a round. ``returns``: every revision of its return; ``signed``: the signatures under the
    newest; ``in_step``: whether that one says what the decisions say now."""

    round: Round
    files: Sequence[File]
    deadline: Deadline
    returns: Sequence[Return]
    signed: Sequence[Signed]
    in_step: bool
    now: datetime

    @property
    def newest(self) -> Return | None:
        return self.returns[-1] if self.returns else None

    @property
    def open(self) -> Sequence[File]:
        """Files that the college has still to return."""
        return [each for each in self.files if each.status in WITH_COLLEGE and not each.returned]

    @property
    def undecided(self) -> Sequence[File]:
        return [each for each in self.open if is_undecided(each)]

    @property
    def held(self) -> Sequence[File]:
        """Files on which officers decide."""
        return [each for each in self.files if each.held_why is not None]

    @property
    def is_late(self) -> bool:
        return self.now >= self.deadline.closes_at

    @property
    def act(self) -> Act:
        if self.now < self.round.down_at and not self.files:
            return Act.WAIT_DOWN
        if not [each for each in self.files if each.ended is not Ended.REVOKED]:
            return Act.NONE_HERE
        if not self.open:
            return Act.HELD if self.held else Act.DONE
        if self.undecided:
            return Act.DECIDE
        if self.now < self.deadline.opens_at:
            return Act.WAIT_RETURNS
        waits = self.newest is not None and self.newest.standing is Standing.SUBMITTED
        return Act.SIGN if waits and self.in_step else Act.HAND_IN

    def is_signed_by(self, person: str) -> bool:
        """Whether this person has signed the newest: the next signature is somebody else's."""
        return any(each.signer == person for each in self.signed)

    @property
    def missing_signatures(self) -> int:
        return max(0, SIGNATURES - len(self.signed))

    def count(self, *statuses: Status) -> int:
        """How many files stand so."""
        return sum(each.status in statuses for each in self.files)


@dataclass(frozen=True, kw_only=True, slots=True)
class Seats:
    """Seats of one major and category: planned (with what officers granted), taken by earlier rounds, and how many the
    college would admit in this one."""

    major: str
    name: str
    category: str
    planned: int
    taken: int
    here: int

    @property
    def left(self) -> int:
        return self.planned - self.taken - self.here


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What a list of files is narrowed to."""

    state: str = ""
    major: str = ""
    words: str = ""


def parts(look: Look) -> list[Part]:
    """The college's part in every round of the season."""
    return [part(look, each) for each in look.season.rounds]


def part(look: Look, round_: Round) -> Part:
    """Its part in one round."""
    held = files.opened_of_college(look.conn, look.box, look.season.code, round_.no, college=look.college)
    made = returns.of_college(look.conn, look.season.code, round_.no, look.college)
    newest = made[-1] if made else None
    signed = [
        each for each in returns.signatures(look.conn, look.season.code, round_.no, look.college)
        if newest is not None and (each.revision, each.digest) == (newest.revision, newest.digest)
    ]
    turn = tally.Turn(season=look.season, round=round_.no, college=look.college, door=HTTPS)
    return Part(
        round=round_, files=held, deadline=deadline_of(look.season, round_, look.college, look.orders), returns=made,
        signed=signed, now=look.now,
        in_step=newest is not None and desk.digest_of(turn, newest.revision, held) == newest.digest,
    )


def seats(look: Look, held: Iterable[File]) -> list[Seats]:
    """Every major of the college with its seats, as the decisions stand; what has none and takes none is left out."""
    here = Counter((each.admitted_major, each.category) for each in held if each.status in OPEN)
    names = majors(look)
    every = [
        Seats(major=row.major, name=names.get(row.major, row.major), category=row.category,
              planned=row.planned + row.granted, taken=row.taken, here=here[row.major, row.category])
        for row in plans.seats(look.conn, look.season.code) if row.college == look.college
    ]
    return [each for each in every if each.planned or each.taken or each.here]


def majors(look: Look) -> dict[str, str]:
    """The names of the college's majors, by code."""
    plan = plans.in_force(look.conn, look.season.code)
    return {each.code: each.name for each in plan.majors if each.college == look.college} if plan else {}


def meeting(look: Look, found: Sequence[File], wanted: Wanted) -> list[File]:
    """Those files that are looked for, by candidate number. Whoever was taken back is not found by name."""
    kept = [each for each in found if in_state(each, wanted.state) and
            (not wanted.major or wanted.major in (each.admitted_major or each.majors))]
    if not wanted.words:
        return kept
    names = {account: each.name for account, each in papers(look, kept).items()}
    return [each for each in kept if each.candidate_number.startswith(wanted.words) or
            wanted.words in names.get(each.account, "")]


def papers(look: Look, found: Iterable[File]) -> dict[str, DossierRecorded]:
    """Dossiers by account, but for those that were taken back: who they are is none of the college's now."""
    return dossiers.of_files(look.conn, look.box, [each for each in found if each.ended is not Ended.REVOKED])


def is_undecided(file: File) -> bool:
    """Whether the college has the file and has not said anything."""
    return file.status in (Status.DISPATCHED, Status.READING)


def in_state(file: File, state: str) -> bool:
    """Whether a file is in one of the states by which a list is narrowed; an unknown one narrows nothing."""
    return {
        "todo": is_undecided(file), "admit": file.status in (Status.PRE_ADMIT, Status.PENDING_STAMP, Status.ADMITTED),
        "reject": file.status is Status.PRE_REJECT or file.ended in (Ended.RETURNED, Ended.RULED),
        "held": file.held_why is not None,
    }.get(state, True)
