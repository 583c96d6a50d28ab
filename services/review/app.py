"""Puts review together from its settings, its database and the bus."""

from pathlib import Path

from sqlalchemy import Engine

from services.review import api, pages
from services.review.config import ReviewConfig
from services.review.events import SUBSCRIPTIONS
from services.review.jobs import JOBS
from services.review.store import METADATA
from services.review.timers import EFFECTS
from shared.bus import Bus
from shared.service import House, Service, raise_house

HOUSE = House(
    name="review", root=Path(__file__).parent, metadata=METADATA, subscriptions=SUBSCRIPTIONS,
    blueprints=(*api.BLUEPRINTS, *pages.BLUEPRINTS), effects=EFFECTS, jobs=JOBS,
)


def build(config: ReviewConfig, engine: Engine, bus: Bus) -> Service:
    """The service, ready to be served and ticked."""
    return raise_house(HOUSE, config, engine, bus)
