"""《志愿填报》 in a browser without scripts: the way through, and every refusal with what was typed."""

import re
from datetime import timedelta
from html import unescape

import pytest

from services.choices.tests.browser import HOUR, Browser
from services.choices.tests.desk import CLOSES, LI, MIDDAY, OPENS, S1, SUPPLEMENTARY, ZHANG, Desk
from shared.contracts.parts import Seats

FORM_A, FORM_B, FORM_C = (f"/choices/filing/MAIN/{label}" for label in "ABC")
PAGES = ("/choices/terms", "/choices/filing", "/choices/filings", "/choices/plan", "/choices/seals")
FOREIGN = re.compile(r'<script(?! src="/static/)|javascript:|https?://| on[a-z]+="| style="')
VACANT = [Seats(college="10002", major="03", category="VETERAN", seats=2)]


@pytest.fixture
def browser(desk: Desk) -> Browser:
    return Browser(desk)


class TestTheWay:
    def test_from_the_terms_to_the_receipt(self, bare: Desk) -> None:
        bare.plan()
        bare.dossier(ZHANG)
        bare.settle(ZHANG)
        bare.go_to(MIDDAY)
        browser = Browser(bare)
        browser.open(FORM_A)
        assert (browser.path, "请先阅读《填报条款和声明》" in browser.text) == ("/choices/filing", True)
        browser.open("/choices/terms")
        browser.send("/choices/terms")
        assert "您已确认《填报条款和声明》" in browser.text
        browser.open(FORM_A)
        assert browser.path == f"{FORM_A}/college"
        assert f'href="{FORM_A}?college=10001"' in browser.page.text
        browser.open(f"{FORM_A}?college=10001")
        browser.send(FORM_A, major1="02", major2="01")
        assert browser.path == "/choices/filings/MAIN/revisions/1"
        for said in ("A志愿保存成功", "院校 10001 样例大学", "专业1 02 网络工程", "专业2 01 软件工程", "专业3 未填",
                     "保存时间 4月10日12:00:00 （以服务器时间为准）", "B志愿、C志愿尚未保存。",
                     "请到“信息查看—志愿信息”核对后再退出"):
            assert said in browser.text
        assert bare.facts("filing")[0]["saved"] == ["A"]

    def test_first_lines_are_what_is_saved_what_is_not_and_how_long(self, desk: Desk, browser: Browser) -> None:
        desk.save("A")
        desk.save("B", "10002")
        desk.go_to(CLOSES - timedelta(minutes=8, seconds=12))
        for path in ("/choices/filing", "/choices/filings", f"{FORM_C}/college", FORM_A,
                     "/choices/filings/MAIN/revisions/2"):
            browser.open(path)
            line = re.search(r'<div class="status-line".*?</div>', browser.page.text, re.DOTALL)
            words = re.sub(r"<[^>]+>|\s+", " ", line[0] if line else "")
            assert re.search(r"已保存 A、B +! 未保存 C +距截止 +08:12", words), (path, words)

    def test_who_is_in_another_category_since_is_told_that_saved_choices_no_longer_count(
        self, desk: Desk, browser: Browser
    ) -> None:
        desk.save("A")
        browser.open("/choices/filing")
        assert "不再有效" not in browser.text
        desk.settle(ZHANG, category="AWARD", tier="NAT1", revision=2)
        for path in ("/choices/filing", "/choices/filings"):
            browser.open(path)
            assert "您的考生类别在保存志愿后有变更，此前保存的志愿不再有效，请重新保存" in browser.text, path
        desk.save("B", "10002")
        browser.open("/choices/filing")
        assert "不再有效" not in browser.text

    def test_what_is_saved_is_read_back_with_every_revision(self, desk: Desk, browser: Browser) -> None:
        first = desk.save("A").json["receipt"]
        last = desk.save("A", "10002", ["03"]).json["receipt"]
        browser.open("/choices/filings")
        assert "10002 样例师范学院" in browser.text
        assert "10001" not in browser.text
        assert browser.text.rindex(last) < browser.text.rindex(first)
        browser.open("/choices/filings/MAIN/revisions/1")
        assert "10001 样例大学" in browser.text
        assert "此后A志愿又有修改" in browser.text

    def test_a_choice_is_cleared_after_a_check(self, desk: Desk, browser: Browser) -> None:
        desk.save("A")
        browser.open(f"{FORM_A}/clear")
        assert "确认清除A志愿" in browser.text
        assert desk.filed()["saved"] == ["A"]
        fields = browser.fields(f"{FORM_A}/clear")
        browser.post(f"{FORM_A}/clear", fields)
        assert "A志愿已清除" in browser.text
        assert browser.post(f"{FORM_A}/clear", fields).status_code == 200
        assert [row["revision"] for row in desk.facts("save")] == [1, 2]

    def test_a_second_click_is_no_second_revision(self, desk: Desk, browser: Browser) -> None:
        browser.open(f"{FORM_A}?college=10001")
        fields = browser.fields(FORM_A) | {"major1": "01"}
        for _ in range(2):
            browser.post(FORM_A, fields)
            assert browser.path == "/choices/filings/MAIN/revisions/1"
        assert len(desk.facts("save")) == 1

    def test_what_is_saved_already_is_not_saved_again(self, desk: Desk, browser: Browser) -> None:
        desk.save("A")
        desk.save("B", "10002")
        browser.open(FORM_A)
        browser.send(FORM_A)
        assert browser.path == "/choices/filings/MAIN/revisions/1"
        assert len(desk.facts("save")) == 2

    def test_only_what_one_may_apply_for_is_found(self, bare: Desk) -> None:
        bare.plan()
        bare.settle(ZHANG, category="AWARD", tier="MUNI")
        bare.go_to(MIDDAY)
        bare.accept()
        browser = Browser(bare)
        browser.open(f"{FORM_A}/college")
        assert ("10002" in browser.text, "10001" in browser.text) == (True, False)
        browser.open(f"{FORM_A}/college?q=机械")
        assert ("10003" in browser.text, "10002" in browser.text) == (True, False)
        browser.open("/choices/plan")
        assert ("样例师范学院" in browser.text, "样例大学" in browser.text) == (True, False)
        browser.open("/choices/plan?all=1&q=网络")
        assert ("网络工程 ○ 本人不能填报" in browser.text, "样例师范学院" in browser.text) == (True, False)


    def test_a_college_that_is_not_offered_leads_to_those_that_are(self, desk: Desk, browser: Browser) -> None:
        browser.open(f"{FORM_A}?college=19999")
        assert browser.path == f"{FORM_A}/college"

    def test_a_college_that_is_filed_is_not_offered_again(self, desk: Desk, browser: Browser) -> None:
        desk.save("A")
        browser.open(f"{FORM_B}/college")
        assert "10001 样例大学 ○ 已填报为A志愿" in browser.text
        assert f'href="{FORM_B}?college=10001"' not in browser.page.text

    def test_no_page_needs_a_script_or_another_site(self, desk: Desk, browser: Browser) -> None:
        desk.save("A")
        for path in (*PAGES, FORM_A, f"{FORM_A}/college", f"{FORM_A}/clear", "/choices/filings/MAIN/revisions/1"):
            assert browser.open(path).status_code == 200
            found = FOREIGN.search(browser.page.text)
            assert found is None, (path, found)

    def test_it_is_said_in_english(self, desk: Desk, browser: Browser) -> None:
        desk.save("A")
        browser.client.set_cookie("lang", "en")
        browser.open("/choices/filings/MAIN/revisions/1")
        assert "Choice A is saved" in browser.text
        assert "10 April, 12:00:00 (server time)" in browser.text


