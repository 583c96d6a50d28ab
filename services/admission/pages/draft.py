"""Season drafts in an officer's browser: a file handed in, its faults by line, what it changes, two signatures."""

from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response as AnyResponse

from services.admission.domain.draft import DraftStatus
from services.admission.pages.proposal import READERS, Signatures, is_mine, news, signers, signing
from services.admission.pages.season import ruled
from services.admission.usecases import draft, intake
from services.admission.usecases.draft import Handed
from services.admission.usecases.notice import Change, plain_changes, rules_of
from shared.db import Tx
from shared.kernel import LongmenError, NotFound
from shared.season import Season, moments
from shared.security.access import Role
from shared.security.signing import SigningKey
from shared.web.access import permits
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading, writing
from shared.web.limits import KIB, takes
from shared.web.pages import page, refused, typed
from shared.web.parts import adapter
from shared.web.problems import InvalidInput, VersionPassed
from shared.web.translation import N_
from shared.web.translation import gettext as _

blueprint = PageBlueprint("draft_pages", __name__)
LIMIT = 320 * KIB
HERE = "/admission/seasons/drafts"
NEWS = {
    "handed": N_("方案文件检查无误，已成为草案。请核对并签批。"), "signed": N_("您已签批，还须另一名工作人员签批。"),
    "published": N_("方案已经两人签批并发布，正在送达各服务。"), "replaced": N_("草案已更换文件，原有签批作废。"),
}
PLAIN = {
    "title": N_("方案名称"), "terms": N_("用语"), "notice": N_("所依据的通知"), "sources": N_("依据文件"),
    "reviewers": N_("审核单位"), "batches": N_("填报批次"),
}


@blueprint.route("/seasons/drafts/new", methods=["GET", "POST"])
@permits(Role.OFFICER)
@takes("multipart/form-data", limit=LIMIT)
def hand_in() -> str | AnyResponse:
    """A file; every fault is named by line, and nothing of it is taken."""
    with reading() as conn:
        intakes = [(each.code, each.title) for each in intake.every(conn)]
    if request.method == "GET":
        return page("officer_hand_in.html", intakes=intakes, intake=request.args.get("intake"))
    try:
        wanted, handed = typed("intake", most=60), _handed()
        with writing() as tx:
            seen = draft.hand_in(tx, handed, intake=wanted)
    except LongmenError as error:
        return refused("officer_hand_in.html", error, intakes=intakes, intake=request.form.get("intake"))
    return redirect(f"{HERE}/{seen.draft.id}?news=handed", 303)


@blueprint.route("/seasons/drafts/<draft_id>")
@permits(*READERS)
def show_draft(draft_id: str) -> str:
    """A draft: each rule beside its sentence, and what it changes."""
    return page("officer_draft.html", news=news(NEWS, request.args.get("news")), **_shown(draft_id))


@blueprint.route("/seasons/drafts/<draft_id>/signatures", methods=["POST"])
@permits(Role.OFFICER)
def sign_draft(draft_id: str) -> AnyResponse:
    """This officer's signature; the second one publishes."""
    try:
        given = signing()
        with writing() as tx:
            seen = draft.sign(tx, draft_id, officer=given.officer, digest=given.digest, key=adapter(SigningKey))
    except NotFound:
        raise
    except LongmenError as error:
        return refused("officer_draft.html", error, **_shown(draft_id))
    return redirect(f"{HERE}/{draft_id}?news={'published' if seen.published else 'signed'}", 303)


@blueprint.route("/seasons/drafts/<draft_id>/file", methods=["POST"])
@permits(Role.OFFICER)
@takes("multipart/form-data", limit=LIMIT)
def replace_file(draft_id: str) -> AnyResponse:
    """Another file in the same draft; signatures fall."""
    try:
        handed = _handed()
        with writing() as tx:
            draft.replace_text(tx, _unchanged(tx, draft_id), handed)
    except NotFound:
        raise
    except LongmenError as error:
        return refused("officer_draft.html", error, **_shown(draft_id))
    return redirect(f"{HERE}/{draft_id}?news=replaced", 303)


@blueprint.route("/seasons/drafts/<draft_id>/withdrawal", methods=["POST"])
@permits(Role.OFFICER)
def withdraw(draft_id: str) -> AnyResponse:
    """The draft comes to nothing."""
    try:
        with writing() as tx:
            draft.withdraw(tx, _unchanged(tx, draft_id))
    except NotFound:
        raise
    except LongmenError as error:
        return refused("officer_draft.html", error, **_shown(draft_id))
    return redirect("/admission/seasons?news=withdrawn", 303)


def _unchanged(tx: Tx, draft_id: str) -> Any:
    """The draft as the page has shown it. Raises VersionPassed when somebody else changed it meanwhile."""
    present = draft.locked(tx, draft_id)
    if typed("revision", most=10) != str(present.revision):
        raise VersionPassed
    return present


def _handed() -> Handed:
    given = request.files.get("file")
    content = given.read() if given else b""
    if not content:
        raise InvalidInput([("file", _("请选择方案文件。"))])
    try:
        return draft.read_file(content)
    except draft.SeasonRefused as error:
        raise InvalidInput([("file", message) for _path, message in error.errors]) from error


def _shown(draft_id: str) -> dict[str, Any]:
    with reading() as conn:
        seen = draft.of_id(conn, draft_id)
        before = draft.before(conn, seen.draft)
    season = Season.from_document(seen.document)
    rules = rules_of(season, before)
    titles = {each.name: each.title for old in (before, season) if old for each in moments(old)}
    return {
        "season": season, "seen": seen, "draft": seen.draft, "before": before, **ruled(rules),
        "changed": [each for each in rules if each.change is not Change.NONE],
        "plain": [PLAIN[name] for name in plain_changes(season, before)] if before else [],
        "changes": [{"title": titles.get(each.name, ""), "was": each.was, "becomes": each.becomes}
                    for each in seen.changes],
        "signatures": Signatures(
            digest=seen.draft.digest, signed=signers(seen.signatures), proposed_at=seen.draft.recorded_at,
            is_open=seen.draft.status is DraftStatus.OPEN, mine=is_mine(seen.signatures),
        ),
        "moments": moments(season),
    }
