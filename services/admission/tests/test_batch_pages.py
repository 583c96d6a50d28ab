"""Many files at once: ticked or in a workbook, looked at first, each kept or refused by itself."""

import io
from typing import Any

import pytest
import xlsxwriter

from services.admission.tests.browser import Browser
from services.admission.tests.college import College
from services.admission.tests.play import Play
from shared.sheets.reading import read_sheet
from shared.testing.pages import Page

X, Y = "5001", "5002"
DESK = "/admission/desk/1"


@pytest.fixture
def college(play: Play) -> College:
    """Round 1 is down: a, b and d at X, c at Y."""
    play.plan({(X, "01"): 1, (X, "02"): 1, (Y, "01"): 2})
    play.filed({"a": {"A": (X, ["01", "02"])}, "b": {"A": (X, ["01"])}, "c": {"A": (Y, ["01"])},
                "d": {"A": (X, ["02"])}})
    play.send("1")
    return College(play, X)


@pytest.fixture
def browser(college: College) -> Browser:
    return Browser(college.play.home, "admission_college", subject="zhou", scope=X)


def ticks(browser: Browser, *accounts: str) -> list[str]:
    browser.open(DESK)
    return [each for each in browser.page.text.split('"') if each.rpartition(":")[0] in accounts]


def standings(college: College) -> dict[str, tuple[str, str | None, str | None]]:
    return {row["file"]["account"]: (row["file"]["status"], row["file"]["admitted_major"], row["file"]["reason"])
            for row in college.files()}


def filled(browser: Browser, decided: dict[str, tuple[str, str, str]]) -> bytes:
    """The list as it was downloaded, with these conclusions, majors and reasons typed in."""
    answer = browser.client.get(f"{DESK}/sheet/file")
    assert answer.status_code == 200
    rows = [list(each) for each in read_sheet(answer.data, most_rows=100).rows]
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        sheet = book.add_worksheet("名单")
        for number, row in enumerate(rows):
            said = decided.get(str(row[0]), ("", "", "")) if number else tuple(row[-3:])
            for column, cell in enumerate([*row[:-3], *said]):
                sheet.write_string(number, column, str(cell))
    return held.getvalue()


def upload(browser: Browser, content: bytes) -> Any:
    browser.open(f"{DESK}/sheet")
    fields: dict[str, Any] = dict(browser.fields(f"{DESK}/sheet"))
    return browser.post(f"{DESK}/sheet", fields | {"file": (io.BytesIO(content), "list.xlsx")})


class TestTicked:
    def check(self, browser: Browser, act: str, *accounts: str, major: str = "first") -> Any:
        found = ticks(browser, *accounts)
        fields = browser.fields(f"{DESK}/batch/check") | {"file": found, "act": act, "major_to": major}
        return browser.post(f"{DESK}/batch/check", fields)

    def test_admitted_each_to_the_first_major_after_a_check(self, college: College, browser: Browser) -> None:
        self.check(browser, "admit", "a", "d")
        assert "以下2名考生的意见： ✓ 拟录取" in browser.text
        assert {each[0] for each in standings(college).values()} == {"DISPATCHED"}, "nothing is kept yet"
        browser.post(f"{DESK}/batch", self.carried(browser))
        assert browser.path == f"{DESK}?news=kept&count=2"
        assert "已保存2名考生的意见" in browser.text
        assert [standings(college)[each][1] for each in "abd"] == ["01", None, "02"]
        assert len(college.play.facts("desk_action", action="decided")) == 2

    def test_returned_with_one_reason_that_must_be_typed(self, college: College, browser: Browser) -> None:
        self.check(browser, "reject", "a", "b")
        answer = browser.post(f"{DESK}/batch", self.carried(browser) | {"reason": " "})
        assert answer.status_code == 422
        assert "退档须填写原因" in browser.text
        browser.post(f"{DESK}/batch", self.carried(browser) | {"reason": "未参加考查"})
        assert [standings(college)[each][::2] for each in "abd"] == [
            ("PRE_REJECT", "未参加考查"), ("PRE_REJECT", "未参加考查"), ("DISPATCHED", None)]

    def test_who_did_not_file_the_major_is_named_and_left_out(self, browser: Browser) -> None:
        self.check(browser, "admit", "a", "b", major="02")
        assert "以下1名考生不在本次保存之列" in browser.text
        assert "未填报该专业" in browser.text
        assert "以下1名考生的意见" in browser.text

    def test_what_a_colleague_decided_meanwhile_is_not_overwritten(self, college: College, browser: Browser) -> None:
        self.check(browser, "admit", "a", "d")
        fields = self.carried(browser)
        college.decide("a", reason="体检不合格")
        browser.post(f"{DESK}/batch", fields)
        assert "已保存1名考生的意见，1名未保存" in browser.text
        assert standings(college)["a"][2] == "体检不合格"
        assert standings(college)["d"][1] == "02"

    def test_nothing_ticked_is_said(self, browser: Browser) -> None:
        self.check(browser, "admit")
        assert "请先勾选考生" in browser.text

    def test_what_stands_already_is_shown_before_it_is_replaced(self, college: College, browser: Browser) -> None:
        college.decide("a", reason="体检不合格")
        self.check(browser, "admit", "a", "d")
        rows = Page(browser.page.text).main.table("考生名单")
        assert [row["现有意见"].text for row in rows] == ["✕拟退档 体检不合格", "—"]

    def test_another_college_s_candidate_is_not_among_them(self, college: College, browser: Browser) -> None:
        browser.open(DESK)
        fields = browser.fields(f"{DESK}/batch/check") | {"file": ["c:2"], "act": "admit", "major_to": "first"}
        browser.post(f"{DESK}/batch/check", fields)
        assert "请先勾选考生" in browser.text
        assert college.play.status("c", "1") == "DISPATCHED"

    def carried(self, browser: Browser) -> dict[str, Any]:
        """The form as it stands, with each of its files: a plain form has the same name many times."""
        fields: dict[str, Any] = dict(browser.fields(f"{DESK}/batch"))
        every = [each for each in browser.page.text.split('"') if each.count(":") == 1 and len(each) <= 4]
        return fields | {"file": list(dict.fromkeys(every))}


