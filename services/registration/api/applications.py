"""A candidate's own application over HTTP."""

import json
from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, pre_load, validate

from services.registration.api.overviews import ApplicationOut
from services.registration.usecases import applications
from services.registration.usecases.applications import Written
from services.registration.usecases.calendars import Calendar, calendars_of
from services.registration.usecases.overviews import own_application
from shared.kernel import is_storable
from shared.security.access import Role
from shared.service import Service
from shared.web.access import OWN, permits, principal
from shared.web.blueprint import JsonBlueprint
from shared.web.door import reading, writing
from shared.web.parts import adapter, parts
from shared.web.schemas import UNSTORABLE, Schema
from shared.web.versions import tag, want_version

blueprint = JsonBlueprint("application", __name__, url_prefix="/application", description="本人报名")


class ApplicationIn(Schema):
    """The category, and what its claim asks for: values by field id."""

    category = fields.String(required=True, validate=validate.Length(1, 40))
    claim = fields.Dict(keys=fields.String(validate=validate.Length(1, 40)), load_default=dict,
                        validate=validate.Length(max=40))

    @pre_load
    def hold_only_text_in_the_claim(self, data: Any, **kwargs: Any) -> Any:
        """No schema looks at each field of a claim: they are the season's, and the answer names what it refuses."""
        claim = data.get("claim") if isinstance(data, Mapping) else None
        if not is_storable(json.dumps(claim, ensure_ascii=False)):
            raise ValidationError({"claim": [UNSTORABLE]})
        return data


@blueprint.route("", methods=["GET"])
@permits(Role.CANDIDATE, scope=OWN)
@blueprint.response(200, ApplicationOut)
def look() -> Any:
    """查看本人报名；尚未填写时为404"""
    calendars = own_calendars()
    with reading() as conn:
        found = own_application(conn, parts().database.box, calendars, principal().subject)
    tag(found["version"])
    return found


@blueprint.route("", methods=["PUT"])
@permits(Role.CANDIDATE)
@blueprint.arguments(ApplicationIn)
@blueprint.response(200, ApplicationOut)
def save(body: dict[str, Any]) -> Any:
    """保存报名内容，可不完整；首次保存之后须带If-Match"""
    calendars, account = own_calendars(), principal().subject
    with writing(intake=own_intake()) as tx:
        written = Written(body["category"], body["claim"])
        applications.save_application(tx, calendars, account, written, seen=want_version)
        found = own_application(tx.conn, tx.box, calendars, account)
    tag(found["version"])
    return found


@blueprint.route("/submission", methods=["POST"])
@permits(Role.CANDIDATE)
@blueprint.response(201, ApplicationOut)
def submit() -> Any:
    """提交报名，或在被退回后补正提交"""
    calendars, account = own_calendars(), principal().subject
    with writing(intake=own_intake()) as tx:
        applications.submit_application(tx, calendars, account)
        found = own_application(tx.conn, tx.box, calendars, account)
    tag(found["version"])
    return found


@blueprint.route("/withdrawal", methods=["POST"])
@permits(Role.CANDIDATE)
@blueprint.response(201, ApplicationOut)
def withdraw() -> Any:
    """撤回报名，不可恢复"""
    calendars, account = own_calendars(), principal().subject
    with writing(intake=own_intake()) as tx:
        applications.withdraw_application(tx, calendars, account)
        found = own_application(tx.conn, tx.box, calendars, account)
    tag(found["version"])
    return found


def own_intake() -> str:
    """The intake that the candidate's token is for."""
    return principal().intake or ""


def own_calendars() -> list[Calendar]:
    """Its seasons and their orders: read before any transaction."""
    return calendars_of(adapter(Service).season, own_intake())
