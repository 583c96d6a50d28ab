"""Where each student of a list belongs: new, changed, the same; or why the list cannot be written."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import Row

from services.registration.domain.cells import Fault
from services.registration.domain.students import ID_NUMBER, NAME, STUDENT_NUMBER, Student, fault_at
from services.registration.store import accounts, box_of
from services.registration.store import records as store
from shared import codec
from shared.db import Tx
from shared.kernel import new_id

SEALED = ("name", "id_number", "student_number")


class Plan:
    """What writing a list would do: rows to add, to change, the same; and what forbids it."""

    def __init__(self, tx: Tx, *, intake: str, college: str) -> None:
        self.new: list[dict[str, Any]] = []
        self.changed: list[dict[str, Any]] = []
        self.same = 0
        self.faults: list[Fault] = []
        self._tx = tx
        self._intake, self._college = intake, college
        self._box = box_of(tx.box)
        store.hold_of_college(tx.conn, intake=intake, college=college)  # first: who has an account is asked below
        there = store.of_intake(tx.conn, intake)
        own = [row for row in there if row.source_college == college]
        self._by_person = {row.person: row for row in there}
        self._by_student = {row.student_index: row for row in own}
        self._with_account = accounts.persons_with_account(tx.conn, intake)

    def place(self, row: int, student: Student) -> None:
        """Sort one student in."""
        person = self._box.blind_index("person", student.id_number)
        index = self._box.blind_index("student_number", f"{self._college} {student.student_number}")
        digest = self._box.keyed_digest("student_records.row", codec.canonical(_plain(student)))
        known = self._by_person.get(person)
        if fault := self._forbidden(row, student, known, index):
            self.faults.append(fault)
        elif known is None:
            self.new.append(self._sealed(new_id(), student, person, index, digest))
        elif known.digest == digest:
            self.same += 1
        else:
            self.changed.append(self._sealed(known.id, student, person, index, digest))

    def _forbidden(self, row: int, student: Student, known: Row[Any] | None, index: bytes) -> Fault | None:
        if known is not None and known.source_college != self._college:
            return fault_at(row, ID_NUMBER, "该证件号码已由其他生源院校导入，请核实。")
        holder = self._by_student.get(index)
        if holder is not None and (known is None or holder.id != known.id):
            return fault_at(row, STUDENT_NUMBER, "该学号已用于贵校另一名学生，请核实。")
        if known is not None and known.person in self._with_account:
            name = self._box.open_text(known.name, table="student_records", column="name", row=known.id)
            if name != student.name:
                return fault_at(row, NAME, "该考生已开通账号，姓名不能再通过导入更改。")
        return None

    def _sealed(self, record: str, student: Student, person: bytes, index: bytes, digest: bytes) -> dict[str, Any]:
        personal = {column: getattr(student, column) for column in SEALED}
        return {
            "id": record, "intake": self._intake, "source_college": self._college,
            "person": person, "student_index": index, "digest": digest, "sex": student.sex,
            "major_code": student.major_code, "major_name": student.major_name, "entered": student.entered,
            "graduates_on": student.graduates_on, "blocked": student.blocked, "exam_class": student.exam_class,
            "imported_at": self._tx.now, "recorded_at": self._tx.wall,
            **self._box.seal_row("student_records", record, personal),
        }


def _plain(student: Student) -> dict[str, Any]:
    return {**asdict(student), "graduates_on": student.graduates_on.isoformat()}
