"""Puts registration together from its settings, its database and the bus."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from services.registration import api, pages
from services.registration.adapters.papers import Papers
from services.registration.adapters.storage import PaperStorage
from services.registration.config import RegistrationConfig
from services.registration.events import SUBSCRIPTIONS
from services.registration.jobs import PaperSweep, Sweep, jobs_on
from services.registration.store import METADATA, accounts
from services.registration.timers import EFFECTS
from services.registration.usecases.facts import own_facts
from services.registration.usecases.retelling import retell
from shared.bus import Bus
from shared.files import LocalStorage
from shared.security.crypt import Box
from shared.security.keyring import KeyRing
from shared.security.passwords import Passwords
from shared.service import House, Service, raise_house

HOUSE = House(
    name="registration", root=Path(__file__).parent, metadata=METADATA, subscriptions=SUBSCRIPTIONS,
    blueprints=(*api.BLUEPRINTS, *pages.BLUEPRINTS), effects=EFFECTS, retell=retell, facts=own_facts,
    names=accounts.called,
)


def build(
    config: RegistrationConfig, engine: Engine, bus: Bus, *, passwords: Callable[..., Passwords] = Passwords
) -> Service:
    """The service, ready to be served and ticked."""
    box = Box(KeyRing.read_or_create(config.keyring_file), "registration")
    storage = LocalStorage(config.var_dir / "rosters", key=box.keyed_digest("rosters", b""))
    papers = PaperStorage.under(config.var_dir, box)
    house = replace(HOUSE, jobs=jobs_on(storage), errands=(Sweep(storage), PaperSweep(papers)))
    return raise_house(house, config, engine, bus, adapters=partial(_adapters, config, (storage, papers), passwords))


def _adapters(
    config: RegistrationConfig, storages: Sequence[LocalStorage], passwords: Callable[..., Passwords], service: Service
) -> Sequence[object]:
    observe = partial(service.metrics.observe, "password_hash_seconds")
    return (config, *storages, passwords(observe=observe), Papers())
