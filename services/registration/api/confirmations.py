"""A source college's own candidates and their registrations over HTTP."""

from typing import Any

from marshmallow import fields, validate

from services.registration.domain.applications import Status
from services.registration.usecases.calendars import calendars_of
from services.registration.usecases.confirmations import Asked, applications_page, intake_of_own, settle_confirmation
from shared.security.access import Role
from shared.service import Service
from shared.web.access import OWN, permits, principal
from shared.web.blueprint import JsonBlueprint
from shared.web.door import reading, writing
from shared.web.lists import page_of, read_cursor
from shared.web.parts import adapter, parts
from shared.web.schemas import Instant, ListQuery, Schema, page_schema

blueprint = JsonBlueprint("confirmations", __name__, url_prefix="/applications", description="本校考生报名与院校确认")


class ApplicationsQuery(ListQuery):
    """``status``: only these."""

    status = fields.String(load_default=None, validate=validate.OneOf([str(status) for status in Status]))


class OwnApplicationOut(Schema):
    """One candidate of the college; their claim is review's."""

    account = fields.String()
    candidate_number = fields.String()
    name = fields.String()
    id_number = fields.String()
    student_number = fields.String()
    category = fields.String()
    status = fields.String()
    revision = fields.Integer()
    submitted_at = Instant(allow_none=True)
    confirmed = fields.Boolean(allow_none=True)
    settled_at = Instant(allow_none=True)


class RegistrationConfirmationIn(Schema):
    """``true`` confirms; ``false`` takes it back, or says that the college does not."""

    confirmed = fields.Boolean(required=True, truthy={True}, falsy={False})


class RegistrationConfirmationOut(Schema):
    """What stands now."""

    account = fields.String()
    confirmed = fields.Boolean()
    revision = fields.Integer(metadata={"description": "确认时报名提交的次数"})
    settled_at = Instant()


@blueprint.route("", methods=["GET"])
@permits(Role.SOURCE_COLLEGE, scope=OWN)
@blueprint.arguments(ApplicationsQuery, location="query")
@blueprint.response(200, page_schema(OwnApplicationOut))
def own(query: dict[str, Any]) -> Any:
    """本校考生的报名；证件号码只显示部分"""
    after = (read_cursor(query, "applications") or [""])[0]
    asked = Asked(college=principal().scope or "", status=query["status"], after=after, most=query["limit"] + 1)
    with reading() as conn:
        rows = applications_page(conn, parts().database.box, asked)
    return page_of(rows, query, name="applications", key=lambda row: [row["account"]])


@blueprint.route("/<account>/confirmation", methods=["POST"])
@permits(Role.SOURCE_COLLEGE, scope=OWN)
@blueprint.arguments(RegistrationConfirmationIn)
@blueprint.response(200, RegistrationConfirmationOut)
def confirm(body: dict[str, Any], account: str) -> Any:
    """确认考生的报名，或撤销确认"""
    college = principal().scope or ""
    with reading() as conn:
        intake = intake_of_own(conn, college, account)
    calendars = calendars_of(adapter(Service).season, intake)
    with writing(intake=intake) as tx:
        return settle_confirmation(tx, calendars, account, college=college, confirmed=body["confirmed"])
