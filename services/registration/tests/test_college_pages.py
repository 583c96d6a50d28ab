"""A source college in a browser: its home, lists checked by cell and then imported, confirming, progress, export."""

import io
from dataclasses import replace
from typing import Any

import pytest

from services.registration.tests.applying import Applying
from services.registration.tests.files import picture
from services.registration.tests.front import COLLEGE, Front
from services.registration.tests.people import LI, WANG, ZHANG, as_csv, changed, lines
from services.registration.tests.reviewing import Others
from services.registration.tests.rich import BOTH, STAGES, VETERANS, at, rich
from services.registration.tests.test_roster_files import resting
from shared.season.model import Window
from shared.season.rules import ReviewStage
from shared.season.words import ReviewBy, WindowKind
from shared.sheets.reading import read_sheet
from shared.testing.house import Caller

HOME = "/registration"


@pytest.fixture
def college(opened: Front) -> Caller:
    return opened.college


def uploaded(front: Front, content: bytes, *, to: str = "rosters", name: str = "名单.csv") -> Any:
    """Handed in on its page; the report."""
    answer = front.college.post(f"{HOME}/{to}", data={"file": (io.BytesIO(content), name)})
    front.home.settle()
    return answer if answer.status_code != 303 else front.college.get(answer.location)


def handed_in(front: Front, student: Any) -> Applying:
    who = Applying(front, student)
    who.write()
    who.upload(picture("PNG"))
    assert who.submit().status_code == 201
    return who


class TestLists:
    def test_checked_then_imported_from_the_same_file(self, front: Front) -> None:
        report = uploaded(front, as_csv(lines()))
        assert "校验无误" in report.text
        assert "尚未导入学生名单" in front.college.get(f"{HOME}/college").text
        assert len(resting(front)) == 1
        written = front.college.post(f"{report.request.path}/import")
        front.home.settle()
        assert "写入完成" in front.college.get(written.location).text
        assert "已导入4名学生" in front.college.get(f"{HOME}/college").text
        assert resting(front) == []

    def test_a_second_click_imports_nothing_again(self, front: Front) -> None:
        report = uploaded(front, as_csv(lines()))
        front.college.post(f"{report.request.path}/import")
        again = front.college.post(f"{report.request.path}/import")
        assert (again.status_code, "该文件已提交写入" in again.text) == (409, True)

    def test_every_fault_by_cell_and_nothing_is_kept(self, front: Front) -> None:
        report = uploaded(front, as_csv(changed(lines(), 3, "证件号码", "500101200213401234")))
        assert "发现1处错误" in report.text
        assert "B3" in report.text
        assert "确认写入" not in report.text
        assert resting(front) == []
        assert front.college.post(f"{report.request.path}/import").status_code == 409

    def test_no_file(self, front: Front) -> None:
        answer = uploaded(front, b"", name="")
        assert (answer.status_code, "请选择要上传的文件" in answer.text) == (422, True)

    def test_after_the_close_it_says_since_when(self, college: Caller) -> None:
        assert "学籍信息导入已于" in college.get(f"{HOME}/rosters").text

    def test_somebody_elses_report_is_not_there(self, front: Front) -> None:
        report = uploaded(front, as_csv(lines()))
        colleague = front.home.as_role("source_college", subject="college-2", scope=COLLEGE)
        assert colleague.get(report.request.path).status_code == 404
        assert colleague.post(f"{report.request.path}/import").status_code == 404

    def test_grades_go_the_same_way(self, opened: Front) -> None:
        rows = [[ZHANG.student_number, "", "88.5", "3", "40", "0", "优秀"]]
        header = ("学号", "证件号码", "平均成绩", "排名", "总人数", "不及格门数", "操行评定")
        report = uploaded(opened, as_csv(rows, header=header), to="grades")
        assert "校验无误" in report.text
        written = opened.college.post(f"{report.request.path}/import")
        opened.home.settle()
        assert "写入完成" in opened.college.get(written.location).text
        assert opened.college.get(report.request.path.replace("grades", "rosters")).status_code == 404

    def test_the_template_is_taken_as_it_is(self, front: Front) -> None:
        answer = front.college.get(f"{HOME}/rosters/template")
        assert answer.data.startswith(b"PK")


