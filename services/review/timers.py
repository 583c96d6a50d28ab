"""What the season's clock makes happen here, by the kind of moment."""

from collections.abc import Mapping

from shared.season.timers import Effect

EFFECTS: Mapping[str, Effect] = {}
