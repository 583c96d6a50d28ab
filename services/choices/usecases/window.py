"""Which batches there are, when one is open for a person, and when it has closed for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from sqlalchemy import Row

from services.choices.domain import window as says
from services.choices.domain.filing import Applicant, Form
from shared.kernel import NotFound, shown
from shared.season import Orders, Place, Season, Standing, State, WindowKind
from shared.season.replica import SeasonReplica
from shared.season.windows import Span, spans, standing


@dataclass(frozen=True, kw_only=True, slots=True)
class Calendar:
    """A season as held here, the version that this is at least, and what was ordered beside it."""

    season: Season
    version: int
    orders: Orders

    def batches(self) -> dict[str, str]:
        """Code and title of every batch, those of reopenings last."""
        own = {each.code: each.title for each in self.season.batches}
        for order in self.orders.overrides:
            if order.batch is not None and (window := self.season.window(order.target)) and window.batch:
                own.setdefault(order.batch, own[window.batch])
        return own

    def origin(self, batch: str) -> str:
        """The batch whose window was reopened, for that of a reopening; else the batch itself."""
        if batch in {each.code for each in self.season.batches}:
            return batch
        found = (window.batch for order in self.orders.overrides if order.batch == batch
                 if (window := self.season.window(order.target)) and window.batch)
        return next(found, batch)

    def form(self, batch: str) -> Form | None:
        """The form of a batch; a reopened one has that of its window's."""
        shape = self.season.filing(self.origin(batch))
        if shape is None:
            return None
        return Form(labels=shape.choices, most_majors=shape.majors_per_choice, gaps=shape.gaps,
                    same_college_twice=shape.same_college_twice)

    def closes_at(self, batch: str) -> datetime | None:
        """When the last window of a batch closes, for whomever; None if none is held."""
        season, closes = self.season, []
        for window in season.windows:
            if window.kind is not WindowKind.FILING or window.id in self.orders.cancelled:
                continue
            if window.batch == batch and (not window.to_be_announced or window.id in self.orders.announced):
                closes.append(window.closes_at)
            closes += [order.closes_at for order in self.orders.overrides
                       if order.target == window.id and (order.batch or window.batch) == batch]
        return max(closes, default=None)


def calendar_of(seasons: SeasonReplica, code: str) -> Calendar:
    """A season by the copy that this process has. Raises NotFound."""
    version = next((copy.version for copy in seasons.copies() if copy.season == code), 0)
    return Calendar(season=seasons.season(code), version=version, orders=seasons.orders(code))


def standing_of(
    calendar: Calendar, batch: str, *, person: Row[Any], held: bool | None, at: datetime
) -> Standing:
    """How filing stands for a person at an instant. ``held``: what the vacancies of its origin said, if heard."""
    place = Place(category=person.category, college=person.source_college, candidate=person.account)
    openings = spans(calendar.season, WindowKind.FILING, place=place, orders=calendar.orders)
    found = standing([each for each in openings if each.batch == batch], at)
    extra = calendar.season.supplementary
    if extra is None or extra.batch != calendar.origin(batch) or found.span is None:
        return found
    if held is False:
        return Standing(state=State.CANCELLED, span=found.span)
    return Standing(state=State.UNANNOUNCED, span=found.span) if found.open and held is None else found


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """What is being saved, for the words of a refusal."""

    batch: str
    label: str
    saved: Sequence[str]
    received: datetime


def open_span(calendar: Calendar, found: Standing, attempt: Attempt, *, applicant: Applicant) -> Span:
    """The open window. Raises why it is not open, with both times and what stays saved."""
    season, span = calendar.season, found.span
    if found.open and span is not None:
        return span
    if span is None and attempt.batch not in {each.code for each in season.batches}:
        raise NotFound(field="batch")  # somebody else's reopening
    if span is None:
        raise says.NoFilingForYou(category=applicant.category_title)
    window = season.window(span.target)
    title = window.title if window else season.terms.filing
    if found.state is State.CANCELLED:
        raise says.FilingCancelled(title=title)
    if found.state is State.UNANNOUNCED:
        raise says.FilingUnannounced(title=title)
    if found.state is State.NOT_YET and span.opens_at is not None:
        raise says.FilingNotOpen(title=title, opens=shown(span.opens_at))
    raise says.FilingClosed(
        title=title, closes=shown(span.closes_at), saved=says.saved_words(attempt.saved), label=attempt.label,
        received=says.time_only(attempt.received),
    )


def in_words(found: Standing) -> str:
    """How filing stands, for a page's first line."""
    span = found.span
    if span is None:
        return "没有您的填报安排"
    opens = shown(span.opens_at) if span.opens_at else ""
    return {
        State.OPEN: f"正在填报，{shown(span.closes_at)}截止", State.NOT_YET: f"尚未开始，{opens}开始",
        State.CLOSED: f"已于{shown(span.closes_at)}截止", State.CANCELLED: "已公告取消",
        State.UNANNOUNCED: "以公告为准",
    }[found.state]


def applicant_of(season: Season, person: Row[Any]) -> Applicant:
    """The words and the tier of a person's category."""
    category = season.category(person.category)
    tiers = {each.code: each.title for each in season.award_tiers.items} if season.award_tiers else {}
    return Applicant(category=person.category, category_title=category.title if category else person.category,
                     tier=person.tier, tiers=tiers)


@lru_cache(maxsize=64)
def text_digest(title: str, accept: str, text: str) -> str:
    """Which text of the declaration was accepted: one that changes is accepted anew."""
    return sha256(f"{title}\0{accept}\0{text}".encode()).hexdigest()


def declared(season: Season) -> str:
    """The digest of a season's declaration."""
    said = season.declaration
    return text_digest(said.title, said.accept, said.text)
