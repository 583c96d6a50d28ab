"""What the season's clock makes happen here: every moment is told to everybody."""

from services.admission.usecases import season as seasons
from shared.db import Tx
from shared.season import Moment, Season


def at_every_moment(tx: Tx, season: Season, moment: Moment) -> None:
    """A moment has come."""
    seasons.reach(tx, season, moment)
