"""Puts choices together from its settings, its database and the bus."""

from dataclasses import replace
from pathlib import Path

from sqlalchemy import Engine

from services.choices import api, pages
from services.choices.config import ChoicesConfig
from services.choices.events import SUBSCRIPTIONS
from services.choices.jobs import JOBS
from services.choices.store import METADATA, eligibility
from services.choices.timers import EFFECTS, Sealer
from services.choices.usecases.facts import own_facts
from services.choices.usecases.plan import PlanShelf
from shared.bus import Bus
from shared.service import House, Service, raise_house

HOUSE = House(
    name="choices", root=Path(__file__).parent, metadata=METADATA, subscriptions=SUBSCRIPTIONS,
    blueprints=(*api.BLUEPRINTS, *pages.BLUEPRINTS), effects=EFFECTS, jobs=JOBS,
    facts=own_facts,
    names=eligibility.numbers,
)


def build(config: ChoicesConfig, engine: Engine, bus: Bus) -> Service:
    """The service, ready to be served and ticked."""
    house = replace(HOUSE, errands=(Sealer(grace=config.grace),))
    return raise_house(house, config, engine, bus, adapters=lambda service: (PlanShelf(),))
