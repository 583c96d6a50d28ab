"""A season: its file, its data, its windows, its moments and its clock. Pure: no database, no broker, no clock read."""

from shared.season.clock import append_segment, season_time
from shared.season.file import Fault, SeasonFaults, read
from shared.season.model import Season
from shared.season.moments import Moment, moments, next_moment
from shared.season.windows import Orders, Override, Place, Standing, State, returns_at, window_at
from shared.season.words import WindowKind

__all__ = [
    "Fault",
    "Moment",
    "Orders",
    "Override",
    "Place",
    "Season",
    "SeasonFaults",
    "Standing",
    "State",
    "WindowKind",
    "append_segment",
    "moments",
    "next_moment",
    "read",
    "returns_at",
    "season_time",
    "window_at",
]
