"""A college's return in the browser: made of the decisions after a check, signed by two, with what was answered."""

from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response as AnyResponse

from services.admission.domain.result import ReturnFaulty
from services.admission.domain.returns import SIGNATURES, Standing
from services.admission.pages.desk import Bench, bench, looking, shown
from services.admission.usecases import desk, mailbox, returns
from services.admission.usecases import turn as turns
from services.admission.usecases.returns import Opened
from shared.kernel import LongmenError
from shared.security.access import Role
from shared.web.access import OWN, permits
from shared.web.blueprint import PageBlueprint
from shared.web.door import writing
from shared.web.pages import page, refused, typed
from shared.web.problems import InvalidInput

blueprint = PageBlueprint("returns_pages", __name__)
MOST_NAMED = 20


@blueprint.route("/desk/<no>/returns")
@permits(Role.ADMISSION_COLLEGE, scope=OWN)
def every(no: str) -> str:
    """Every revision of the return, and every answer to the college's program."""
    own = bench()
    with looking(own) as look:
        values = shown(look, own, turns.part(look, own.round(no)))
        answers = mailbox.receipts(look.conn, look.box, own.college, season=own.season.code, no=no)
    return page("returns.html", answers=answers[::-1], needed=SIGNATURES, **values)


@blueprint.route("/desk/<no>/returns/new", methods=["GET", "POST"])
@permits(Role.ADMISSION_COLLEGE, scope=OWN)
def hand_in(no: str) -> str | AnyResponse:
    """The decisions as they stand, once more; then they are a return, which two sign."""
    own = bench()
    if request.method == "GET":
        return page("returns_new.html", **_prepared(own, no))
    try:
        with writing(intake=own.season.intake) as tx:
            made = desk.hand_in(tx, own.visit(no)).made
    except ReturnFaulty as error:
        return refused("returns_new.html", _named(error), **_prepared(own, no))
    except LongmenError as error:
        return refused("returns_new.html", error, **_prepared(own, no))
    revision = made.revision if made else 1
    return redirect(f"/admission/desk/{no}/returns/{revision}{own.query(news='made')}", 303)


@blueprint.route("/desk/<no>/returns/<int:revision>")
@permits(Role.ADMISSION_COLLEGE, scope=OWN)
def one(no: str, revision: int) -> str:
    """One revision whole: what two persons read before they sign."""
    own = bench()
    return page("return.html", **_read(own, no, revision))


@blueprint.route("/desk/<no>/returns/<int:revision>/sign", methods=["POST"])
@permits(Role.ADMISSION_COLLEGE, scope=OWN)
def sign(no: str, revision: int) -> AnyResponse:
    """A signature under what was read; with the second person's it is returned."""
    own = bench()
    values = _read(own, no, revision)
    try:
        with writing(intake=own.season.intake) as tx:
            taken = desk.sign(tx, own.visit(no), revision, typed("digest", most=64))
    except LongmenError as error:
        return refused("return.html", error, **values)
    news = "signed" if taken.made and taken.made.standing is Standing.SUBMITTED else "returned"
    return redirect(f"/admission/desk/{no}/returns/{revision}{own.query(news=news)}", 303)


def _prepared(own: Bench, no: str) -> dict[str, Any]:
    with looking(own) as look:
        part = turns.part(look, own.round(no))
        papers = turns.papers(look, part.open)
        values = shown(look, own, part)
    return {**values, "rows": [{"file": each, "dossier": papers.get(each.account)} for each in part.open],
            "over": [each for each in values["seats"] if each.left < 0]}


def _read(own: Bench, no: str, revision: int) -> dict[str, Any]:
    visit = own.visit(no)
    with writing(intake=own.season.intake) as tx:
        opened = returns.read(tx, visit.turn, revision)
    with looking(own) as look:
        part = turns.part(look, own.round(no))
        values = shown(look, own, part)
        papers = turns.papers(look, part.files)
    names = {each.candidate_number: papers[each.account].name for each in part.files if each.account in papers}
    return {**values, "taken": opened.taken, "made": opened.taken.made, "rows": opened.rows, "names": names,
            "signers": _signers(opened, visit.subject), "mine": visit.subject in [s.signer for s in opened.signed],
            "is_newest": part.newest is not None and part.newest.revision == revision}


def _signers(opened: Opened, own: str) -> list[tuple[bool, Any]]:
    return [(each.signer == own, each.signed_at) for each in opened.signed]


def _named(error: ReturnFaulty) -> InvalidInput:
    """Every fault with whose it is: there is no field that it could stand at."""
    said = [("", f"{each.candidate_number or ''} {each.message}".strip()) for each in error.faults[:MOST_NAMED]]
    return InvalidInput(said)
