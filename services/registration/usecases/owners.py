"""What a candidate sees of their own account."""

from typing import Any

from sqlalchemy import Connection

from services.registration.store import accounts as store
from services.registration.store import box_of, records
from services.registration.usecases.dossiers import grades_of
from shared.db import Seal
from shared.kernel import NotFound, masked_id, masked_phone


def own_account(conn: Connection, seal: Seal, account: str) -> dict[str, Any]:
    """What a candidate sees of their own account: numbers masked. Raises NotFound."""
    row = store.candidate(conn, account)
    if row is None:
        raise NotFound(field="account")
    opened = box_of(seal).open_row("candidates", account, {"id_number": row.id_number, "phone": row.phone})
    return {
        "account": account, "candidate_number": row.number, "source_college": row.source_college,
        "name": seal.open(row.name, table="accounts", column="name", row=account).decode(),
        "id_number": masked_id(opened["id_number"] or ""), "phone": masked_phone(opened["phone"] or ""),
        "opened_at": row.opened_at,
    }


def own_basics(conn: Connection, seal: Seal, account: str) -> dict[str, Any]:
    """The same with the student record as the college imported it, and its grades where it stated them. Raises
    NotFound."""
    row = store.candidate(conn, account)
    if row is None:
        raise NotFound(field="account")
    record = records.look(conn, row.record)
    student_number = box_of(seal).open_text(
        record.student_number, table="student_records", column="student_number", row=record.id)
    return {
        **own_account(conn, seal, account), "student_number": student_number, "sex": record.sex,
        "major_code": record.major_code, "major_name": record.major_name, "entered": record.entered,
        "graduates_on": record.graduates_on, "exam_class": record.exam_class, "blocked": record.blocked,
        "imported_at": record.imported_at, "graded": grades_of(conn, seal, record.id),
    }
