"""Whether cases may be decided now: by the season's own time, under every order that was heard."""

from datetime import datetime

from services.review.store.case import Case
from shared.kernel import Conflict, shown
from shared.season import Season
from shared.season.windows import Orders, Place, Span, Standing, State, extended, spans, window_at
from shared.season.words import WindowKind


class ReviewNotOpen(Conflict):
    """Cases are decided in the review's window, which has not opened."""

    code = "review_not_open"
    message = "{review}于{opens}开始。"


class ReviewClosed(Conflict):
    """Cases are decided in the review's window, which has closed."""

    code = "review_closed"
    message = "{review}已于{closed}截止。"


class ReviewNotPlanned(Conflict):
    """The season has no window for the review of this category."""

    code = "review_not_planned"
    message = "招生方案未安排该类别的{review}。"


def place_of(case: Case) -> Place:
    """For whom windows are looked up: an order may be for the candidate or for their source college."""
    dossier = case.dossier
    return Place(category=dossier.category, college=dossier.source_college, candidate=dossier.account)


def open_review(season: Season, orders: Orders, case: Case, *, now: datetime) -> Span:
    """The span in which this case may be decided now. Raises ReviewNotOpen, ReviewClosed, ReviewNotPlanned."""
    standing = window_at(season, WindowKind.REVIEW, at=now, place=place_of(case), orders=orders)
    review = season.terms.review
    if standing.span is None:
        raise ReviewNotPlanned(review=review)
    if standing.open:
        return standing.span
    if standing.state in (State.NOT_YET, State.UNANNOUNCED) and standing.span.opens_at:
        raise ReviewNotOpen(review=review, opens=shown(standing.span.opens_at))
    raise ReviewClosed(review=review, closed=shown(standing.span.closes_at))


def review_standing(season: Season, orders: Orders, place: Place, *, now: datetime) -> Standing:
    """How the review's window stands for those of a place."""
    return window_at(season, WindowKind.REVIEW, at=now, place=place, orders=orders)


def corrected_by(season: Season, orders: Orders, case: Case) -> datetime | None:
    """Until when a returned claim may be corrected: an extension of the review is one of this too."""
    if case.until is None:
        return None
    return extended(spans(season, WindowKind.REVIEW, place=place_of(case), orders=orders), case.until)


def confirmation_closed(season: Season, orders: Orders, case: Case, *, now: datetime) -> datetime | None:
    """When the source college could last confirm, if that is past; None while it still can, or where nobody need."""
    standing = window_at(season, WindowKind.CONFIRMATION, at=now, place=place_of(case), orders=orders)
    return standing.span.closes_at if standing.state is State.CLOSED and standing.span else None
