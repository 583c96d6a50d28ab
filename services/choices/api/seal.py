"""Seals, for anybody; and the proof that one's own filing is in one."""

from typing import Any

from marshmallow import fields

from services.choices.api.candidate import myself
from services.choices.store import Part
from services.choices.usecases.proof import proof_of
from services.choices.usecases.seal import seals_page
from shared.security.access import Role
from shared.web.access import OWN, permits, public
from shared.web.blueprint import JsonBlueprint
from shared.web.door import reading
from shared.web.lists import page_of, read_cursor
from shared.web.parts import parts
from shared.web.schemas import Instant, ListQuery, Schema, page_schema

blueprint = JsonBlueprint("seal", __name__, description="封存")


class SealOut(Schema):
    """One seal: ``root`` is that of an RFC 9162 tree (SHA-256) over ``count`` filings."""

    season = fields.String()
    batch = fields.String()
    seal = fields.Integer()
    season_version = fields.Integer()
    count = fields.Integer()
    root = fields.String()
    closes_at = Instant()
    sealed_at = Instant()


class ProofOut(Schema):
    """``leaf`` is SHA-256 over a zero byte and ``entry``; ``path`` leads from there to ``root`` (RFC 9162, 2.1.3)."""

    season = fields.String()
    batch = fields.String()
    seal = fields.Integer()
    candidate_number = fields.String()
    revision = fields.Integer()
    root = fields.String()
    count = fields.Integer()
    position = fields.Integer()
    leaf = fields.String()
    path = fields.List(fields.String())
    entry = fields.String()


@blueprint.route("/seals", methods=["GET"])
@public
@blueprint.arguments(ListQuery, location="query")
@blueprint.response(200, page_schema(SealOut))
def seals(query: dict[str, Any]) -> Any:
    """各批次的封存：数量和根值，任何人可查"""
    with reading() as conn:
        rows = seals_page(conn, Part(query["limit"] + 1, read_cursor(query, "seals")))
    return page_of(rows, query, name="seals", key=lambda row: [row.season, row.batch, row.seal])


@blueprint.route("/filings/<batch>/proof", methods=["GET"])
@permits(Role.CANDIDATE, scope=OWN)
@blueprint.response(200, ProofOut)
def proof(batch: str) -> Any:
    """本人志愿已在封存之中的证明"""
    with reading() as conn:
        me = myself(conn)
        return proof_of(conn, parts().database.box, me.account, season=me.calendar.season.code, batch=batch)
