"""Lists of grades and conduct: taken until the first dispatch, whole or not at all, told with whose files they are."""

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from services.registration.domain.grades import COLUMNS
from services.registration.store import grades as store
from services.registration.tests.applying import Applying
from services.registration.tests.front import API, Front, problem
from services.registration.tests.people import LI, QIAN, WANG, ZHANG, as_csv, as_xlsx, lines
from services.registration.tests.rich import rich
from services.registration.tests.test_confirmations import submitted
from shared.contracts.parts import Marks
from shared.contracts.registration import DossierRecorded
from shared.kernel import BEIJING

COLUMN_OF_MAJOR = 5
DOWN_AT = datetime(2030, 4, 12, 14, tzinfo=BEIJING)


def line(who: Any = ZHANG, **other: Any) -> list[Any]:
    cells = {"学号": who.student_number, "证件号码": who.id_number, "平均成绩": "86.50", "排名": "3", "总人数": "120",
             "不及格门数": "0", "操行评定": "优秀"}
    return list((cells | other).values())


def report(
    front: Front, rows: Sequence[list[Any]], *, made: Callable[..., bytes] = as_csv, dry_run: bool = False
) -> Any:
    return front.report(made(rows, header=COLUMNS), dry_run=dry_run, to="grades")


def faults(found: Any) -> list[tuple[str, str]]:
    return [(each["cell"], each["message"]) for each in found["errors"]]


def marks(front: Front) -> list[Marks | None]:
    return [event.marks for event in front.told.every(DossierRecorded)]


class TestTaken:
    def test_they_are_told_with_the_file(self, opened: Front) -> None:
        taken = report(opened, [line()])
        assert (taken["imported"], taken["changed"], taken["errors"]) == (True, 1, [])
        submitted(opened, ZHANG)
        [told] = opened.told.every(DossierRecorded)
        assert told.marks == Marks(average="86.5", rank=3, among=120, failed=0)
        assert told.conduct == "优秀"

    def test_stated_later_the_file_is_told_again_with_the_same_revision(self, opened: Front) -> None:
        submitted(opened, ZHANG, LI)
        report(opened, [line(), line(WANG)])
        told = opened.told.every(DossierRecorded)
        assert [(event.name, event.revision, event.marks is None) for event in told] == [
            (ZHANG.name, 1, True), (LI.name, 1, True), (ZHANG.name, 1, False)]

    def test_the_same_again_tells_nothing_and_another_grade_does(self, opened: Front) -> None:
        submitted(opened, ZHANG)
        report(opened, [line()])
        again = report(opened, [line(平均成绩=86.5)], made=as_xlsx)
        assert (again["changed"], again["same"]) == (0, 1)
        report(opened, [line(操行评定="良好")])
        assert [event.conduct for event in opened.told.every(DossierRecorded)] == [None, "优秀", "良好"]

    def test_a_draft_and_a_withdrawal_are_not_told(self, opened: Front) -> None:
        [zhang] = submitted(opened, ZHANG)
        zhang.withdraw()
        Applying(opened, LI).write()
        report(opened, [line(), line(LI)])
        assert marks(opened) == [None]

    @pytest.mark.parametrize("made", [as_csv, as_xlsx])
    def test_numbers_may_be_numbers(self, opened: Front, made: Callable[..., bytes]) -> None:
        submitted(opened, ZHANG)
        report(opened, [line(平均成绩=90, 排名=1, 总人数=2, 不及格门数=1)], made=made)
        assert marks(opened)[-1] == Marks(average="90", rank=1, among=2, failed=1)

    @pytest.mark.parametrize("other", [{"学号": ""}, {"证件号码": ""}], ids=["by ID number", "by student number"])
    def test_one_of_the_two_numbers_is_enough(self, opened: Front, other: dict[str, str]) -> None:
        assert report(opened, [line(**other)])["imported"]

    def test_a_dry_run_writes_nothing(self, opened: Front) -> None:
        taken = report(opened, [line()], dry_run=True)
        assert (taken["imported"], taken["changed"]) == (False, 1)
        assert report(opened, [line()])["same"] == 0

    def test_without_a_word_it_is_a_dry_run(self, opened: Front) -> None:
        content = as_csv([line()], header=COLUMNS)
        opened.college.post(f"{API}/grades", data={"file": (io.BytesIO(content), "a.csv")})
        opened.home.settle()
        assert report(opened, [line()])["same"] == 0

    def test_the_template_is_taken_as_it_is(self, opened: Front) -> None:
        template = opened.college.get(f"{API}/grades/template").data
        assert faults(opened.report(template, to="grades")) == [("A2", "名单中没有学生。")]

    def test_they_rest_sealed(self, opened: Front) -> None:
        report(opened, [line()])
        service = opened.home.services["registration"]
        with service.db.read() as conn:
            [row] = list(conn.execute(store.GRADES.select()))
        assert b"86.5" not in row.marks
        assert "优秀".encode() not in row.conduct
        assert service.box.open_text(row.conduct, table="grades", column="conduct", row=row.record) == "优秀"

    def test_a_record_imported_again_tells_the_file_again(self, front: Front) -> None:
        season = rich()
        front.home.publish(replace(season, roster=replace(season.roster, closes_at=DOWN_AT)), version=2)
        front.home.settle()
        front.import_students()
        front.go_to_registration()
        submitted(front, ZHANG)
        rows = lines()
        rows[0][COLUMN_OF_MAJOR] = "云计算技术应用"
        assert front.report(as_csv(rows))["changed"] == 1
        assert [event.major_name for event in front.told.every(DossierRecorded)] == ["软件技术", "云计算技术应用"]


