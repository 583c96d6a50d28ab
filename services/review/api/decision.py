"""Decisions over HTTP: one stage of one revision, with reasons."""

from typing import Any

from marshmallow import fields, validate

from services.review.domain.case import Decision
from services.review.domain.decision import HonourDecision, Ruling
from services.review.usecases.case import reviewer_of
from services.review.usecases.decision import Sitting, decide, intake_of
from shared.security.access import Role
from shared.service import Service
from shared.web.access import OWN, permits, principal
from shared.web.blueprint import JsonBlueprint
from shared.web.door import reading, writing
from shared.web.parts import adapter, parts
from shared.web.schemas import Schema
from shared.web.versions import tag, want_version, wants_match

blueprint = JsonBlueprint("decisions", __name__, url_prefix="/cases", description="资格审查：决定")
LONGEST_REASON = 500


class HonourIn(Schema):
    """Whether one claimed honour is confirmed; if not, why."""

    code = fields.String(required=True)
    confirmed = fields.Boolean(required=True)
    reason = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=LONGEST_REASON))


class DecisionIn(Schema):
    """What a stage says of the revision that was looked at."""

    stage = fields.String(required=True)
    revision = fields.Integer(required=True, strict=True)
    decision = fields.String(required=True, validate=validate.OneOf([str(each) for each in Decision]))
    reason = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=LONGEST_REASON))
    honours = fields.List(fields.Nested(HonourIn), load_default=list, validate=validate.Length(max=50))


class DecisionOut(Schema):
    """Where the case stands after it."""

    account = fields.String()
    status = fields.String()
    stage = fields.String(allow_none=True, metadata={"description": "下一环节"})
    revision = fields.Integer()
    version = fields.Integer()


@blueprint.route("/<account>/decisions", methods=["POST"])
@permits(Role.SOURCE_COLLEGE, Role.REVIEWER, scope=OWN)
@wants_match
@blueprint.arguments(DecisionIn)
@blueprint.response(201, DecisionOut)
def decide_stage(given: dict[str, Any], account: str) -> Any:
    """对当前环节作出决定：通过、不通过、退回补正；须带If-Match"""
    sitting = Sitting(reviewer=reviewer_of(principal()), seasons=adapter(Service).season, seen=want_version,
                      name=principal().name)
    with reading() as conn:
        intake = intake_of(conn, parts().database.box, account, sitting)
    with writing(intake=intake) as tx:
        case = decide(tx, account, _ruling(given), sitting)
    tag(case.version)
    return {"account": account, "status": case.standing, "stage": case.stage, "revision": case.dossier.revision,
            "version": case.version}


def _ruling(given: dict[str, Any]) -> Ruling:
    return Ruling(
        stage=given["stage"], revision=given["revision"], decision=Decision(given["decision"]),
        reason=_words(given["reason"]),
        honours=tuple(
            HonourDecision(code=each["code"], confirmed=each["confirmed"], reason=_words(each["reason"]))
            for each in given["honours"]
        ),
    )


def _words(text: str | None) -> str | None:
    return (text or "").strip() or None
