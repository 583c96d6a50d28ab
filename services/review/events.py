"""The bus door: one function per event heard, the table at the foot. The chassis hears the rest."""

from collections.abc import Mapping

from shared.contracts import Event
from shared.inbox import Handler

SUBSCRIPTIONS: Mapping[type[Event], Handler] = {}
