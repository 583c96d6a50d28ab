"""The pieces of a season that are names: the authority, colleges with telephones, source colleges, seats."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.season.words import Code, Dial, Grounded, Signature, Url


@dataclass(frozen=True, kw_only=True, slots=True)
class Authority(Grounded):
    """Who holds the season, where, and the signature of its SMS (without brackets)."""

    name: str
    sites: tuple[Url, ...]
    sms_signature: Signature


@dataclass(frozen=True, kw_only=True, slots=True)
class Reviewer:
    """An authority that decides a stage of a review: the scope of its reviewers."""

    code: Code
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Phone:
    """A telephone number as the notice prints it, and as a telephone dials it."""

    printed: str
    dial: Dial


@dataclass(frozen=True, kw_only=True, slots=True)
class College:
    """An admitting college. ``min_tier`` is the lowest award tier that it takes, where it has said so."""

    code: Code
    name: str
    phones: tuple[Phone, ...]
    min_tier: Code | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Colleges(Grounded):
    """The admitting colleges, in the order of the notice. ``sample_codes``: the codes are examples."""

    items: tuple[College, ...]
    sample_codes: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceCollege:
    """A college that imports and confirms its own students."""

    code: Code
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceColleges(Grounded):
    """The source colleges."""

    items: tuple[SourceCollege, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Major:
    """A major of a college, with its seats by category."""

    college: Code
    code: Code
    name: str
    seats: Mapping[Code, int]
    demand: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan(Grounded):
    """The majors on offer."""

    majors: tuple[Major, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """The season's words, as its notice says them."""

    review: str
    confirmation: str
    filing: str
    choice: str
    supplementary: str
    dispatch: str
    returning: str
    test: str
    source_college: str
    admitting_college: str
    information: str
    basic_information: str
    plan: str
    saved_choices: str
