"""The samples' candidate in registration, with an application that was handed in once: rows, not doors, for its id."""

from datetime import date

from sqlalchemy import insert

from services.registration.store.accounts import ACCOUNTS, CANDIDATES
from services.registration.store.applications import APPLICATIONS
from services.registration.store.records import STUDENT_RECORDS
from shared.testing.house import Home
from shared.testing.seasons import CODE, INTAKE


def handed_in(home: Home, account: str) -> None:
    """Nothing happens where registration is not."""
    service = home.services.get("registration")
    if service is None:
        return
    with service.db.begin(actor="test") as tx:
        recorded = {"intake": INTAKE, "recorded_at": tx.wall}
        sealed = {"name": b"sealed", "id_number": b"sealed"}
        tx.conn.execute(insert(STUDENT_RECORDS), {
            "id": account, **recorded, **sealed, "source_college": "90001", "person": b"p" * 16,
            "student_index": b"s" * 16, "student_number": b"sealed", "sex": "男", "major_code": "510203",
            "major_name": "软件技术", "entered": "2027-09", "graduates_on": date(2030, 6, 30), "blocked": False,
            "exam_class": "普通", "digest": b"d" * 32, "imported_at": tx.wall,
        })
        tx.conn.execute(insert(ACCOUNTS), {
            "id": account, **recorded, "role": "candidate", "password": "none", "password_at": tx.wall,
            "name": b"sealed", "opened_at": tx.wall,
        })
        tx.conn.execute(insert(CANDIDATES), {
            "account": account, "intake": INTAKE, "number": "30500000000001", "person": b"p" * 16,
            "phone_index": b"t" * 16, "id_number": b"sealed", "phone": b"sealed", "source_college": "90001",
            "record": account,
        })
        tx.conn.execute(insert(APPLICATIONS), {
            "account": account, **recorded, "season": CODE, "category": "VETERAN", "status": "submitted",
            "claim": b"sealed", "revision": 1, "version": 1, "submitted_at": tx.wall, "saved_at": tx.wall,
        })
