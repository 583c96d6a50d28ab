"""A rehearsal in an officer's browser: its clock to the next moment, the others asked to act, what came of it."""

from typing import Any

from flask import redirect
from werkzeug.wrappers import Response as AnyResponse

from services.admission.config import AdmissionConfig
from services.admission.domain.clock import Order
from services.admission.usecases import clock, play
from shared.kernel import LongmenError, NotFound
from shared.security.access import Role
from shared.web.access import permits
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading, receipt, writing
from shared.web.pages import page, refused, safe_next
from shared.web.parts import adapter

blueprint = PageBlueprint("play_pages", __name__)
PAGE = "/admission/rehearsals/{intake}"


@blueprint.route("/rehearsals/<intake>")
@permits(Role.OFFICER)
def rehearsal(intake: str) -> str:
    """What time it is, what comes next, and what the others do or did."""
    return page("rehearsal.html", **_shown(intake))


@blueprint.route("/rehearsals/<intake>/step", methods=["POST"])
@permits(Role.OFFICER)
def step(intake: str) -> AnyResponse:
    """To the next moment; back to the page on which the button stood."""
    try:
        with writing() as tx:
            play.check_through(tx, intake)
            clock.set_clock(tx, intake, Order(to_next=True), lead=adapter(AdmissionConfig).clock_lead)
    except NotFound:
        raise
    except LongmenError as error:
        return refused("rehearsal.html", error, **_shown(intake))
    return redirect(safe_next(PAGE.format(intake=intake)), 303)


@blueprint.route("/rehearsals/<intake>/plays", methods=["POST"])
@permits(Role.OFFICER)
def let_play(intake: str) -> AnyResponse:
    """Let the others act; the page of the rehearsal tells how far they are."""
    with writing(intake=intake) as tx:
        play.request_play(tx, intake)
    return redirect(PAGE.format(intake=intake), 303)


def _shown(intake: str) -> dict[str, Any]:
    with reading() as conn:
        plays = play.plays_of(conn, intake)
        found = clock.clock_of(conn, intake, wall=receipt())
    if not found.rehearsal:
        raise NotFound
    newest = plays[0] if plays else None
    return {
        "intake": intake, "clock": found, "newest": newest, "earlier": list(plays[1:]),
        "playing": newest is not None and newest.is_under_way(wall=receipt()),
    }
