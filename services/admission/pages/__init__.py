"""The browser door. Season, health and measures are answered by the chassis."""

from collections.abc import Sequence

from flask import Blueprint

from services.admission.pages import board, calendar, candidacy, check, college, offer, play, ruling
from services.admission.pages import round as rounds

BLUEPRINTS: Sequence[Blueprint] = (
    play.blueprint, board.blueprint, rounds.blueprint, check.blueprint, ruling.blueprint, calendar.blueprint,
    college.blueprint, offer.blueprint, candidacy.blueprint,
)
