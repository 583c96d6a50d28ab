"""A candidate's results, as released: dispatched and to which test, admitted where, or not and why; what comes next."""

from dataclasses import replace
from typing import Any

from services.admission.pages.calendar import Shelf, orders_of, shelf
from services.admission.pages.offer import window_of
from services.admission.usecases import candidacy, offer
from services.admission.usecases.candidacy import Candidacy, Looking
from shared.season import Season
from shared.security.access import Role
from shared.web.access import OWN, permits, principal
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading, season_now
from shared.web.pages import page
from shared.web.parts import parts

blueprint = PageBlueprint("candidacy_pages", __name__)


@blueprint.route("/results")
@permits(Role.CANDIDATE, scope=OWN)
def results() -> str:
    """The candidate's own; the address names nobody."""
    here = shelf()
    if here.season is None:
        return page("candidacy.html", shelf=here, own=None)
    with reading() as conn:
        found = [(season, _own(conn, season)) for season in (here.season, *here.others)]
        season, own = next((each for each in found if each[1].steps), found[0])
        announced = offer.vacant(conn, parts().database.box, season) if season.supplementary else None
    here = replace(here, season=season, others=tuple(each for each, _ in found if each is not season))
    return page("candidacy.html", shelf=here, own=own, announced=announced, **_supplementary(here, own))


def _own(conn: Any, season: Season) -> Candidacy:
    look = Looking(conn, parts().database.box, season, season_now(season.intake))
    return candidacy.of_account(look, principal().subject)


def _supplementary(here: Shelf, own: Candidacy) -> dict[str, Any]:
    """The window of the supplementary filing where it is for this person; what goes down next where nothing has."""
    season = here.season
    assert season is not None
    now, window, orders = season_now(season.intake), window_of(season), orders_of(season)
    cancelled = bool(window and window.id in orders.cancelled)
    known = bool(window and (not window.to_be_announced or window.id in orders.announced)) and not cancelled
    return {
        "now": now, "window": window if known and own.may_file_again else None, "is_cancelled": cancelled,
        "next_round": candidacy.next_round(season, now) if not own.steps else None,
    }
