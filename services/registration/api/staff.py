"""Staff over HTTP, as officers see them."""

from typing import Any

from marshmallow import fields

from services.registration.usecases.staff import end_staff, staff_page
from shared.security.access import Role
from shared.web.access import permits, principal
from shared.web.blueprint import JsonBlueprint
from shared.web.door import reading, writing
from shared.web.lists import page_of, read_cursor
from shared.web.parts import parts
from shared.web.schemas import Instant, ListQuery, Schema, page_schema

blueprint = JsonBlueprint("staff", __name__, url_prefix="/staff", description="工作人员")


class StaffOut(Schema):
    """One member of staff."""

    account = fields.String()
    role = fields.String()
    scope = fields.String(allow_none=True)
    name = fields.String()
    email = fields.String()
    opened_at = Instant()
    ended_at = Instant(allow_none=True)


@blueprint.route("", methods=["GET"])
@permits(Role.OFFICER)
@blueprint.arguments(ListQuery, location="query")
@blueprint.response(200, page_schema(StaffOut))
def staff(query: dict[str, Any]) -> Any:
    """全部工作人员账号，含已停用的"""
    after = (read_cursor(query, "staff") or [""])[0]
    with reading() as conn:
        rows = staff_page(conn, parts().database.box, after=after, most=query["limit"] + 1)
    return page_of(rows, query, name="staff", key=lambda row: [row["account"]])


@blueprint.route("/<account>", methods=["DELETE"])
@permits(Role.OFFICER)
@blueprint.response(204)
def end(account: str) -> None:
    """停用一个账号，其所有登录立即失效"""
    with writing() as tx:
        end_staff(tx, account, by=principal().subject)
