"""Student records over HTTP, as their college sees them."""

from typing import Any

from marshmallow import fields

from services.registration.usecases.records import records_page
from shared.security.access import Role
from shared.web.access import OWN, permits, principal
from shared.web.blueprint import JsonBlueprint
from shared.web.door import reading
from shared.web.lists import page_of, read_cursor
from shared.web.parts import parts
from shared.web.schemas import Instant, ListQuery, Schema, page_schema

blueprint = JsonBlueprint("records", __name__, url_prefix="/student-records", description="已导入的学籍信息")


class RecordOut(Schema):
    """One student."""

    id = fields.String()
    intake = fields.String()
    name = fields.String()
    id_number = fields.String()
    student_number = fields.String()
    sex = fields.String()
    major_code = fields.String()
    major_name = fields.String()
    entered = fields.String()
    graduates_on = fields.Date()
    blocked = fields.Boolean()
    exam_class = fields.String()
    imported_at = Instant()


@blueprint.route("", methods=["GET"])
@permits(Role.SOURCE_COLLEGE, scope=OWN)
@blueprint.arguments(ListQuery, location="query")
@blueprint.response(200, page_schema(RecordOut))
def records(query: dict[str, Any]) -> Any:
    """本校学生；证件号码只显示部分"""
    after = (read_cursor(query, "records") or [""])[0]
    with reading() as conn:
        rows = records_page(
            conn, parts().database.box, college=principal().scope or "", after=after, most=query["limit"] + 1
        )
    return page_of(rows, query, name="records", key=lambda row: [row["id"]])
