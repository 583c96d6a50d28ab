"""The bus door: one function per event heard, the table at the foot. Season, clock, keys and revocations are the chassis's."""

from collections.abc import Mapping

from shared.contracts import Event
from shared.inbox import Handler

SUBSCRIPTIONS: Mapping[type[Event], Handler] = {}
