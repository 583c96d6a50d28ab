"""Rounds over HTTP: the dry run, its two signatures."""

from typing import Any

from marshmallow import fields

from services.admission.api.proposal import ProposalOut, Seen, SignIn, box, season_named, signing, writing_in
from services.admission.usecases import round as rounds
from shared.kernel import NotFound
from shared.security.access import Role
from shared.web.access import permits
from shared.web.blueprint import JsonBlueprint
from shared.web.door import reading
from shared.web.lists import page_of, read_cursor
from shared.web.schemas import ListQuery, Schema, page_schema

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
