"""Whether registration is open: by the season's own time, for every season of the intake."""

from collections.abc import Sequence
from datetime import datetime

from services.registration.domain.accounts import RegistrationClosed, RegistrationNotOpen, UnknownIntake
from shared.kernel import shown
from shared.season import Season
from shared.season.windows import Place, State, window_at
from shared.season.words import WindowKind


def registering_season(seasons: Sequence[Season], *, now: datetime) -> Season:
    """The season of an intake whose registration is open. Raises with the reason, by the window that comes next."""
    if not seasons:
        raise UnknownIntake(field="intake")
    standings = [(season, window_at(season, WindowKind.REGISTRATION, at=now, place=Place())) for season in seasons]
    for season, standing in standings:
        if standing.open:
            return season
    coming = [standing.span.opens_at for _, standing in standings if standing.state is State.NOT_YET and standing.span]
    if opens_at := min((instant for instant in coming if instant), default=None):
        raise RegistrationNotOpen(field="intake", opens=shown(opens_at))
    closed = [standing.span.closes_at for _, standing in standings if standing.span]
    if not closed:
        raise UnknownIntake(field="intake")
    raise RegistrationClosed(field="intake", closed=shown(max(closed)))


def any_season(seasons: Sequence[Season]) -> Season:
    """One of an intake's seasons: the rules of accounts are the intake's. Raises UnknownIntake."""
    if not seasons:
        raise UnknownIntake(field="intake")
    return seasons[0]
