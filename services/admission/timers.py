"""What the season's clock makes happen here: every moment is told to everybody; rounds go down, deadlines pass, results
become visible, seats flow."""

from collections.abc import Mapping

from services.admission.usecases import dispatch, outcome, overdue, release
from services.admission.usecases import season as seasons
from services.admission.usecases.round import round_of
from shared.db import Tx
from shared.season import Moment, Season
from shared.season.moments import MomentKind
from shared.season.timers import Effect


def at_every_moment(tx: Tx, season: Season, moment: Moment) -> None:
    """A moment has come."""
    seasons.reach(tx, season, moment)


def at_down(tx: Tx, season: Season, moment: Moment) -> None:
    """A round goes down, if two officers signed it."""
    dispatch.go_down(tx, season, round_of(season, moment.subject))


def at_return_by(tx: Tx, season: Season, moment: Moment) -> None:
    """Colleges return no more, unless their deadline was extended."""
    overdue.note(tx, season, round_of(season, moment.subject))


def at_results(tx: Tx, season: Season, moment: Moment) -> None:
    """A round's results may be seen."""
    release.open_results(tx, season, round_of(season, moment.subject))
    outcome.settle(tx, season)


def at_seats_flow(tx: Tx, season: Season, moment: Moment) -> None:  # noqa: ARG001  (every effect is given its moment)
    """What is left goes to another season; who has no place is told."""
    outcome.settle(tx, season)


EFFECTS: Mapping[str, Effect] = {
    MomentKind.ROUND_DOWN: at_down,
    MomentKind.ROUND_RETURN_BY: at_return_by,
    MomentKind.ROUND_RESULTS: at_results,
    MomentKind.SEATS_FLOW: at_seats_flow,
}
