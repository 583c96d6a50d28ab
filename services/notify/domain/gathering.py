"""What is told together: changes of a filing that come close upon each other."""

from datetime import datetime, timedelta

TOGETHER = timedelta(minutes=10)
"""Changes within so long of the first, on a device that the candidate used before, make one SMS."""


def told_by(first: datetime) -> datetime:
    """When changes that began then are told."""
    return first + TOGETHER
