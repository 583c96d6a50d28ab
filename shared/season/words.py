"""The words a season file is written in: kinds of values, closed lists, and the ground that every rule stands on."""

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Annotated


class Form(Enum):
    """How a text must look; the schema knows the pattern of each."""

    SLUG = "slug"
    CODE = "code"
    ROUND = "round"
    DIAL = "dial"
    URL = "url"
    ZONE = "zone"
    SIGNATURE = "signature"


Slug = Annotated[str, Form.SLUG]
"""Lower-case words with hyphens: an id of the file's own."""
Code = Annotated[str, Form.CODE]
"""An opaque code: letters, digits, ``_``; leading zeros count."""
RoundNo = Annotated[str, Form.ROUND]
"""``1`` ``2`` ``3`` … or ``S1`` …"""
Dial = Annotated[str, Form.DIAL]
"""E.164, as ``tel:`` wants it: ``+862362487853``."""
Url = Annotated[str, Form.URL]
Zone = Annotated[str, Form.ZONE]
Signature = Annotated[str, Form.SIGNATURE]
"""Who sends an SMS, without the brackets around it: with ten characters every text still fits in its SMS."""


class WindowKind(StrEnum):
    """What may be done while a window is open."""

    IMPORT = "import"
    REGISTRATION = "registration"
    REVIEW = "review"
    PAYMENT = "payment"
    CONFIRMATION = "confirmation"
    FILING = "filing"


class SignInWith(StrEnum):
    """What candidates may sign in with."""

    CANDIDATE_NUMBER = "candidate_number"
    ID_NUMBER = "id_number"


class Mode(StrEnum):
    """How filed choices become dispatches."""

    SEQUENTIAL = "SEQUENTIAL"
    PARALLEL = "PARALLEL"
    SINGLE = "SINGLE"


class Unit(StrEnum):
    """What one choice names."""

    COLLEGE_MAJOR = "COLLEGE_MAJOR"
    COLLEGE_MAJORS = "COLLEGE_MAJORS"


class Save(StrEnum):
    """What one press of the save button keeps."""

    PER_CHOICE = "PER_CHOICE"
    WHOLE_LIST = "WHOLE_LIST"


class WhenFull(StrEnum):
    """A college has no seat left when choice k is dispatched: send the file all the same, or pass over it."""

    SEND = "SEND"
    SKIP = "SKIP"


class ReviewBy(StrEnum):
    """Who decides a stage of a claim's review."""

    SOURCE_COLLEGE = "source_college"
    AUTHORITY = "authority"


class FieldKind(StrEnum):
    """How a field of a claim is filled in."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    CHOICE = "choice"
    CONTEST = "contest"
    AWARD_TIER = "award_tier"
    HONOURS = "honours"


class Edge(StrEnum):
    """The side of a window that a reminder is counted from."""

    OPENS = "opens"
    CLOSES = "closes"


class Audience(StrEnum):
    """Whom a reminder is for, as the teller knows them from what it has heard."""

    ACCOUNTS = "accounts"
    NOT_SUBMITTED = "not_submitted"
    UNPAID = "unpaid"
    UNCONFIRMED = "unconfirmed"
    ELIGIBLE = "eligible"
    NOTHING_SAVED = "nothing_saved"
    NOT_ADMITTED = "not_admitted"
    SOURCE_COLLEGES = "source_colleges"
    ADMITTING_COLLEGES = "admitting_colleges"


class Channel(StrEnum):
    """How a reminder travels, beside the timeline, which always has it."""

    SMS = "sms"
    EMAIL = "email"


@dataclass(frozen=True, kw_only=True, slots=True)
class Grounded:
    """What a rule stands on: the notice's sentences word for word, else the mark of a source, else ``sample``.

    Sentences without ``source`` are those of the file's ``notice``. ``sample`` says: no document decides this, the
    value is an example and an officer must look at it.
    """

    sentences: tuple[str, ...] = ()
    source: Slug | None = None
    sample: bool = False
    note: str | None = None
