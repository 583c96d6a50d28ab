"""Student records as their college sees them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from services.registration.store import box_of
from services.registration.store import records as store
from shared.db import Seal
from shared.kernel import masked_id


def records_page(conn: Connection, seal: Seal, *, college: str, after: str, most: int) -> Sequence[dict[str, Any]]:
    """A college's students; ID numbers masked: the college has its own list."""
    found = []
    for row in store.page(conn, college=college, after=after, most=most):
        personal = {"name": row.name, "id_number": row.id_number, "student_number": row.student_number}
        opened = box_of(seal).open_row("student_records", row.id, personal)
        found.append({
            "id": row.id, "intake": row.intake, "name": opened["name"],
            "id_number": masked_id(opened["id_number"] or ""),
            "student_number": opened["student_number"], "sex": row.sex, "major_code": row.major_code,
            "major_name": row.major_name, "entered": row.entered, "graduates_on": row.graduates_on,
            "blocked": row.blocked, "exam_class": row.exam_class, "imported_at": row.imported_at,
        })
    return found
