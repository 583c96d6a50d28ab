"""Which account somebody means by what they typed."""

from typing import Any

from sqlalchemy import Connection, Row

from services.registration.domain.sessions import IntakeNeeded, LoginKind, kind_of_login
from services.registration.store import accounts, box_of, staff
from services.registration.usecases import attempts
from shared.db import Seal


def find_account(conn: Connection, seal: Seal, login: str, *, intake: str | None) -> tuple[Row[Any] | None, str]:
    """The account of a login, and how tries at it are counted, whether or not there is one."""
    kind, plain = kind_of_login(login)
    found: list[Row[Any]] = []
    if kind is LoginKind.EMAIL:
        row = staff.by_email(conn, box_of(seal).blind_index("staff.email", plain))
        found = [row] if row is not None and row.ended_at is None else []
    elif kind is LoginKind.ID_NUMBER:
        found = list(accounts.by_person(conn, box_of(seal).blind_index("person", plain)))
    else:
        found = list(accounts.by_number(conn, plain))
    if intake and kind is not LoginKind.EMAIL:
        found = [row for row in found if row.intake == intake]
    if len(found) > 1:
        raise IntakeNeeded(field="intake")
    return (found[0], found[0].id) if found else (None, attempts.typed(seal, plain))