class TestStates:
    def test_review_not_heard(self, bare: Desk) -> None:
        bare.plan()
        bare.go_to(MIDDAY)
        browser = Browser(bare)
        browser.open("/choices/filing")
        assert "截至 4月10日12:00 ，尚未收到您的资格审查结果，暂不能填报。" in browser.text
        assert "4月10日10:00 至 4月11日17:00" in browser.text
        browser.open("/choices/plan")
        assert "以下列出全部计划" in browser.text

    @pytest.mark.parametrize(("standing", "said"), [
        ("not_eligible", "您的资格审查结论为未通过。"), ("revoked", "您的报考资格已被取消。")])
    def test_not_eligible(self, bare: Desk, standing: str, said: str) -> None:
        bare.plan()
        bare.settle(ZHANG, standing=standing)
        bare.go_to(MIDDAY)
        browser = Browser(bare)
        browser.open("/choices/filing")
        assert said in browser.text
        assert 'href="/review/mine"' in browser.page.text
        assert FORM_A not in browser.page.text

    def test_before_the_opening_and_after_the_close(self, bare: Desk) -> None:
        bare.plan()
        bare.settle(ZHANG)
        bare.go_to(OPENS - HOUR)
        bare.accept()
        browser = Browser(bare)
        browser.open(f"{FORM_A}?college=10001")
        assert "4月10日10:00 开始" in browser.text
        assert FORM_A not in browser.page.text
        bare.go_to(CLOSES)
        browser.open(f"{FORM_A}/college")
        assert "已于 4月11日17:00 截止" in browser.text
        assert "截止前没有保存志愿。" in browser.text

    def test_supplementary_filing_begins_anew(self, desk: Desk, browser: Browser) -> None:
        desk.save("A")
        desk.order("announcement", "filing-supplementary")
        desk.vacancies(VACANT)
        desk.go_to(SUPPLEMENTARY)
        browser.open("/choices/filing")
        assert "征集志愿须重新填报，原已保存的志愿不再使用" in browser.text
        assert "未保存 A 距截止" in browser.text
        browser.open(f"/choices/filing/{S1}/A")
        assert ("10002" in browser.text, "10001" in browser.text) == (True, False)
        browser.open(f"/choices/filing/{S1}/A?college=10002")
        browser.send(f"/choices/filing/{S1}/A", major1="03")
        assert "A志愿保存成功" in browser.text
        browser.open("/choices/filings")
        assert ("首次填报" in browser.text, "征集志愿" in browser.text) == (True, True)

    def test_who_is_admitted_files_no_more_and_is_not_pressed_to(self, desk: Desk, browser: Browser) -> None:
        desk.save("A")
        desk.release(ZHANG, "admitted")
        desk.home.settle()
        browser.open(FORM_A)
        assert "您已被录取，不再填报志愿" in browser.text
        for path in ("/choices/filing", "/choices/filings", "/choices/filings/MAIN/revisions/1"):
            browser.open(path)
            assert "距截止" not in browser.text, path

    def test_somebody_elses_receipt_and_a_label_that_is_not_there(self, desk: Desk, browser: Browser) -> None:
        desk.save("A", account=LI)
        assert browser.open("/choices/filings/MAIN/revisions/1").status_code == 404
        assert browser.open("/choices/filing/MAIN/D").status_code == 404
        assert "10001" not in browser.open("/choices/filings").text


class TestSeals:
    def test_anybody_sees_roots_and_a_candidate_keeps_the_proof(self, desk: Desk, browser: Browser) -> None:
        desk.save("A")
        desk.save("A", account=LI)
        public = Browser(desk, None)
        public.open("/choices/seals")
        assert "目前没有已封存的批次" in public.text
        desk.go_to(CLOSES)
        public.open("/choices/seals")
        proof = browser.open("/choices/filings/MAIN/proof")
        assert proof.headers["Content-Disposition"] == 'attachment; filename="proof-MAIN-1.json"'
        assert proof.json["root"] in public.text
        assert "志愿份数 2" in public.text
        program = re.search(r"<pre><code>(.*?)</code>", public.page.text, re.DOTALL)
        assert program is not None
        assert verified(program[1], proof.text)
        assert not verified(program[1], proof.text.replace("10001", "10002"))


def verified(program: str, proof: str) -> bool:
    """What the program on the page says of a file."""
    said: list[bool] = []
    source = unescape(program).replace('json.load(open("proof.json", encoding="utf-8"))', "json.loads(PROOF)")
    exec(source, {"PROOF": proof, "print": said.append})
    return said == [True]
