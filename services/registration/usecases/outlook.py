"""What a source college has to do next, by its season's windows and its own numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.registration.usecases.calendars import Calendar
from shared.season.windows import Place, Standing
from shared.season.words import WindowKind

KINDS = {"import": WindowKind.IMPORT, "registration": WindowKind.REGISTRATION, "review": WindowKind.REVIEW,
         "confirmation": WindowKind.CONFIRMATION, "filing": WindowKind.FILING}


class Duty(StrEnum):
    """The one thing."""

    IMPORT = "import"
    CONFIRM = "confirm"
    REMIND = "remind"
    REVIEW = "review"
    CHECK_IMPORT = "check_import"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Next:
    """``until``: when it must be done."""

    duty: Duty
    until: datetime | None = None


def windows_of(calendar: Calendar, college: str, *, now: datetime) -> dict[str, Standing]:
    """How each kind of window stands for a college."""
    return {name: calendar.standing(kind, Place(college=college), at=now) for name, kind in KINDS.items()}


def next_of(counts: Mapping[str, int], windows: Mapping[str, Standing], *, nothing_saved: int) -> Next:
    """What cannot wait comes first: without records nobody registers, without confirmation nobody files."""
    if _open(windows, "import") and not counts["students"]:
        return _due(Duty.IMPORT, windows["import"])
    if _open(windows, "confirmation") and counts["unconfirmed"]:
        return _due(Duty.CONFIRM, windows["confirmation"])
    if _open(windows, "filing") and nothing_saved:
        return _due(Duty.REMIND, windows["filing"])
    if _open(windows, "review") and counts["unreviewed"]:
        return _due(Duty.REVIEW, windows["review"])
    if _open(windows, "import"):
        return _due(Duty.CHECK_IMPORT, windows["import"])
    return Next(Duty.WAIT)


def _open(windows: Mapping[str, Standing], name: str) -> bool:
    return windows[name].open


def _due(duty: Duty, standing: Standing) -> Next:
    return Next(duty, standing.span.closes_at if standing.span else None)
