"""Puts notify together from its settings, its database and the bus."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from services.notify import api, pages
from services.notify.adapters.carriers import files_of, real_carriers
from services.notify.config import NotifyConfig
from services.notify.events import SUBSCRIPTIONS
from services.notify.jobs.notice import Sender
from services.notify.jobs.reminder import SPREAD
from services.notify.store import METADATA, contact
from services.notify.timers import EFFECTS
from services.notify.usecases.facts import facts
from services.notify.usecases.filing import tell_gathered
from services.notify.usecases.status import gauges
from shared.bus import Bus
from shared.service import House, Service, raise_house

HOUSE = House(
    name="notify", root=Path(__file__).parent, metadata=METADATA, subscriptions=SUBSCRIPTIONS,
    blueprints=(*api.BLUEPRINTS, *pages.BLUEPRINTS), effects=EFFECTS, jobs=(SPREAD,), gauges=gauges,
    names=contact.names,
)


def build(config: NotifyConfig, engine: Engine, bus: Bus) -> Service:
    """The service, ready to be served and ticked."""
    files = files_of(config)
    sender = Sender(rehearsed=files, real=real_carriers(config, files), tries=config.tries)
    lines = {channel: carrier.lines for channel, carrier in files.items()}
    house = replace(HOUSE, errands=(sender, tell_gathered), facts=partial(facts, lines=lines))
    return raise_house(house, config, engine, bus, adapters=lambda service: (sender.join(service),))
