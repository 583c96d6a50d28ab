"""The HTTP door under /admission/api/v1."""

from services.admission.api import (
    board,
    check,
    clock,
    desk,
    draft,
    intake,
    link,
    mailbox,
    order,
    plan,
    play,
    profile,
    returns,
    roll,
    round,  # noqa: A004  (a noun of the field)
    ruling,
    season,
    vacancy,
)

BLUEPRINTS = (
    intake.blueprint, clock.blueprint, draft.blueprint, season.blueprint, plan.blueprint, profile.blueprint,
    board.blueprint, round.blueprint, check.blueprint, roll.blueprint, order.blueprint, ruling.blueprint,
    vacancy.blueprint, desk.blueprint, returns.blueprint, mailbox.blueprint, link.blueprint, play.blueprint,
)
