"""What is told together: changes of a filing that come close upon each other."""

from datetime import datetime, timedelta
from enum import StrEnum

TOGETHER = timedelta(minutes=10)
"""Changes within so long of the first, on a device that the candidate used before, make one SMS."""


class What(StrEnum):
    """What became of the choices that are told of together."""

    SAVED = "saved"
    CLEARED = "cleared"
    BOTH = "both"

    def and_(self, other: str) -> "What":
        """With what happened beside it."""
        return self if self == other else What.BOTH


def told_by(first: datetime) -> datetime:
    """When changes that began then are told."""
    return first + TOGETHER
