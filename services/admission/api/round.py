"""Rounds over HTTP: the officers' board, the dry run, its two signatures."""

from typing import Any

from marshmallow import fields

from services.admission.api.proposal import ProposalOut, Seen, SignIn, box, season_named, signing, writing_in
from services.admission.usecases import round as rounds
from services.admission.usecases.board import Looking, board
from shared.kernel import NotFound
from shared.security.access import Role
from shared.web.access import permits
from shared.web.blueprint import JsonBlueprint
from shared.web.door import reading, season_now
from shared.web.lists import page_of, read_cursor
from shared.web.schemas import Instant, ListQuery, Schema, page_schema

blueprint = JsonBlueprint("rounds", __name__, url_prefix="/seasons", description="录取轮次")
PREVIEW = "preview"


class PreviewOut(ProposalOut):
    """A dry run in numbers. What is signed are its lines, too."""

    files = fields.Integer()
    colleges = fields.Dict(keys=fields.String(), values=fields.Integer())
    left_out = fields.Dict(keys=fields.String(), values=fields.Integer())
    seals = fields.Dict(keys=fields.String(), values=fields.Integer())


class LineOut(Schema):
    """One file of a dry run."""

    account = fields.String()
    candidate_number = fields.String()
    category = fields.String()
    college = fields.String()
    majors = fields.List(fields.String())


class SealOut(Schema):
    """The newest seal heard: all arrived, and does the root computed here agree."""

    seal = fields.Integer()
    count = fields.Integer()
    arrived = fields.Integer(allow_none=True)
    root = fields.String()
    recomputed = fields.String(allow_none=True)
    agrees = fields.Boolean()
    closes_at = Instant()


class AtCollegeOut(Schema):
    """A college's files in a round."""

    college = fields.String()
    files = fields.Integer()
    open = fields.Integer()
    missing = fields.Integer(metadata={"description": "尚未返回"})
    held = fields.Integer()
    admitted = fields.Integer()
    returned = fields.Integer()


class HeldOut(Schema):
    """A candidate who waits for officers, by name."""

    account = fields.String()
    candidate_number = fields.String()
    name = fields.String()
    college = fields.String()
    why = fields.String(metadata={"description": "late 迟返、over_full 超计划、silent 未返回"})


class ChangedOut(Schema):
    """A candidate whose file went down with another dossier than there is now."""

    account = fields.String()
    candidate_number = fields.String()
    name = fields.String()
    college = fields.String()
    changed_at = Instant()


class RoundOut(Schema):
    """A round on the board."""

    no = fields.String(attribute="round.no")
    title = fields.String(attribute="round.title")
    batch = fields.String(attribute="round.batch")
    choice = fields.String(attribute="round.choice")
    down_at = Instant(attribute="round.down_at")
    returns_open_at = Instant(attribute="round.returns_open_at")
    return_by = Instant(attribute="round.return_by")
    result_visible_at = Instant(attribute="round.result_visible_at")
    dispatched_at = Instant(attribute="state.dispatched_at", allow_none=True)
    closed_at = Instant(attribute="state.closed_at", allow_none=True)
    results_at = Instant(attribute="state.results_at", allow_none=True)
    late = fields.Integer(metadata={"description": "名单形成后又符合下发条件而不在名单中的人数，须重新试投档"})
    stale = fields.Boolean(metadata={"description": "名单形成后志愿重新封存，须重新试投档"})
    unsigned = fields.Boolean(metadata={"description": "时间已到而未经两人签批，未下发"})
    seal = fields.Nested(SealOut, allow_none=True)
    preview = fields.Nested(ProposalOut, allow_none=True)
    check = fields.Nested(ProposalOut, allow_none=True)
    colleges = fields.List(fields.Nested(AtCollegeOut))
    held = fields.List(fields.Nested(HeldOut))
    changed = fields.List(
        fields.Nested(ChangedOut), metadata={"description": "下发后档案有更新，院校所见仍为下发时的档案"})


class BoardOut(Schema):
    """Every round."""

    items = fields.List(fields.Nested(RoundOut))


@blueprint.route("/<code>/rounds", methods=["GET"])
@permits(Role.OFFICER, Role.AUDITOR)
@blueprint.response(200, BoardOut)
def show_board(code: str) -> Any:
    """各轮进展：封存、签批、下发、返回、待处理考生"""
    season = season_named(code)
    with reading() as conn:
        return {"items": board(Looking(conn, box(), season, season_now(season.intake)))}


@blueprint.route("/<code>/rounds/<no>/preview", methods=["POST"])
@permits(Role.OFFICER)
@blueprint.response(201, PreviewOut)
def preview_round(code: str, no: str) -> Any:
    """试投档：生成待签批的名单；内容未变的，仍是同一份"""
    season = season_named(code)
    with writing_in(season) as tx:
        return _shown(rounds.preview(tx, season, no))


@blueprint.route("/<code>/rounds/<no>/preview", methods=["GET"])
@permits(Role.OFFICER, Role.AUDITOR)
@blueprint.arguments(ListQuery, location="query")
@blueprint.response(200, page_schema(LineOut))
def preview_lines(query: dict[str, Any], code: str, no: str) -> Any:
    """待签批或待下发名单的明细"""
    season = season_named(code)
    cursor = read_cursor(query, PREVIEW)
    start = int(cursor[0]) + 1 if cursor else 0
    with reading() as conn:
        seen = rounds.standing(conn, box(), season, no)
    if seen is None:
        raise NotFound
    lines = [{**line, "place": place} for place, line in enumerate(seen.proposal.body["lines"])]
    wanted = lines[start:start + query["limit"] + 1]
    return page_of(wanted, query, name=PREVIEW, key=lambda line: [line["place"]])


@blueprint.route("/<code>/rounds/<no>/signatures", methods=["POST"])
@permits(Role.OFFICER)
@blueprint.arguments(SignIn)
@blueprint.response(201, PreviewOut)
def sign_round(body: dict[str, Any], code: str, no: str) -> Any:
    """签批试投档名单；两人签批后到时下发，时间已过的即时下发"""
    season = season_named(code)
    with writing_in(season) as tx:
        return _shown(rounds.sign(tx, season, no, signing(body)))


def _shown(seen: Seen) -> dict[str, Any]:
    body = seen.proposal.body
    return {
        "proposal": seen.proposal, "signatures": seen.signatures, "files": len(body["lines"]), "seals": body["seals"],
        **rounds.counts(seen),
    }
