"""Cases over HTTP, for those who review them: the queue, and one case whole."""

from datetime import datetime
from typing import Any

from marshmallow import fields, validate

from services.review.domain.case import Standing
from services.review.store.queue import Asked
from services.review.usecases.case import Open, decided_now, list_cases, open_case, reviewer_of
from shared.security.access import Role
from shared.service import Service
from shared.web.access import OWN, permits, principal
from shared.web.blueprint import JsonBlueprint
from shared.web.door import reading
from shared.web.lists import page_of, read_cursor
from shared.web.parts import adapter, parts
from shared.web.schemas import Instant, ListQuery, Schema, page_schema
from shared.web.versions import tag

blueprint = JsonBlueprint("cases", __name__, url_prefix="/cases", description="资格审查：申报")


class CaseQuery(ListQuery):
    """Of one standing, or with one stage due."""

    status = fields.String(load_default=None, validate=validate.OneOf([str(each) for each in Standing]))
    stage = fields.String(load_default=None)


class ListedOut(Schema):
    """One case of the queue."""

    account = fields.String()
    season = fields.String()
    candidate_number = fields.String()
    name = fields.String()
    source_college = fields.String()
    category = fields.String()
    revision = fields.Integer()
    submitted_at = Instant()
    status = fields.String(attribute="standing", metadata={"description": "、".join(Standing)})
    stage = fields.String(allow_none=True, metadata={"description": "当前环节"})


class PaperOut(Schema):
    """One piece of evidence; its content is at ``…/evidence/<digest>``."""

    kind = fields.String()
    digest = fields.String()
    media = fields.String()
    size = fields.Integer()


class MarksOut(Schema):
    """Grades as the source college stated them."""

    average = fields.String()
    rank = fields.Integer()
    among = fields.Integer()
    failed = fields.Integer()


class HonourOut(Schema):
    """What was said of one honour."""

    code = fields.String()
    confirmed = fields.Boolean()
    reason = fields.String(allow_none=True)


class DecidedOut(Schema):
    """What a stage said."""

    revision = fields.Integer()
    stage = fields.String()
    decision = fields.String()
    reason = fields.String(allow_none=True)
    honours = fields.List(fields.Nested(HonourOut))
    decided_at = Instant()


class StageOut(Schema):
    """One stage of the chain; ``said`` once it was decided for the newest revision."""

    id = fields.String()
    title = fields.String()
    by = fields.String()
    owner = fields.String()
    said = fields.Nested(DecidedOut, allow_none=True)


class RevocationOut(Schema):
    """By which order an eligibility was taken back."""

    order = fields.String()
    reason = fields.String()
    at = Instant()


class CaseOut(Schema):
    """One case whole."""

    account = fields.String()
    intake = fields.String()
    season = fields.String()
    status = fields.String()
    stage = fields.String(allow_none=True)
    version = fields.Integer()
    revision = fields.Integer()
    submitted_at = Instant()
    until = Instant(allow_none=True, metadata={"description": "退回补正的截止时间"})
    confirmed = fields.Boolean(allow_none=True, metadata={"description": "生源院校是否已确认报名"})
    candidate_number = fields.String()
    name = fields.String()
    id_number = fields.String()
    sex = fields.String()
    source_college = fields.String()
    major_code = fields.String()
    major_name = fields.String()
    entered = fields.String()
    graduates_on = fields.Date()
    category = fields.String()
    claim = fields.Dict()
    papers = fields.List(fields.Nested(PaperOut))
    marks = fields.Nested(MarksOut, allow_none=True)
    conduct = fields.String(allow_none=True)
    chain = fields.List(fields.Nested(StageOut))
    earlier = fields.List(fields.Nested(DecidedOut), metadata={"description": "对以前各次提交的决定"})
    honours = fields.List(fields.String(), metadata={"description": "已认定的荣誉"})
    tier = fields.String(allow_none=True)
    revocation = fields.Nested(RevocationOut, allow_none=True)


@blueprint.route("", methods=["GET"])
@permits(Role.SOURCE_COLLEGE, Role.REVIEWER, scope=OWN)
@blueprint.arguments(CaseQuery, location="query")
@blueprint.response(200, page_schema(ListedOut))
def cases(query: dict[str, Any]) -> Any:
    """本校或本单位的申报，先提交的在前"""
    cursor = read_cursor(query, "cases")
    after = None if cursor is None else (datetime.fromisoformat(cursor[0]), cursor[1])
    asked = Asked(most=query["limit"] + 1, after=after, standing=query["status"], stage=query["stage"])
    with reading() as conn:
        rows = list_cases(conn, parts().database.box, reviewer_of(principal()), adapter(Service).season, asked)
    return page_of(rows, query, name="cases", key=lambda row: [row.submitted_at.isoformat(), row.account])


@blueprint.route("/<account>", methods=["GET"])
@permits(Role.SOURCE_COLLEGE, Role.REVIEWER, scope=OWN)
@blueprint.response(200, CaseOut)
def case(account: str) -> Any:
    """一份申报：材料、审查环节、各次决定；ETag用于作出决定"""
    with reading() as conn:
        found = open_case(conn, parts().database.box, account, reviewer_of(principal()), adapter(Service).season)
    tag(found.case.version)
    return shown(found)


def shown(found: Open) -> dict[str, Any]:
    """A case as its reviewer sees it."""
    held, dossier, decided = found.case, found.case.dossier, decided_now(found)
    return {
        **{name: getattr(dossier, name) for name in dossier.__dataclass_fields__},
        "status": held.standing, "stage": held.stage, "until": held.until, "confirmed": found.registered.confirmed,
        "honours": held.honours, "tier": held.tier, "version": held.version,
        "chain": [
            {"id": stage.id, "title": stage.title, "by": stage.by, "owner": stage.owner, "said": decided.get(stage.id)}
            for stage in found.chain
        ],
        "earlier": [each for each in found.decided if each.revision != dossier.revision],
        "revocation": held.revocation,
    }
