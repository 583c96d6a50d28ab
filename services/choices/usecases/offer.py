"""What a batch offers, and every rule that a choice of it must hold."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from services.choices.domain import window as says
from services.choices.domain.filing import NothingSaved, Offer, check_beside, check_choice, holds
from services.choices.usecases.ground import Asked, Books, Ground
from shared.db import Tx


def checked(tx: Tx, books: Books, asked: Asked, ground: Ground) -> Mapping[str, Offer]:
    """The plan that the choice was checked against. Raises the first rule that it breaks."""
    state, season = ground.state, ground.calendar.season
    if state.status == "admitted":
        raise says.AlreadyAdmitted(title=ground.calendar.batches()[asked.batch])
    if state.accepted_at is None:
        raise says.TermsNotAccepted(title=season.declaration.title, accept=season.declaration.accept)
    if asked.choice is None:
        if asked.label not in ground.content:
            raise NothingSaved(field="label", label=asked.label)
        return {}
    if state.plan is None:
        raise says.PlanNotHeard
    offers = offers_of(tx, books, ground.person.season, ground.calendar.origin(asked.batch), state)
    check_choice(asked.label, asked.choice, form=ground.form, offers=offers, applicant=ground.applicant)
    gone = fallen(asked, ground, offers)
    saved = {label: held for label in ground.content if (held := ground.held(label)) is not None and label not in gone}
    check_beside(asked.label, asked.choice, form=ground.form, saved=saved, named=offers[asked.choice.college].name)
    return offers


def fallen(asked: Asked, ground: Ground, offers: Mapping[str, Offer]) -> list[str]:
    """The other choices that were saved in another category and do not hold in the person's own by now. A filing is of
    one category: with a choice saved anew they would pass for choices of it, unchecked."""
    if asked.choice is None or ground.state.category in {None, ground.person.category}:
        return []
    others = {label: ground.held(label) for label in ground.form.labels if label != asked.label}
    return [label for label, held in others.items()
            if held is not None and not holds(label, held, form=ground.form, offers=offers, applicant=ground.applicant)]


def offers_of(tx: Tx, books: Books, season: str, batch: str, state: Row[Any]) -> Mapping[str, Offer]:
    """What a batch of the season offers: the plan, or the seats that were announced as vacant."""
    plan = books.plans.plan(tx.conn, season, state.plan)
    if state.vacancies_at is None:
        return plan.offers
    return books.plans.vacant(tx.conn, plan, batch=batch, kept_at=state.vacancies_at)
