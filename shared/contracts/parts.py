"""Pieces that contracts are made of, and that are no events themselves."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ClockSegment:
    """From ``wall_at`` on, the season's time is ``season_at + speed * (wall - wall_at)``. Speed 0 is a pause."""

    wall_at: datetime
    season_at: datetime
    speed: float


@dataclass(frozen=True, kw_only=True, slots=True)
class PublicKey:
    """An Ed25519 public key (base64url, 32 bytes): signs tokens from ``signs_from``, and is honoured to ``ends_at``."""

    kid: str
    public: str
    signs_from: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Paper:
    """One piece of evidence: ``kind`` as the season's claim names it; the content is read by ``digest``."""

    kind: str
    digest: str
    media: str
    size: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Marks:
    """Grades of the junior years as the source college stated them: average (of 100), rank, failed courses."""

    average: str
    rank: int
    among: int
    failed: int


@dataclass(frozen=True, kw_only=True, slots=True)
class FiledChoice:
    """One choice of a sealed filing: its label in the season (``A``), the college, up to so many majors in order."""

    label: str
    college: str
    majors: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Seats:
    """Seats of one major for one category."""

    college: str
    major: str
    category: str
    seats: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedMajor:
    """A major on offer, with its seats by category, and what a college asks beside."""

    college: str
    code: str
    name: str
    seats: dict[str, int]
    demand: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CollegeTest:
    """A college's test: ``mode`` as the season lists them; ``at`` and ``place`` in words, as they are published."""

    mode: str
    at: str
    place: str
    equipment: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CollegeProfile:
    """What an admitting college publishes of itself before filing. ``honours``: ``priority`` | ``bonus`` | ``none``."""

    college: str
    name: str
    charter: str | None
    min_tier: str | None
    honours: str
    phones: list[str]
    test: CollegeTest | None = None
