"""Revocations over HTTP: an officer's order takes an eligibility back, and another gives it back."""

from typing import Any

from marshmallow import fields, validate

from services.review.api.decision import LONGEST_REASON, DecisionOut
from services.review.store.case import Case
from services.review.usecases.revocation import intake_of, reinstate, revoke
from shared.security.access import Role
from shared.web.access import permits
from shared.web.blueprint import JsonBlueprint
from shared.web.door import reading, writing
from shared.web.parts import parts
from shared.web.schemas import Schema
from shared.web.versions import tag

blueprint = JsonBlueprint("revocations", __name__, url_prefix="/cases", description="资格审查：取消资格")


ORDER = validate.And(validate.Length(1, 100), validate.Regexp(r".*\S"))


class RevocationIn(Schema):
    """By which order, and why: the candidate reads the reason."""

    order = fields.String(required=True, validate=ORDER)
    reason = fields.String(
        required=True, validate=validate.And(validate.Length(1, LONGEST_REASON), validate.Regexp(r"(?s).*\S"))
    )


class ReinstatementIn(Schema):
    """By which order."""

    order = fields.String(required=True, validate=ORDER)


@blueprint.route("/<account>/revocation", methods=["POST"])
@permits(Role.OFFICER)
@blueprint.arguments(RevocationIn)
@blueprint.response(201, DecisionOut)
def revoke_eligibility(given: dict[str, Any], account: str) -> Any:
    """凭文号取消已生效的报考资格"""
    with writing(intake=_intake(account)) as tx:
        case = revoke(tx, account, order=given["order"].strip(), reason=given["reason"].strip())
    return _shown(case)


@blueprint.route("/<account>/reinstatement", methods=["POST"])
@permits(Role.OFFICER)
@blueprint.arguments(ReinstatementIn)
@blueprint.response(201, DecisionOut)
def reinstate_eligibility(given: dict[str, Any], account: str) -> Any:
    """凭文号恢复被取消的报考资格"""
    with writing(intake=_intake(account)) as tx:
        case = reinstate(tx, account, order=given["order"].strip())
    return _shown(case)


def _intake(account: str) -> str:
    with reading() as conn:
        return intake_of(conn, parts().database.box, account)


def _shown(case: Case) -> dict[str, Any]:
    tag(case.version)
    return {"account": case.account, "status": case.standing, "stage": case.stage, "revision": case.dossier.revision,
            "version": case.version}
