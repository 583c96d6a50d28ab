"""The browser door. Season, health and measures are answered by the chassis."""

from collections.abc import Sequence

from flask import Blueprint

from services.admission.pages import (
    batch,
    board,
    calendar,
    candidacy,
    check,
    college,
    desk,
    draft,
    file,
    intake,
    offer,
    order,
    plan,
    play,
    profile,
    release,
    returns,
    ruling,
    season,
    vacancy,
)
from services.admission.pages import round as rounds

OFFICERS: Sequence[Blueprint] = (
    play.blueprint, board.blueprint, rounds.blueprint, check.blueprint, ruling.blueprint, order.blueprint,
    vacancy.blueprint, plan.blueprint, release.blueprint, season.blueprint, draft.blueprint, intake.blueprint,
)
OTHERS: Sequence[Blueprint] = (
    calendar.blueprint, college.blueprint, offer.blueprint, candidacy.blueprint, desk.blueprint,
    file.blueprint, returns.blueprint, batch.blueprint, profile.blueprint,
)
BLUEPRINTS: Sequence[Blueprint] = (*OFFICERS, *OTHERS)
