"""A season as data: everything that a season file says, frozen and pure.

Read one with ``shared.season.read``; ask it by ``windows`` and ``moments``; send it with ``document()``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from shared.season import document
from shared.season.places import Authority, College, Colleges, Plan, Reviewer, SourceColleges, Terms
from shared.season.rules import (
    Account,
    AwardTiers,
    CandidateNumber,
    Category,
    Contests,
    Declaration,
    Fee,
    Filing,
    FullCollege,
    Honours,
    Progress,
    Publicity,
    Rule,
    SeatFlow,
    Selection,
    Source,
    Supplementary,
)
from shared.season.words import Audience, Channel, Code, Edge, Grounded, RoundNo, Slug, WindowKind, Zone

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Roster(Grounded):
    """The import of student records by source colleges: until when. Its moment is ``import.closes``."""

    closes_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Batch:
    """A filing and the rounds that follow from it."""

    code: Code
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Window(Grounded):
    """``[opens_at, closes_at)`` for these categories; without ``batch`` for every batch.

    One that is ``to_be_announced`` opens when its time has come *and* its announcement was heard.
    """

    id: Slug
    kind: WindowKind
    title: str
    categories: tuple[Code, ...]
    batch: Code | None = None
    opens_at: datetime
    closes_at: datetime
    to_be_announced: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Release(Grounded):
    """When candidates see a round's results, at the latest."""

    visible_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Round(Grounded):
    """Data of one choice go down at ``down_at``; colleges return in ``[returns_from, return_by)``."""

    no: RoundNo
    batch: Code
    choice: Code
    title: str
    down_at: datetime
    returns_from: datetime | None = None
    return_by: datetime
    results: Release

    @property
    def result_visible_at(self) -> datetime:
        """The instant of ``results``."""
        return self.results.visible_at

    @property
    def returns_open_at(self) -> datetime:
        """``returns_from``, or ``down_at`` where the notice names no later instant."""
        return self.returns_from or self.down_at


@dataclass(frozen=True, kw_only=True, slots=True)
class Reminder(Grounded):
    """A notice that the clock brings: at an instant, or counted from an edge of a window (``before``)."""

    id: Slug
    template: Code
    audience: Audience
    channels: tuple[Channel, ...] = ()
    at: datetime | None = None
    window: Slug | None = None
    edge: Edge | None = None
    before: timedelta | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Season:
    """One season of one intake."""

    format: int
    code: Slug
    intake: Slug
    province: str
    year: int
    title: str
    preset: str | None = None
    timezone: Zone
    notice: Slug
    sources: tuple[Source, ...]
    authority: Authority
    terms: Terms
    reviewers: tuple[Reviewer, ...]
    categories: tuple[Category, ...]
    honours: Honours | None = None
    award_tiers: AwardTiers | None = None
    contests: Contests | None = None
    account: Account
    candidate_number: CandidateNumber
    fee: Fee
    roster: Roster
    batches: tuple[Batch, ...]
    windows: tuple[Window, ...]
    declaration: Declaration
    filings: tuple[Filing, ...]
    rounds: tuple[Round, ...]
    supplementary: Supplementary | None = None
    selection: Selection
    when_full: FullCollege
    progress: Progress
    publicity: Publicity
    seat_flow: SeatFlow | None = None
    reminders: tuple[Reminder, ...] = ()
    rules: tuple[Rule, ...] = ()
    colleges: Colleges
    source_colleges: SourceColleges
    plan: Plan

    def document(self) -> dict[str, Any]:
        """The season as plain JSON (at most 200 KiB as a file that was read): what ``season_published`` carries."""
        plain: dict[str, Any] = document.plain(self)
        return plain

    @classmethod
    def from_document(cls, content: Mapping[str, Any]) -> "Season":
        """The season of a document made by ``document()``. Keys of a newer house are ignored."""
        season: Season = document.built(cls, content)
        return season

    def category(self, code: str) -> Category | None:
        """The category of this code."""
        return next((each for each in self.categories if each.code == code), None)

    def window(self, window_id: str) -> Window | None:
        """The window of this id."""
        return next((each for each in self.windows if each.id == window_id), None)

    def round(self, no: str) -> Round | None:
        """The round of this number."""
        return next((each for each in self.rounds if each.no == no), None)

    def filing(self, batch: str) -> Filing | None:
        """The shape of the form in this batch."""
        return next((each for each in self.filings if each.batch == batch), None)

    def college(self, code: str) -> College | None:
        """The admitting college of this code."""
        return next((each for each in self.colleges.items if each.code == code), None)

    def ground(self, piece: Grounded) -> Source | None:
        """The document that a piece stands on: its own ``source``, else the notice if it quotes a sentence."""
        wanted = piece.source or (self.notice if piece.sentences else None)
        return next((each for each in self.sources if each.id == wanted), None)
