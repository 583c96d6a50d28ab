"""A case: one candidate's claim on its way through the season's chain, and what comes of it.

What stands is computed anew from everything that was heard and decided, so the order in which it came makes no
difference: the dossier, the stages decided on its revision, the college's confirmation, a withdrawal, a lapse, an
officer's order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Standing(StrEnum):
    """Where a case stands. OPEN and RETURNED are under way; the rest is settled until something new is heard."""

    OPEN = "open"
    RETURNED = "returned"  # for correction: the candidate's turn
    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"


class Decision(StrEnum):
    """What one stage says of one revision."""

    APPROVED = "approved"
    REJECTED = "rejected"
    CORRECTION = "correction"


class Verdict(StrEnum):
    """What all stages together say of the newest revision."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    CORRECTION = "correction"


class Lapse(StrEnum):
    """A time that went by without what should have come in it."""

    UNCONFIRMED = "unconfirmed"  # the source college did not confirm in its window
    UNCORRECTED = "uncorrected"  # the candidate did not hand the dossier in again


UNCONFIRMED_REASON = "生源院校未在规定时间内确认报名。"
UNCORRECTED_REASON = "未在规定时间内补正并重新提交申报材料。"
TAKEN_BACK_REASON = "生源院校已取消报名确认。"
WITHDRAWN_REASON = "考生已撤回报名。"
CHANGED_REASON = "申报材料有更新，须重新审查。"


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """One stage of the chain. ``owner``: the scope of who decides it, the candidate's source college or an authority;
    ``by``: ``source_college`` | ``authority``."""

    id: str
    title: str
    by: str
    owner: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Registered:
    """What registration says of a person beside the dossier. ``confirmed`` is None as long as nothing was said."""

    confirmed: bool | None = None
    voided_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Position:
    """All that a standing follows from. ``verdict`` and ``lapse`` are of the newest revision."""

    submitted_at: datetime
    verdict: Verdict
    registered: Registered
    lapse: Lapse | None = None
    revoked: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """Where it stands; ``reason`` where the case itself, not a reviewer, has one to give."""

    standing: Standing
    reason: str | None = None


def next_stage(chain: Sequence[Stage], decided: Mapping[str, Decision]) -> Stage | None:
    """The stage whose turn it is; None when nothing follows: all approved, or one said something else."""
    for stage in chain:
        said = decided.get(stage.id)
        if said is None:
            return stage
        if said is not Decision.APPROVED:
            return None
    return None


def verdict_of(chain: Sequence[Stage], decided: Mapping[str, Decision]) -> Verdict:
    """What the stages say together: the first that did not approve decides; all must approve."""
    for stage in chain:
        said = decided.get(stage.id)
        if said is None:
            return Verdict.PENDING
        if said is not Decision.APPROVED:
            return Verdict(said)
    return Verdict.APPROVED


def is_withdrawn(*, submitted_at: datetime, voided_at: datetime | None) -> bool:
    """Whether the registration was withdrawn after this dossier was handed in; handing in anew begins again."""
    return voided_at is not None and voided_at >= submitted_at


def outcome_of(position: Position) -> Outcome:
    """Where a case stands. An order is the last word; then the candidate's own; then the stages; then the college's
    confirmation. Silence of the reviewers settles nothing against a candidate whom the college has confirmed."""
    registered = position.registered
    if position.revoked:
        return Outcome(standing=Standing.REVOKED)
    if is_withdrawn(submitted_at=position.submitted_at, voided_at=registered.voided_at):
        return Outcome(standing=Standing.WITHDRAWN, reason=WITHDRAWN_REASON)
    if position.verdict is Verdict.REJECTED:
        return Outcome(standing=Standing.NOT_ELIGIBLE)
    if position.verdict is Verdict.CORRECTION and position.lapse is Lapse.UNCORRECTED:
        return Outcome(standing=Standing.NOT_ELIGIBLE, reason=UNCORRECTED_REASON)
    return _by_confirmation(position)


def _by_confirmation(position: Position) -> Outcome:
    approved, confirmed = position.verdict is Verdict.APPROVED, position.registered.confirmed
    if approved and confirmed:
        return Outcome(standing=Standing.ELIGIBLE)
    if not confirmed and position.lapse is Lapse.UNCONFIRMED:
        return Outcome(standing=Standing.NOT_ELIGIBLE, reason=UNCONFIRMED_REASON)
    if approved and confirmed is False:
        return Outcome(standing=Standing.NOT_ELIGIBLE, reason=TAKEN_BACK_REASON)
    return Outcome(standing=Standing.RETURNED if position.verdict is Verdict.CORRECTION else Standing.OPEN)


def told_outcome(outcome: Outcome, *, told: Standing | None) -> Outcome | None:
    """What is to be told of eligibility, by what was told last. What is under way is told only where it takes an
    eligibility back; so is a withdrawal."""
    if outcome.standing in (Standing.ELIGIBLE, Standing.NOT_ELIGIBLE, Standing.REVOKED):
        return outcome
    if told is not Standing.ELIGIBLE:
        return None
    return Outcome(standing=Standing.NOT_ELIGIBLE, reason=outcome.reason or CHANGED_REASON)
