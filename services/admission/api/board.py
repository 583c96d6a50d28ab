"""The officers' board over HTTP: how far each round is, what waits for signatures, and candidates by name."""

from typing import Any

from marshmallow import fields

from services.admission.api.proposal import ProposalOut, box, season_named
from services.admission.usecases.board import Looking, board
from shared.security.access import Role
from shared.web.access import permits
from shared.web.blueprint import JsonBlueprint
from shared.web.door import reading, season_now
from shared.web.schemas import Instant, Schema

blueprint = JsonBlueprint("board", __name__, url_prefix="/seasons", description="录取进程")


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


class NamedOut(Schema):
    """A candidate by name, and at which college."""

    account = fields.String()
    candidate_number = fields.String()
    name = fields.String()
    college = fields.String()


class HeldOut(NamedOut):
    """A candidate who waits for officers."""

    why = fields.String(metadata={"description": "late 迟返、over_full 超计划、silent 未返回"})


class ChangedOut(NamedOut):
    """A candidate whose file went down with another dossier than there is now."""

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
    missed = fields.List(
        fields.Nested(NamedOut), metadata={"description": "返回截止后才符合下发条件，本志愿未下发"})


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
