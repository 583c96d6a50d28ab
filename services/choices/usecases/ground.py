"""Where a save stands, read under the guard: whose it is, in which open window, on what; and each reason to refuse."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from services.choices.domain import window as says
from services.choices.domain.filing import (
    Applicant,
    Choice,
    Form,
    check_label,
)
from services.choices.domain.receipt import in_order
from services.choices.store import eligibility, guard
from services.choices.store import filing as store
from services.choices.store.content import opened_at
from services.choices.usecases.plan import PlanShelf
from services.choices.usecases.window import (
    Attempt,
    Calendar,
    applicant_of,
    calendar_of,
    declared,
    open_span,
    standing_of,
)
from shared.db import Tx
from shared.kernel import NotFound, shown
from shared.season.replica import SeasonReplica
from shared.season.windows import Span


@dataclass(frozen=True, slots=True)
class Books:
    """What a save looks things up in: this process's copies of seasons, its plans."""

    seasons: SeasonReplica
    plans: PlanShelf


Seen = Callable[[int, Choice | None], None]
"""Takes the filing's revision and what is saved under the label; raises where the person saw something else."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One press of a save button; without ``choice`` of a clear button. ``device``: keyed, so that a stranger's is told
    apart."""

    account: str
    batch: str
    label: str
    choice: Choice | None
    device: bytes
    check_seen: Seen = lambda revision, held: None


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """Where a save stands: whose it is, under which season and form, in which open window, on what was saved."""

    person: Row[Any]
    state: Row[Any]
    calendar: Calendar
    form: Form
    applicant: Applicant
    span: Span
    content: dict[str, Any]

    @property
    def place(self) -> tuple[str, str]:
        """Account and season."""
        return self.person.account, self.person.season

    def held(self, label: str) -> Choice | None:
        """What is saved under a label."""
        return choice_of(self.content.get(label))


def choice_of(held: Mapping[str, Any] | None) -> Choice | None:
    """A choice as it is stored, as rules know it."""
    return Choice(college=held["college"], majors=tuple(held["majors"])) if held is not None else None


def guarded(tx: Tx, books: Books, asked: Asked) -> Row[Any]:
    """The guard with the person's eligibility, held to the end. Raises why there is none.

    Sealing takes its time, and people press on after the close: whoever comes late is told so without waiting for it.
    """
    found = guard.share(tx.conn, account=asked.account, batch=asked.batch, wait=False)
    if found is not None:
        return found
    person = eligibility.of_account(tx.conn, asked.account)
    if person is None:
        raise _not_heard(tx, books, asked.account)
    calendar = calendar_of(books.seasons, person.season)
    if asked.batch not in calendar.batches():
        raise NotFound(field="batch")
    if (closes := calendar.closes_at(asked.batch)) is not None and closes <= tx.now:
        _refuse_late(tx, books, asked, person)
    guard.wait_a_little(tx.conn)
    guard.add(tx.conn, person.season, asked.batch)
    found = guard.share(tx.conn, account=asked.account, batch=asked.batch, wait=True)
    assert found is not None
    return found


def _refuse_late(tx: Tx, books: Books, asked: Asked, person: Row[Any]) -> None:
    """Raises what a closed window says, with what is saved; nobody can save any more, so nothing need be held."""
    ground_of(tx, books, asked, person)


def _not_heard(tx: Tx, books: Books, account: str) -> says.ReviewNotHeard:
    dossier = eligibility.dossier_of(tx.conn, account)
    season = books.seasons.season(dossier.season) if dossier else None
    return says.ReviewNotHeard(
        review=season.terms.review if season else "资格审查", as_of=shown(tx.now),
        authority=season.authority.name if season else "考试机构",
    )


def ground_of(tx: Tx, books: Books, asked: Asked, person: Row[Any]) -> Ground:
    """What a save stands on, in an open window. Raises why it is not."""
    calendar = calendar_of(books.seasons, person.season)
    form = calendar.form(asked.batch)
    if form is None:
        raise NotFound(field="batch")
    state = store.state_of(tx.conn, {
        "of_account": asked.account, "of_batch": asked.batch, "of_origin": calendar.origin(asked.batch),
        "of_device": asked.device, "of_text": declared(calendar.season),
    })
    place = (person.account, person.season, asked.batch)
    content = {} if state.content is None else opened_at(tx.box, state.content, place=place)
    check_standing(calendar, person)
    check_label(asked.label, form)
    applicant = applicant_of(calendar.season, person)
    found = standing_of(calendar, asked.batch, person=person, held=state.held, at=tx.now)
    attempt = Attempt(batch=asked.batch, label=asked.label, saved=in_order(form.labels, content)[0], received=tx.now)
    span = open_span(calendar, found, attempt, applicant=applicant)
    return Ground(person=person, state=state, calendar=calendar, form=form, applicant=applicant, span=span,
                  content=content)


def check_standing(calendar: Calendar, person: Row[Any]) -> None:
    """Raise unless the person's eligibility is settled in their favour."""
    review = calendar.season.terms.review
    if person.standing == "revoked":
        raise says.EligibilityRevoked(review=review)
    if person.standing != "eligible":
        raise says.NotEligible(review=review)


def check_unsealed(ground: Ground, asked: Asked) -> None:
    """What is acknowledged is in the seal: nothing is, once the batch was sealed for this close or a later version."""
    guarded_by, calendar = ground.person, ground.calendar
    if guarded_by.sealed_at is None:
        return
    closes = calendar.closes_at(asked.batch)
    if guarded_by.season_version > calendar.version or closes is None or guarded_by.closes_at >= closes:
        raise says.FilingSealed(
            title=calendar.batches()[asked.batch], closes=shown(guarded_by.closes_at), label=asked.label,
            saved=says.saved_words(in_order(ground.form.labels, ground.content)[0]),
        )
