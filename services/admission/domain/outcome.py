"""How a season ends for a candidate who handed in an application: exactly one way, once nothing is open."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """ESCALATED: the season is over and officers have still to decide."""

    ADMITTED = "admitted"
    UNPLACED = "unplaced"
    NOT_FILED = "not_filed"
    NOT_ELIGIBLE = "not_eligible"
    WITHDRAWN = "withdrawn"
    ESCALATED = "escalated"


@dataclass(frozen=True, kw_only=True, slots=True)
class End:
    """What is known of a candidate. ``settled``: review said anything; ``open``: a college has a file of theirs, or its
    result is not visible yet."""

    withdrawn: bool
    admitted: bool
    settled: bool
    eligible: bool
    filed: bool
    open: bool


def outcome_of(end: End, *, over: bool) -> Outcome | None:
    """The outcome, or None while something may still come. ``over``: every moment of the season has passed."""
    if end.withdrawn:
        return Outcome.WITHDRAWN
    if end.open or not end.settled:
        return Outcome.ESCALATED if over else None
    if end.admitted:
        return Outcome.ADMITTED
    if not end.eligible:
        return Outcome.NOT_ELIGIBLE
    return Outcome.UNPLACED if end.filed else Outcome.NOT_FILED
