"""One file a screen: what the candidate handed in, evidence beside it, and the college's decision."""

from typing import Any

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from services.admission.domain.status import WITH_COLLEGE
from services.admission.pages.desk import Bench, asked, bench, looking, shown, wanted_now
from services.admission.usecases import claim, desk
from services.admission.usecases import turn as turns
from services.admission.usecases.desk import FileChanged, Opened, version_of
from shared.files import LocalStorage
from shared.kernel import LongmenError
from shared.security.access import Role
from shared.web.access import OWN, permits
from shared.web.blueprint import PageBlueprint
from shared.web.door import writing
from shared.web.headers import allow_frame
from shared.web.pages import page, refused, typed
from shared.web.parts import adapter
from shared.web.problems import InvalidInput
from shared.web.translation import gettext as _

blueprint = PageBlueprint("file_pages", __name__)
SHOWN = {"image/png": "png", "image/jpeg": "jpg", "application/pdf": "pdf"}
LONGEST, REJECT = 500, "reject"


@blueprint.route("/desk/<no>/<account>", methods=["GET", "POST"])
@permits(Role.ADMISSION_COLLEGE, scope=OWN)
def file(no: str, account: str) -> str | AnyResponse:
    """A file; a decision about it, which may be changed until the return is signed."""
    own = bench()
    if request.method == "GET":
        return page("desk_file.html", **_shown(own, no, _open(own, no, account)))
    try:
        _decide(own, no, account)
    except LongmenError as error:
        return refused("desk_file.html", error, **_shown(own, no, _open(own, no, account)))
    return redirect(_following(own, no, account), 303)


@blueprint.route("/desk/<no>/<account>/evidence/<digest>")
@permits(Role.ADMISSION_COLLEGE, scope=OWN)
def evidence(no: str, account: str, digest: str) -> Response:
    """One paper, shown inside the file's page; whatever is no picture and no PDF is downloaded."""
    own = bench()
    with writing(intake=own.season.intake) as tx:
        paper = desk.paper_of(tx, own.visit(no), account, digest)
    content, suffix = desk.content_of(paper, adapter(LocalStorage)), SHOWN.get(paper.media)
    allow_frame()
    return Response(content, mimetype=paper.media if suffix else "application/octet-stream", headers={
        "Content-Disposition": f'{"inline" if suffix else "attachment"}; filename="{paper.kind}.{suffix or "bin"}"',
        "Cache-Control": "private, max-age=300",
    })


def _open(own: Bench, no: str, account: str) -> Opened:
    with writing(intake=own.season.intake) as tx:
        return desk.open_file(tx, own.visit(no), account)


def _decide(own: Bench, no: str, account: str) -> None:
    chosen, reason, seen = typed("admit", most=30), typed("reason", most=LONGEST).strip(), typed("version", most=10)
    if not chosen:
        raise InvalidInput([("admit", _("请选择录取专业或者退档。"))])
    if chosen == REJECT and not reason:
        raise InvalidInput([("reason", _("退档须填写原因。"))])
    if chosen != REJECT and reason:
        raise InvalidInput([("reason", _("录取的不填退档原因；须退档的，请选择“退档”。"))])
    with writing(intake=own.season.intake) as tx:
        visit = own.visit(no)
        held = desk.held(tx, visit, account)
        if seen != str(version_of(held)):
            raise FileChanged
        desk.decide(tx, visit, held, major=None if chosen == REJECT else chosen, reason=reason or None)


def _shown(own: Bench, no: str, opened: Opened) -> dict[str, Any]:
    season, dossier = own.season, opened.dossier
    with looking(own) as look:
        part = turns.part(look, own.round(no))
        values = shown(look, own, part)
    todo = [each for each in part.undecided if each.account != opened.file.account]
    done = next((each for each in part.files if each.account == request.args.get("done")), None)
    return {
        **values, "file": opened.file, "dossier": dossier, "version": version_of(opened.file), "typed": request.form,
        "graduates_on": claim.said_day(dossier.graduates_on),
        "fields": claim.fields_of(season, dossier), "papers": claim.papers_of(season, dossier),
        "honours": claim.honours_of(season, opened), "source": claim.source_college(season, dossier.source_college),
        "tier": claim.tier_titles(season).get(opened.standing.tier or "") if opened.standing else None,
        "asked": asked(wanted_now()), "done": done,
        "next_todo": next((each for each in todo if each.candidate_number > opened.file.candidate_number),
                          todo[0] if todo else None),
        "may_decide": not opened.file.returned and opened.file.status in WITH_COLLEGE,
    }


def _following(own: Bench, no: str, account: str) -> str:
    """The next file without a decision; after the last one the list."""
    with looking(own) as look:
        part = turns.part(look, own.round(no))
    number = next((each.candidate_number for each in part.files if each.account == account), "")
    todo = [each for each in part.undecided if each.account != account]
    later = [each for each in todo if each.candidate_number > number] or todo
    base, narrowed = f"/admission/desk/{no}", asked(wanted_now())
    if not later:
        return f"{base}{own.query(**narrowed, news='decided')}"
    return f"{base}/{later[0].account}{own.query(**narrowed, done=account)}"
