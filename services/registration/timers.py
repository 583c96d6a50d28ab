"""What the clock makes happen here: nothing yet; each moment is marked as come, in order."""

from collections.abc import Mapping

from shared.season.timers import Effect

EFFECTS: Mapping[str, Effect] = {}
