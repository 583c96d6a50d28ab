"""Puts choices together from its settings, its database and the bus."""

from pathlib import Path

from sqlalchemy import Engine

from services.choices import api, pages
from services.choices.config import ChoicesConfig
from services.choices.events import SUBSCRIPTIONS
from services.choices.jobs import JOBS
from services.choices.store import METADATA
from services.choices.timers import EFFECTS
from shared.bus import Bus
from shared.service import House, Service, raise_house

HOUSE = House(
    name="choices", root=Path(__file__).parent, metadata=METADATA, subscriptions=SUBSCRIPTIONS,
    blueprints=(*api.BLUEPRINTS, *pages.BLUEPRINTS), effects=EFFECTS, jobs=JOBS,
)


def build(config: ChoicesConfig, engine: Engine, bus: Bus) -> Service:
    """The service, ready to be served and ticked."""
    return raise_house(HOUSE, config, engine, bus)
