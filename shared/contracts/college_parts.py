"""Pieces of the letters between us and an admitting college."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.contracts.parts import Marks


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferedMajor:
    """A major of the college with the seats that this round may still fill, by category."""

    code: str
    name: str
    seats: dict[str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """One piece of evidence: its content is fetched from ``href`` over HTTPS, signed in as staff of the college."""

    kind: str
    digest: str
    media: str
    size: int
    href: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CandidateFile:
    """A candidate who applies to this college with this choice.

    ``majors``: as filed, in order; one of them may be admitted to, no other. ``honours``: the codes that review
    confirmed; ``claim``: the claim's fields as the season names them. ``marks``: as the source college stated them.
    """

    account: str
    candidate_number: str
    name: str
    id_number: str
    sex: str
    category: str
    source_college: str
    major_code: str
    major_name: str
    graduates_on: date
    choice: str
    majors: list[str]
    claim: dict[str, Any]
    honours: list[str]
    evidence: list[Evidence]
    tier: str | None = None
    marks: Marks | None = None
    conduct: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnRow:
    """What the college decided of one candidate: ``admit`` names the major's code, ``reason`` says why not. One of the
    two, never both."""

    candidate_number: str
    admit: str | None = None
    reason: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RowError:
    """What is wrong with a letter. ``row``: which row of it, counted from 1; null for the letter as a whole."""

    code: str
    message: str
    row: int | None = None
    candidate_number: str | None = None
