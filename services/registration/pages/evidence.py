"""Papers that prove a claim: photographed or picked, one kind a page, with what is stored shown beside."""

from typing import Any
from urllib.parse import quote

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from services.registration.adapters.papers import Papers
from services.registration.adapters.storage import PaperStorage
from services.registration.domain.evidence import LARGEST, MIB, MOST_OF_A_KIND, EvidenceKindUnknown, shown_name
from services.registration.pages.applications import HOME, blueprint, may_change, own_calendars, own_intake, sheet
from services.registration.usecases import evidence
from services.registration.usecases.evidence import HandedOver
from services.registration.usecases.overviews import shown_paper
from shared.kernel import LongmenError, NotFound
from shared.security.access import Role
from shared.web.access import OWN, permits, principal
from shared.web.door import reading, recording, writing
from shared.web.headers import allow_frame
from shared.web.limits import KIB, takes
from shared.web.pages import page, refused
from shared.web.parts import adapter, parts
from shared.web.problems import InvalidInput
from shared.web.translation import gettext as _

LIMIT = 2 * LARGEST + 64 * KIB
"""A photograph and a file at once, and what a form wraps around them."""
INPUTS = ("photo", "file")


@blueprint.route("/application/papers")
@permits(Role.CANDIDATE, scope=OWN)
def papers() -> str | AnyResponse:
    """Every paper that the claim asks for, and what is there of it."""
    shown = sheet()
    return page("application_papers.html", **shown) if may_change(shown) else redirect(HOME, 303)


@blueprint.route("/application/papers/<kind>", methods=["GET"])
@permits(Role.CANDIDATE, scope=OWN)
def paper(kind: str) -> str | AnyResponse:
    """One paper: what is stored, and the way to add to it."""
    shown = sheet()
    return page("application_paper.html", **_form(shown, kind)) if may_change(shown) else redirect(HOME, 303)


@blueprint.route("/application/papers/<kind>", methods=["POST"])
@permits(Role.CANDIDATE)
@takes("multipart/form-data", limit=LIMIT)
def add(kind: str) -> str | AnyResponse:
    """Made anew, stored, and shown as it is stored."""
    shown = sheet()
    if shown["mine"] is None:
        return redirect(HOME, 303)
    try:
        for name in _picked():
            _keep(kind, name)
    except EvidenceKindUnknown as error:
        raise NotFound from error
    except LongmenError as error:
        return refused("application_paper.html", error, **_form(sheet(), kind))
    return redirect(f"{HOME}/papers/{kind}?news=added", 303)


@blueprint.route("/application/papers/<kind>/<paper>")
@permits(Role.CANDIDATE, scope=OWN)
def content(kind: str, paper: str) -> Response:
    """The stored file itself, as reviewers will see it."""
    with reading() as conn:
        found = evidence.paper_of(conn, principal().subject, paper)
        name = shown_paper(parts().database.box, found)["name"]
    if found.kind != kind:
        raise NotFound(field="paper")
    allow_frame()
    with adapter(PaperStorage).open(found.digest) as held:
        return Response(held.read(), mimetype=found.media, headers={
            "Content-Disposition": f"inline; filename*=UTF-8''{quote(name)}", "Cache-Control": "private, max-age=300",
        })


@blueprint.route("/application/papers/<kind>/<paper>/removal", methods=["POST"])
@permits(Role.CANDIDATE, scope=OWN)
def take_out(kind: str, paper: str) -> str | AnyResponse:
    """It belongs to the application no longer."""
    calendars = own_calendars()
    try:
        with writing(intake=own_intake()) as tx:
            evidence.take_out_paper(tx, calendars, principal().subject, paper)
    except NotFound:
        raise
    except LongmenError as error:
        return refused("application_paper.html", error, **_form(sheet(), kind))
    return redirect(f"{HOME}/papers/{kind}?news=removed", 303)


def _picked() -> list[str]:
    """The inputs that hold a file. Raises InvalidInput for none."""
    found = [name for name in INPUTS if request.files.get(name) is not None and request.files[name].filename]
    if not found:
        raise InvalidInput([("file", _("请拍照或选择要上传的文件。"))])
    return found


def _keep(kind: str, field: str) -> None:
    calendars, account = own_calendars(), principal().subject
    with recording(intake=own_intake()) as tx:  # before the slow part: a paper that is not wanted is not looked at
        evidence.check_wanted(tx, calendars, account, kind)
    held = request.files[field]
    try:
        name, content = shown_name(held.filename or ""), held.stream.read()
    finally:
        held.close()  # a large one rests in a temporary file
    clean = adapter(Papers).cleaned(name, content)
    stored = adapter(PaperStorage).put(account, clean.content, limit=LARGEST)
    with writing(intake=own_intake()) as tx:
        given = HandedOver(kind=kind, name=name, media=clean.media, stored=stored)
        evidence.add_paper(tx, calendars, account, given)


def _form(shown: dict[str, Any], kind: str) -> dict[str, Any]:
    if shown["mine"] is None:
        raise NotFound(field="application")
    kinds = list(shown["category"].claim.evidence)
    wanted = next((each for each in kinds if each.id == kind), None)
    if wanted is None:
        raise NotFound(field="kind")
    there = [each for each in shown["mine"]["papers"] if each["kind"] == kind]
    return {**shown, "wanted": wanted, "there": there, "most": MOST_OF_A_KIND, "largest": LARGEST // MIB}