class TestSheet:
    def test_out_and_back_looked_at_and_kept(self, college: College, browser: Browser) -> None:
        content = filled(browser, {college.number("a"): ("录取", "专业02", ""), college.number("b"): ("录取", "", ""),
                                   college.number("d"): ("退档", "", "综合考查未达到要求")})
        upload(browser, content)
        assert ("3人可以保存" in browser.text, "行不能保存" in browser.text) == (True, False)
        assert {each[0] for each in standings(college).values()} == {"DISPATCHED"}, "nothing is kept yet"
        browser.send(f"{DESK}/sheet/lines")
        assert "已保存3名考生的意见" in browser.text
        assert standings(college) == {
            "a": ("PRE_ADMIT", "02", None), "b": ("PRE_ADMIT", "01", None),
            "d": ("PRE_REJECT", None, "综合考查未达到要求")}
        assert len(college.play.facts("desk_action", action="decided")) == 3

    def test_wrong_and_stale_rows_are_named_and_the_rest_kept(self, college: College, browser: Browser) -> None:
        content = filled(browser, {college.number("a"): ("录取", "", ""), college.number("b"): ("录取", "02", ""),
                                   college.number("d"): ("退档", "", "未参加考查")})
        upload(browser, content)
        for said in ("1人可以保存，2行不能保存", "须写明录取专业", "未填报该专业"):
            assert said in browser.text
        fields = browser.fields(f"{DESK}/sheet/lines")
        college.decide("d", admit="02")
        browser.post(f"{DESK}/sheet/lines", fields)
        assert "已保存0名考生的意见，1名未保存" in browser.text
        assert "已有变动" in browser.text
        assert standings(college)["d"][1] == "02"
        upload(browser, content)
        assert "没有可以保存的意见" in browser.text

    def test_what_changes_a_saved_decision_is_shown_old_and_new(self, college: College, browser: Browser) -> None:
        college.decide("a", admit="01")
        college.decide("b", reason="体检不合格")
        college.decide("d", admit="02")
        upload(browser, filled(browser, {college.number("a"): ("退档", "", "未参加考查"),
                                         college.number("b"): ("退档", "", "体检不合格"),
                                         college.number("d"): ("录取", "02", "")}))
        assert "1人已有意见，保存后将变更" in browser.text
        (row,) = Page(browser.page.text).main.table("将变更已有意见的")
        assert [row[each].text for each in ("考生号", "现有意见", "变更后意见")] == [
            college.number("a"), "✓拟录取 01 专业01", "→ ✕拟退档 未参加考查"]
        upload(browser, filled(browser, {college.number("d"): ("录取", "", "")}))
        assert "已有意见" not in browser.text, "the same once more changes nothing"

    def test_a_reason_stands_where_somebody_is_returned_and_nowhere_else(
        self, college: College, browser: Browser
    ) -> None:
        upload(browser, filled(browser, {college.number("a"): ("录取", "02", "成绩好"),
                                         college.number("d"): ("退档", "", "")}))
        for said in ("没有可以保存的意见", "录取的不填理由", "退档的须填写理由。"):
            assert said in browser.text

    def test_what_is_no_list_is_refused(self, browser: Browser) -> None:
        for content in (b"", b"PK\x03\x04rubbish", "姓名\n某某\n".encode()):
            assert upload(browser, content).status_code == 422
            assert "提交未成功" in browser.text

    def test_lines_that_were_tampered_with_are_judged_anew(self, college: College, browser: Browser) -> None:
        upload(browser, filled(browser, {college.number("b"): ("录取", "01", "")}))
        fields = browser.fields(f"{DESK}/sheet/lines")
        other = fields["lines"].replace(college.number("b"), college.number("c"))
        browser.post(f"{DESK}/sheet/lines", fields | {"lines": other})
        assert "本轮未向贵校下发该考生" in browser.text
        assert college.play.status("c", "1") == "DISPATCHED"
        for broken in ("", "[]", "{}", "[1]", '[{"row":1}]', fields["lines"].replace("true", "1")):
            assert browser.post(f"{DESK}/sheet/lines", fields | {"lines": broken}).status_code == 422