class TestRefused:
    @pytest.mark.parametrize(("column", "value", "cell", "said"), [
        ("平均成绩", "101", "C2", "0至100"), ("平均成绩", "-1", "C2", "公式或以"),
        ("平均成绩", "86.555", "C2", "两位小数"),
        ("平均成绩", "优", "C2", "0至100"), ("平均成绩", "", "C2", "必填"), ("平均成绩", "1e2", "C2", "0至100"),
        ("排名", "0", "D2", "不小于1"), ("排名", "1.5", "D2", "整数"), ("排名", "121", "D2", "大于总人数"),
        ("总人数", "很多", "E2", "整数"), ("不及格门数", "-1", "F2", "公式或以"), ("不及格门数", "100", "F2", "0至99"),
        ("操行评定", "", "G2", "必填"), ("操行评定", "好" * 101, "G2", "最多100个字符"),
        ("操行评定", "=1+1", "G2", "公式"),
        ("证件号码", ZHANG.id_number[:17], "B2", "18位"), ("学号", 2027000001, "A2", "文本格式"),
        ("学号", "2027999999", "A2", "没有这个学号"), ("证件号码", QIAN.id_number, "B2", "没有这个证件号码"),
        ("学号", LI.student_number, "B2", "不是同一名学生"),
    ])
    def test_the_cell_is_named_and_nothing_is_written(
        self, opened: Front, column: str, value: Any, cell: str, said: str
    ) -> None:
        made = as_xlsx if isinstance(value, int) else as_csv
        found = report(opened, [line(**{column: value}), line(WANG)], made=made)
        assert [(at, said in message) for at, message in faults(found)] == [(cell, True)], found["errors"]
        assert not found["imported"]
        assert report(opened, [line(WANG)])["changed"] == 1

    def test_neither_number(self, opened: Front) -> None:
        assert faults(report(opened, [line(学号="", 证件号码="")])) == [("A2", "学号和证件号码至少填写一项。")]

    def test_one_student_twice(self, opened: Front) -> None:
        assert faults(report(opened, [line(证件号码=""), line(LI), line(学号="")])) == [("A4", "与第2行是同一名学生。")]

    def test_another_header(self, opened: Front) -> None:
        [(cell, said)] = faults(opened.report(as_csv([line()], header=COLUMNS[::-1]), to="grades"))
        assert (cell, "表头与模板不一致" in said) == ("A1", True)

    def test_what_is_no_list(self, opened: Front) -> None:
        [(_, said)] = faults(opened.report(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", to="grades"))
        assert ".xls" in said

    def test_another_colleges_student_is_nobody(self, opened: Front) -> None:
        season = rich()
        colleges = season.source_colleges
        both = (colleges.items[0], replace(colleges.items[0], code="90002"))
        opened.home.publish(replace(season, source_colleges=replace(colleges, items=both)), version=2)
        opened.home.settle()
        other = opened.home.as_role("source_college", subject="college-2", scope="90002")
        found = opened.report(as_csv([line()], header=COLUMNS), to="grades", by=other)
        assert [cell for cell, _ in faults(found)] == ["A2", "B2"]

    def test_not_from_the_first_dispatch_on(self, opened: Front) -> None:
        opened.go_to(DOWN_AT - timedelta(seconds=1))
        assert report(opened, [line()])["imported"]
        opened.go_to(DOWN_AT)
        refused = opened.hand_in(as_csv([line()], header=COLUMNS), to="grades")
        assert problem(refused) == (409, "grades_frozen")
        assert "4月12日14:00" in refused.json["detail"]

    def test_a_college_of_no_season(self, opened: Front) -> None:
        other = opened.home.as_role("source_college", subject="college-2", scope="90002")
        assert problem(opened.hand_in(b"x", to="grades", by=other)) == (422, "not_a_source_college")
