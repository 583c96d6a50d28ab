"""The browser door. Season, health and measures are answered by the chassis."""

from collections.abc import Sequence

from flask import Blueprint

from services.admission.pages import calendar, college, offer, play

BLUEPRINTS: Sequence[Blueprint] = (play.blueprint, calendar.blueprint, college.blueprint, offer.blueprint)
