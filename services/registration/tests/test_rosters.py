"""Lists of students: what is taken, what is refused and where it says so."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from services.registration.domain.students import COLUMNS
from services.registration.tests.front import API, COLLEGE, Front, problem
from services.registration.tests.people import EVERYBODY, LI, ZHANG, as_csv, as_xlsx, changed, id_number, lines, renamed
from shared.testing.house import Caller
from shared.testing.seasons import sample

MIB = 1024 * 1024
WRONG_CHECK = ZHANG.id_number[:17] + ("0" if ZHANG.id_number[17] != "0" else "1")


def records(front: Front, by: Caller | None = None) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = front.get("/student-records", by=by or front.college).json["items"]
    return items


def faults(report: Any) -> list[tuple[str, str]]:
    """(cell, message) of each."""
    return [(each["cell"], each["message"]) for each in report["errors"]]


class TestTaken:
    @pytest.mark.parametrize("made", [
        as_xlsx, as_csv, lambda rows: as_csv(rows, encoding="utf-8"), lambda rows: as_csv(rows, encoding="gb18030"),
    ], ids=["xlsx", "csv with a mark", "csv", "csv of Windows"])
    def test_every_kind_of_file(self, front: Front, made: Callable[..., bytes]) -> None:
        report = front.report(made(lines()))
        assert (report["rows"], report["new"], report["errors"], report["imported"]) == (4, 4, [], True)
        assert {row["name"] for row in records(front)} == {student.name for student in EVERYBODY}

    def test_the_college_sees_its_numbers_masked(self, front: Front) -> None:
        front.import_students()
        seen = front.get("/student-records", by=front.college)
        assert ZHANG.id_number not in seen.text
        assert seen.json["items"][0]["id_number"].startswith("500*")

    def test_a_dry_run_writes_nothing(self, front: Front) -> None:
        report = front.report(as_xlsx(lines()), dry_run=True)
        assert (report["new"], report["imported"]) == (4, False)
        assert records(front) == []

    def test_without_a_word_it_is_a_dry_run(self, front: Front) -> None:
        front.college.post(f"{API}/rosters", data={"file": (io.BytesIO(as_xlsx(lines())), "a.xlsx")})
        front.home.settle()
        assert records(front) == []

    def test_the_same_list_again_changes_nothing(self, front: Front) -> None:
        front.import_students()
        before = records(front)
        again = front.report(as_xlsx(lines()))
        assert (again["new"], again["changed"], again["same"]) == (0, 0, 4)
        assert records(front) == before

    def test_a_corrected_list_changes_what_differs(self, front: Front) -> None:
        front.import_students()
        report = front.report(as_csv(changed(lines(), 3, "专业名称", "云计算技术应用")))
        assert (report["new"], report["changed"], report["same"]) == (0, 1, 3)
        assert [row["major_name"] for row in records(front) if row["name"] == LI.name] == ["云计算技术应用"]

    def test_the_same_key_is_one_job(self, front: Front) -> None:
        posted = [
            front.college.post(f"{API}/rosters?dry_run=false", headers={"Idempotency-Key": "roster-2030-01"},
                               data={"file": (io.BytesIO(as_csv(lines())), "a.csv")})
            for _ in range(2)
        ]
        assert [answer.status_code for answer in posted] == [202, 202]
        assert posted[0].json == posted[1].json

    def test_an_empty_line_is_no_student(self, front: Front) -> None:
        report = front.report(as_csv([*lines()[:1], [""] * len(COLUMNS), *lines()[1:]]))
        assert (report["rows"], report["errors"]) == (4, [])

    def test_the_template_is_taken_as_it_is(self, front: Front) -> None:
        template = front.college.get(f"{API}/rosters/template").data
        assert faults(front.report(template)) == [("A2", "名单中没有学生。")]


class TestRefusedByCell:
    @pytest.mark.parametrize(("row", "column", "value", "cell", "said"), [
        (2, "证件号码", int(ZHANG.id_number[:17] + "0"), "B2", "须为文本格式"),
        (2, "证件号码", "5.00101200203E+17", "B2", "科学计数"),
        (3, "证件号码", WRONG_CHECK, "B3", "校验位不正确"),
        (3, "证件号码", "500101200213401234", "B3", "出生日期不存在"),
        (3, "证件号码", "500101020304101", "B3", "15位旧证件号码"),
        (3, "证件号码", "", "B3", "必填"),
        (4, "学号", 2027000003, "D4", "须为文本格式"),
        (4, "学号", "=1+1", "D4", "公式"),
        (4, "姓名", "@SUM(A1)", "A4", "公式"),
        (4, "姓名", "John", "A4", "姓名须为"),
        (4, "性别", "男", "C4", "性别与证件号码不一致"),
        (4, "性别", "女性", "C4", "性别须为"),
        (5, "预计毕业日期", "2031-06-30", "H5", "晚于2030年"),
        (5, "预计毕业日期", "去年", "H5", "须写作"),
        (5, "入学年月", "2030-07", "H5", "早于入学年月"),
        (5, "限报", "也许", "I5", "限报须为"),
        (5, "考试类别", "类" * 21, "J5", "最多20个字符"),
    ])
    def test_the_cell_is_named(
        self, front: Front, row: int, column: str, value: Any, cell: str, said: str
    ) -> None:
        report = front.report(as_xlsx(changed(lines(), row, column, value)))
        assert [(found, said in message) for found, message in faults(report)] == [(cell, True)], report["errors"]
        assert report["imported"] is False
        assert records(front) == []

    def test_a_formula_is_refused_though_its_value_looks_right(self, front: Front) -> None:
        report = front.report(as_xlsx(changed(lines(), 3, "姓名", '="李娜"')))
        assert faults(report)[0][0] == "A3"
        assert "公式" in faults(report)[0][1]

    def test_somebody_twice_in_a_list(self, front: Front) -> None:
        report = front.report(as_csv([*lines(), LI.cells]))
        assert faults(report) == [("B6", "证件号码与第3行重复。"), ("D6", "学号与第3行重复。")]
        assert records(front) == []

    def test_every_fault_is_reported_at_once(self, front: Front) -> None:
        rows = changed(changed(lines(), 2, "证件号码", WRONG_CHECK), 5, "姓名", "")
        assert [cell for cell, _ in faults(front.report(as_csv(rows)))] == ["B2", "A5"]

    @pytest.mark.parametrize(("header", "said"), [
        (COLUMNS[1:], "缺少“姓名”"), ((*COLUMNS, "备注"), "多出“备注”"), (COLUMNS[::-1], "列的顺序"),
        (("a", "b"), "缺少"),
    ])
    def test_another_header(self, front: Front, header: tuple[str, ...], said: str) -> None:
        report = front.report(as_csv([], header=header))
        assert [(cell, said in message) for cell, message in faults(report)] == [("A1", True)]

    def test_a_student_number_of_another_student(self, front: Front) -> None:
        front.import_students()
        other = renamed(LI, "周敏").cells
        other[1] = id_number(606)
        assert faults(front.report(as_csv([other]))) == [("D2", "该学号已用于贵校另一名学生，请核实。")]

    def test_a_name_is_not_changed_once_there_is_an_account(self, opened: Front) -> None:
        opened.candidate(ZHANG)
        opened.go_to_import()
        report = opened.report(as_csv([renamed(ZHANG, "张维").cells, renamed(LI, "李娜娜").cells]))
        assert [cell for cell, _ in faults(report)] == ["A2"]


class TestRefusedWhole:
    def test_forty_megabytes_are_refused_before_they_are_read(self, front: Front) -> None:
        unread = Unread(40 * MIB)
        answer = front.college.post(
            f"{API}/rosters", input_stream=unread, content_type="multipart/form-data; boundary=x",
        )
        assert problem(answer) == (413, "too_large")
        assert unread.was_read == 0

    def test_a_bomb_is_not_unpacked(self, front: Front) -> None:
        assert self.said(front, bomb()) == "文件解压后过大，请只保留名单。"

    def test_a_workbook_of_the_old_kind(self, front: Front) -> None:
        assert "另存为.xlsx" in self.said(front, bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600))

    @pytest.mark.parametrize("content", [
        b"PK\x03\x04 but no archive", as_xlsx(lines())[:2000], b"\x89PNG\r\n\x1a\n\0\0\0\r", b"\xff\xfe\x00\x00",
        b'a,"b\nc',
    ])
    def test_what_is_no_list(self, front: Front, content: bytes) -> None:
        assert self.said(front, content)
        assert records(front) == []

    def test_an_archive_of_something_else(self, front: Front) -> None:
        assert "不是有效的Excel工作簿" in self.said(front, zipped({"word/document.xml": b"<x/>"}))

    def test_too_many_lines(self, front: Front) -> None:
        assert "表格过大" in self.said(front, as_csv([["a"]] * 20_001))

    def test_no_file(self, front: Front) -> None:
        answer: Any = front.college.post(f"{API}/rosters", data={}, content_type="multipart/form-data")
        assert problem(answer) == (422, "invalid_input")
        assert [error["field"] for error in answer.json["errors"]] == ["file"]

    def test_a_list_as_json(self, front: Front) -> None:
        assert problem(front.post("/rosters", [], by=front.college))[0] == 415

    def said(self, front: Front, content: bytes) -> str:
        """What the college is told of a file that cannot be read."""
        report = front.report(content)
        assert (report["rows"], report["imported"], len(report["errors"])) == (0, False, 1)
        return str(report["errors"][0]["message"])


class TestWhoseAndWhen:
    def test_after_the_import_has_closed(self, front: Front) -> None:
        front.go_to(sample().roster.closes_at)
        answer = front.hand_in(as_csv(lines()))
        assert problem(answer) == (409, "import_closed")
        assert "2030年1月9日17:00" in answer.json["detail"] or "1月9日17:00" in answer.json["detail"]

    def test_a_college_that_is_not_of_this_season(self, front: Front) -> None:
        stranger = front.home.as_role("source_college", scope="99999")
        assert problem(front.hand_in(as_csv(lines()), by=stranger)) == (422, "not_a_source_college")

    def test_before_any_season_is_known(self, bare: Any, told: Any) -> None:
        front = Front(bare, told)
        assert problem(front.hand_in(as_csv(lines()))) == (422, "not_a_source_college")

    def test_a_job_is_seen_by_its_owner_alone(self, front: Front) -> None:
        address = front.hand_in(as_csv(lines())).json["address"]
        other = front.home.as_role("source_college", subject="college-2", scope="90002")
        assert problem(other.get(address)) == (404, "not_found")

    def test_a_college_sees_its_own_students_alone(self, front: Front) -> None:
        front.import_students()
        other = front.home.as_role("source_college", subject="college-2", scope="90002")
        assert records(front, by=other) == []

    def test_candidates_and_officers_import_nothing(self, front: Front) -> None:
        for role in ("candidate", "officer", "operator"):
            by = front.home.as_role(role)
            assert problem(front.hand_in(as_csv(lines()), by=by)) == (403, "forbidden")

    def test_pages_of_a_long_list_meet(self, front: Front) -> None:
        front.import_students()
        first = front.get("/student-records?limit=3", by=front.college).json
        second = front.get(f"/student-records?limit=3&cursor={first['next']}", by=front.college).json
        assert len({row["id"] for row in first["items"] + second["items"]}) == 4

    def test_facts_count_records_and_name_nobody(self, front: Front) -> None:
        front.import_students()
        assert front.facts("student_records") == [{
            "fact": "student_records", "service": "registration", "intake": "sample-2030", "source_college": COLLEGE,
            "records": 4, "persons": 4,
        }]


class Unread(io.RawIOBase):
    """A body that counts what was read of it."""

    def __init__(self, size: int) -> None:
        self.size, self.left, self.was_read = size, size, 0

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.size - self.left

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self.left = self.size - offset if whence == io.SEEK_SET else -offset
        return self.tell()

    def readinto(self, buffer: Any) -> int:
        taken = min(len(buffer), self.left)
        self.left, self.was_read = self.left - taken, self.was_read + taken
        return taken


def zipped(members: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return held.getvalue()


def bomb() -> bytes:
    """A workbook whose sheet unpacks to 120 MiB."""
    held = io.BytesIO(as_xlsx(lines()))
    with zipfile.ZipFile(held, "a", zipfile.ZIP_DEFLATED) as packed, packed.open("xl/padding.xml", "w") as member:
        for _ in range(120):
            member.write(bytes(MIB))
    return held.getvalue()
