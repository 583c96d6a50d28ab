"""Puts admission together from its settings, its database and the bus."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from services.admission import api, pages
from services.admission.adapters.season_key import read_season_key
from services.admission.config import AdmissionConfig
from services.admission.events import SUBSCRIPTIONS
from services.admission.jobs import JOBS, Carrier, Teller
from services.admission.store import METADATA, file
from services.admission.timers import EFFECTS, at_every_moment
from services.admission.usecases.alarm import gauges
from services.admission.usecases.facts import facts
from services.admission.usecases.retelling import retell
from services.admission.usecases.watch import Watch
from shared.bus import Bus
from shared.bus.colleges import LINK
from shared.bus.letters import LetterBox
from shared.files import LocalStorage
from shared.security.crypt import Box
from shared.security.keyring import KeyRing
from shared.service import Errand, House, Service, raise_house

HOUSE = House(
    name="admission", root=Path(__file__).parent, metadata=METADATA, subscriptions=SUBSCRIPTIONS,
    blueprints=(*api.BLUEPRINTS, *pages.BLUEPRINTS), effects=EFFECTS, at_every_moment=at_every_moment, jobs=JOBS,
    retell=retell, gauges=gauges, beyond=LINK,
    names=file.numbers,
)
LOOK_EVERY = timedelta(seconds=1)
"""How often a worker looks for what colleges have not been told."""


def build(config: AdmissionConfig, engine: Engine, bus: Bus) -> Service:
    """The service, ready to be served and ticked."""
    key = read_season_key(config)
    evidence = LocalStorage(config.var_dir / "evidence")
    box = Box(KeyRing.read_or_create(config.keyring_file), HOUSE.name)
    house = replace(HOUSE, errands=(Watch(), *_link(config)), facts=partial(facts, box=box))
    return raise_house(house, config, engine, bus, adapters=lambda service: (config, key, evidence))


def _link(config: AdmissionConfig) -> Sequence[Errand]:
    """What serves the colleges: their mailboxes always, RabbitMQ where there is a broker."""
    if config.embedded:
        return (Teller(),)
    return Teller(every=LOOK_EVERY), Carrier(LetterBox(config.bus_url))
