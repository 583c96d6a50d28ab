"""Puts review together from its settings, its database and the bus."""

from dataclasses import replace
from pathlib import Path

from sqlalchemy import Engine

from services.review import api, pages
from services.review.config import ReviewConfig
from services.review.events import SUBSCRIPTIONS
from services.review.jobs import JOBS
from services.review.store import METADATA, case
from services.review.timers import EFFECTS, Lapser
from services.review.usecases.facts import count_cases, own_facts
from shared.bus import Bus
from shared.files import LocalStorage
from shared.service import House, Service, raise_house

HOUSE = House(
    name="review", root=Path(__file__).parent, metadata=METADATA, subscriptions=SUBSCRIPTIONS,
    blueprints=(*api.BLUEPRINTS, *pages.BLUEPRINTS), effects=EFFECTS, jobs=JOBS,
    facts=own_facts, gauges=count_cases,
    names=case.numbers,
)


def build(config: ReviewConfig, engine: Engine, bus: Bus) -> Service:
    """The service, ready to be served and ticked. Evidence is registration's: it is read here, and never written."""
    evidence = LocalStorage(config.var_dir / "evidence")
    house = replace(HOUSE, errands=(Lapser(grace=config.grace),))
    return raise_house(house, config, engine, bus, adapters=lambda service: (evidence,))
