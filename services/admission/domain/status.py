"""Where a candidate's file stands, who may move it, and on what condition (national e-file states).

::

    FREE ─► DISPATCHED ─► READING ─► PRE_ADMIT  ─► PENDING_STAMP ─► ADMITTED
     ▲                       ▲  └──► PRE_REJECT ─┐
     │                       └───── sent back ◄──┤
     └──────────── approved, with its reason ◄───┘

A person without a file is FREE. A file that is taken back (its candidate's eligibility was revoked), or that officers
rule on in writing, becomes FREE from wherever it stands.
"""

from enum import StrEnum

from shared.kernel import Conflict, RuleBroken


class Status(StrEnum):
    """The full set, from the first day."""

    FREE = "FREE"
    DISPATCHED = "DISPATCHED"
    READING = "READING"
    PRE_ADMIT = "PRE_ADMIT"
    PRE_REJECT = "PRE_REJECT"
    PENDING_STAMP = "PENDING_STAMP"
    ADMITTED = "ADMITTED"


class Mover(StrEnum):
    """Whose act moves a file: the exam authority's or the college's that has it."""

    AUTHORITY = "authority"
    COLLEGE = "college"


class Held(StrEnum):
    """Why a file waits for officers, by name; its candidate is not sent on."""

    LATE = "late"            # returned after the deadline
    OVER_FULL = "over_full"  # the college pre-admits more than it has seats
    SILENT = "silent"        # the deadline passed and nothing was returned


class Ended(StrEnum):
    """How a file came to its end."""

    ADMITTED = "admitted"
    RETURNED = "returned"  # the college's return, approved by the authority
    RULED = "ruled"        # two officers' written decision
    REVOKED = "revoked"    # taken back: the candidate is not eligible any more


class StatusNotReached(Conflict):
    """A file is moved only along the machine of states, and by whose turn it is."""

    code = "status_not_reached"
    message = "考生档案当前状态为“{present}”，不能改为“{wanted}”。"


class ReasonWanted(RuleBroken):
    """Each return needs a stated reason (domain.md 3.5)."""

    code = "return_reason_wanted"
    message = "退档须填写原因。"


WITH_COLLEGE = frozenset({Status.DISPATCHED, Status.READING, Status.PRE_ADMIT, Status.PRE_REJECT})
"""A college has the file and may decide it, until it has returned it."""
OPEN = WITH_COLLEGE | {Status.PENDING_STAMP}
"""The file has not come to its end."""
DECIDED = frozenset({Status.PRE_ADMIT, Status.PRE_REJECT})
CHECKED = DECIDED | {Status.PENDING_STAMP}
"""Returned and not held, the file is what the authority checks."""

TITLES = {
    Status.FREE: "自由可投", Status.DISPATCHED: "已投档", Status.READING: "院校在阅", Status.PRE_ADMIT: "预录取",
    Status.PRE_REJECT: "预退档", Status.PENDING_STAMP: "录取待审", Status.ADMITTED: "录取",
}

_COLLEGE = {Status.READING: {Status.DISPATCHED, *DECIDED}, Status.PRE_ADMIT: {Status.READING, Status.PRE_REJECT},
            Status.PRE_REJECT: {Status.READING, Status.PRE_ADMIT}}
_AUTHORITY = {Status.DISPATCHED: {Status.FREE}, Status.READING: {*DECIDED, Status.PENDING_STAMP},
              Status.PENDING_STAMP: {Status.PRE_ADMIT}, Status.ADMITTED: {Status.PENDING_STAMP},
              Status.FREE: {Status.PRE_REJECT}}
_ORDERED = {Status.FREE: {*OPEN, Status.ADMITTED}}
"""By revocation, from anywhere; by a written decision (``ruled``), from wherever a college still has it."""


def sources(wanted: Status, *, by: Mover, ended: Ended | None = None) -> frozenset[Status]:
    """From which states ``by`` may move a file to ``wanted``. ``ended`` says how, for FREE: a college's return approved
    is the plain way; a ruling or a revocation takes a file from wherever it stands."""
    if wanted is Status.FREE and by is Mover.AUTHORITY and ended is Ended.REVOKED:
        return frozenset(_ORDERED[Status.FREE])
    if wanted is Status.FREE and by is Mover.AUTHORITY and ended is Ended.RULED:
        return WITH_COLLEGE
    table = _COLLEGE if by is Mover.COLLEGE else _AUTHORITY
    return frozenset(table.get(wanted, ()))


def check_move(
    present: Status, wanted: Status, *, by: Mover, ended: Ended | None = None, reason: str | None = None,
) -> None:
    """Whether a file may be moved so. Raises StatusNotReached or ReasonWanted."""
    if present not in sources(wanted, by=by, ended=ended):
        raise StatusNotReached(present=TITLES[present], wanted=TITLES[wanted])
    needs_reason = wanted is Status.PRE_REJECT or (wanted is Status.FREE and present is not Status.FREE)
    if needs_reason and not (reason or "").strip():
        raise ReasonWanted(field="reason")
