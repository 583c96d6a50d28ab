"""A candidate's own data, terms and batches over HTTP."""

from typing import Any

from marshmallow import fields

from services.choices.usecases import candidate
from services.choices.usecases.candidate import Own
from services.choices.usecases.ground import Books
from services.choices.usecases.plan import PlanShelf
from shared.kernel import NotFound
from shared.security.access import Role
from shared.service import Service
from shared.web.access import OWN, permits, principal
from shared.web.blueprint import JsonBlueprint
from shared.web.door import reading, season_now, writing
from shared.web.parts import adapter, parts
from shared.web.schemas import Instant, Schema

blueprint = JsonBlueprint("candidate", __name__, description="本人信息、填报条款和志愿填报首页")


class MeOut(Schema):
    """基本信息; the ID number is masked."""

    season = fields.String()
    candidate_number = fields.String(allow_none=True)
    name = fields.String()
    id_number = fields.String()
    sex = fields.String()
    source_college = fields.String(allow_none=True)
    source_college_name = fields.String(allow_none=True)
    major = fields.String()
    graduates_on = fields.String()
    category = fields.String(allow_none=True)
    category_title = fields.String(allow_none=True)
    honours = fields.List(fields.String())
    tier = fields.String(allow_none=True)
    standing = fields.String(metadata={"description": "eligible | not_eligible | revoked | unknown"})
    standing_text = fields.String()


class TermsOut(Schema):
    """The declaration, and when it was accepted in this text."""

    title = fields.String()
    text = fields.String()
    accept = fields.String()
    accepted_at = Instant(allow_none=True)


class BatchOut(Schema):
    """One batch: what is saved, and whether and until when it may change."""

    batch = fields.String()
    title = fields.String()
    choices = fields.List(fields.String())
    majors_per_choice = fields.Integer()
    state = fields.String(metadata={"description": "open | not_yet | unannounced | cancelled | closed | none"})
    state_text = fields.String()
    opens_at = Instant(allow_none=True)
    closes_at = Instant(allow_none=True)
    saved = fields.List(fields.String())
    unsaved = fields.List(fields.String())
    revision = fields.Integer()
    saved_at = Instant(allow_none=True)
    line = fields.String(metadata={"description": "已保存 A、B · 未保存 C · 距截止 08:12"})


class OverviewOut(Schema):
    """``now``: our time, by which deadlines are decided."""

    season = fields.String()
    title = fields.String()
    now = Instant()
    candidate_number = fields.String(allow_none=True)
    standing = fields.String()
    standing_text = fields.String()
    terms = fields.Nested(TermsOut)
    status = fields.String(allow_none=True, metadata={"description": "最近公布的录取状态"})
    batches = fields.List(fields.Nested(BatchOut))


def books() -> Books:
    """Seasons and plans of this process."""
    return Books(adapter(Service).season, adapter(PlanShelf))


def own_intake() -> str:
    """The intake of the candidate who asks."""
    intake = principal().intake
    if intake is None:
        raise NotFound
    return intake


def myself(conn: Any) -> Own:
    """The candidate who asks."""
    return candidate.own(conn, parts().database.box, books(), principal().subject, intake=own_intake())


@blueprint.route("/me", methods=["GET"])
@permits(Role.CANDIDATE, scope=OWN)
@blueprint.response(200, MeOut)
def me() -> Any:
    """本人基本信息和资格审查结论"""
    with reading() as conn:
        return candidate.own_data(myself(conn), now=season_now(own_intake()))


@blueprint.route("/filing", methods=["GET"])
@permits(Role.CANDIDATE, scope=OWN)
@blueprint.response(200, OverviewOut)
def overview() -> Any:
    """志愿填报：条款、各批次的填报时间和已保存的志愿"""
    with reading() as conn:
        return candidate.overview(conn, myself(conn), now=season_now(own_intake()))


@blueprint.route("/terms", methods=["POST"])
@permits(Role.CANDIDATE)
@blueprint.response(200, TermsOut)
def accept_terms() -> Any:
    """已知晓并同意填报条款和声明"""
    with writing(intake=own_intake()) as tx:
        return candidate.accept_terms(tx, myself(tx.conn))