class TestConfirming:
    @pytest.fixture
    def zhang(self, opened: Front) -> Applying:
        zhang = handed_in(opened, ZHANG)
        handed_in(opened, LI)
        opened.go_to(at(3, 1, 12))
        return zhang

    def test_many_after_a_check_page(self, opened: Front, college: Caller, zhang: Applying) -> None:
        text = college.get(f"{HOME}/confirmations").text
        cases = [part.partition('"')[0] for part in text.split('name="case" value="')[1:]]
        assert len(cases) == 2
        checked = college.post(f"{HOME}/confirmations/check", data={"case": cases})
        assert "确认2名考生的报名" in checked.text
        assert zhang.look().json["confirmation"] is None
        assert college.post(f"{HOME}/confirmations/many", data={"case": cases}).location.endswith("?done=2")
        assert zhang.look().json["confirmation"]["confirmed"] is True
        assert "目前没有待确认的考生" in college.get(f"{HOME}/confirmations").text
        assert ZHANG.name in college.get(f"{HOME}/confirmations?state=submitted").text

    def test_none_is_confirmed_where_one_stands_against_it(
        self, opened: Front, college: Caller, zhang: Applying
    ) -> None:
        withdrawn = handed_in_late(opened)
        cases = [f"{zhang.account}:1", f"{withdrawn.account}:1"]
        answer = college.post(f"{HOME}/confirmations/many", data={"case": cases})
        assert (answer.status_code, f"{WANG.name}（考生号" in answer.text) == (422, True)
        assert zhang.look().json["confirmation"] is None

    def test_one_and_back_again(self, college: Caller, zhang: Applying) -> None:
        path = f"{HOME}/confirmations/{zhang.account}"
        assert college.post(path, data={"confirmed": "yes", "revision": "1"}).status_code == 303
        assert "撤销确认" in college.get(path).text
        assert college.post(path, data={"confirmed": "no", "revision": "1"}).status_code == 303
        assert zhang.look().json["confirmation"]["confirmed"] is False

    def test_what_was_corrected_meanwhile_is_read_again(self, college: Caller, zhang: Applying) -> None:
        answer = college.post(f"{HOME}/confirmations/{zhang.account}", data={"confirmed": "yes", "revision": "7"})
        assert (answer.status_code, "已在其他窗口更改" in answer.text) == (422, True)

    def test_somebody_is_found_by_number_in_the_own_college_only(
        self, opened: Front, college: Caller, zhang: Applying
    ) -> None:
        asked = f"{HOME}/confirmations?number={zhang.number}"
        assert college.get(asked).location == f"{HOME}/confirmations/{zhang.account}"
        other = opened.home.as_role("source_college", subject="college-9", scope="90009").get(asked)
        assert (other.status_code, "没有找到该考生号" in other.text) == (422, True)

    def test_nobody_ticked(self, college: Caller, zhang: Applying) -> None:
        answer = college.post(f"{HOME}/confirmations/check", data={})
        assert (answer.status_code, "请先勾选" in answer.text) == (422, True)

    def test_another_colleges_candidate_is_not_there(self, opened: Front, zhang: Applying) -> None:
        other = opened.home.as_role("source_college", subject="college-9", scope="90009")
        assert other.get(f"{HOME}/confirmations/{zhang.account}").status_code == 404
        answer = other.post(f"{HOME}/confirmations/check", data={"case": [f"{zhang.account}:1"]})
        assert answer.status_code == 404
        assert ZHANG.name not in other.get(f"{HOME}/confirmations?state=all").text


def handed_in_late(front: Front) -> Applying:
    """In the second phase; and withdrawn again."""
    late = handed_in(front, WANG)
    assert late.withdraw().status_code == 201
    return late


class TestProgress:
    def test_by_name_without_content_and_as_a_workbook(self, opened: Front, college: Caller) -> None:
        zhang, li = handed_in(opened, ZHANG), handed_in(opened, LI)
        for who in (zhang, li):
            Others(who).settle()
        Others(zhang).save("A")
        text = college.get(f"{HOME}/progress").text
        assert ("已保存1个" in text, "尚未进入填报" in text) == (True, True)
        unfiled = college.get(f"{HOME}/progress?state=unfiled").text
        assert (LI.name in unfiled, ZHANG.name in unfiled) == (True, False)
        rows = read_sheet(college.get(f"{HOME}/progress/sheet").data, most_rows=10).rows
        assert [row[1] for row in rows[1:]] == [ZHANG.name, LI.name]
        other = opened.home.as_role("source_college", subject="college-9", scope="90009")
        assert "不在已发布招生方案的生源院校名单中" in other.get(f"{HOME}/progress").text

    def test_confirming_comes_before_anything_that_can_wait(self, opened: Front, college: Caller) -> None:
        handed_in(opened, ZHANG)
        opened.go_to(at(3, 1, 12))
        text = college.get(f"{HOME}/college").text
        assert "有1名考生已提交报名，等待院校确认" in text

    def test_a_review_is_due_as_long_as_one_waits_for_it(self, opened: Front, college: Caller) -> None:
        review = Window(id="review", kind=WindowKind.REVIEW, title="资格审查", sample=True, categories=BOTH,
                        opens_at=at(1, 12), closes_at=at(2, 1))
        two_stages = replace(VETERANS, review=(*STAGES, ReviewStage(
            id="authority", title="考试院审查", by=ReviewBy.AUTHORITY, authority="exam_authority", sample=True)))
        season = rich()
        opened.home.publish(replace(season, categories=(two_stages, *season.categories[1:]),
                                    windows=(*season.windows, review)), version=2)
        zhang, li = Others(handed_in(opened, ZHANG)), Others(handed_in(opened, LI))
        opened.go_to(at(1, 20))
        assert "有2名考生的申报待本校审核" in college.get(f"{HOME}/college").text
        zhang.decide("approved")
        assert "有1名考生的申报待本校审核" in college.get(f"{HOME}/college").text
        li.ask_correction(until=at(1, 30))
        text = college.get(f"{HOME}/college").text
        assert ("审核考生申报" in text, "目前没有需要贵校办理的事项" in text) == (False, True)
        assert li.who.submit().status_code == 201
        assert "有1名考生的申报待本校审核" in college.get(f"{HOME}/college").text, "handed in again, it is read again"
