"""Puts admission together from its settings, its database and the bus."""

from pathlib import Path

from sqlalchemy import Engine

from services.admission import api, pages
from services.admission.adapters.season_key import read_season_key
from services.admission.config import AdmissionConfig
from services.admission.events import SUBSCRIPTIONS
from services.admission.jobs import JOBS
from services.admission.store import METADATA
from services.admission.timers import at_every_moment
from services.admission.usecases.facts import facts
from services.admission.usecases.retelling import retell
from shared.bus import Bus
from shared.service import House, Service, raise_house

HOUSE = House(
    name="admission", root=Path(__file__).parent, metadata=METADATA, subscriptions=SUBSCRIPTIONS,
    blueprints=(*api.BLUEPRINTS, *pages.BLUEPRINTS), at_every_moment=at_every_moment, jobs=JOBS,
    retell=retell, facts=facts,
)


def build(config: AdmissionConfig, engine: Engine, bus: Bus) -> Service:
    """The service, ready to be served and ticked."""
    key = read_season_key(config)
    return raise_house(HOUSE, config, engine, bus, adapters=lambda service: (config, key))
