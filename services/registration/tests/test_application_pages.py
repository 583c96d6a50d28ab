"""A candidate applies in a browser: draft, photographs, check page, handed in, corrected, withdrawn; nothing typed is
lost, and nothing is seen of anybody else's."""

import io
from datetime import timedelta
from typing import Any

import pytest

from services.registration.tests.applying import SERVICE, Applying
from services.registration.tests.browser import Browser
from services.registration.tests.files import picture
from services.registration.tests.front import Front
from services.registration.tests.people import LI, PASSWORD, ZHANG
from services.registration.tests.reviewing import Others
from services.registration.tests.rich import AWARD, VETERAN, at
from shared.testing.seasons import INTAKE

HOME = "/registration/application"
PAPER = f"{HOME}/papers/discharge_certificate"


@pytest.fixture
def zhang(opened: Front) -> Applying:
    return Applying(opened, ZHANG)


@pytest.fixture
def browser(opened: Front, zhang: Applying) -> Browser:
    browser = Browser(opened)
    browser.sign_in(zhang.number, PASSWORD)
    return browser


def photographed(browser: Browser, **files: Any) -> Any:
    browser.open(PAPER)
    return browser.send(PAPER, **(files or {"photo": (io.BytesIO(picture("PNG")), "退役证.png")}))


def drafted(browser: Browser) -> Browser:
    """All that is asked for is written and photographed."""
    browser.open(f"{HOME}/category")
    assert browser.send(f"{HOME}/category", category=VETERAN).location == f"{HOME}/claim"
    browser.open(f"{HOME}/claim")
    assert browser.send(f"{HOME}/claim", **SERVICE).location == f"{HOME}/honours"
    browser.open(f"{HOME}/honours")
    assert browser.send(f"{HOME}/honours").location == f"{HOME}/papers"
    assert photographed(browser).status_code == 303
    return browser


def handed_in(browser: Browser) -> Any:
    drafted(browser).open(f"{HOME}/check")
    return browser.send(f"{HOME}/submission")


class TestTheWayThrough:
    def test_from_nothing_to_handed_in(self, browser: Browser, zhang: Applying) -> None:
        assert "您尚未填写报名信息" in browser.open(HOME).text
        assert handed_in(browser).location == f"{HOME}?news=submitted"
        assert "报名已提交" in browser.open(f"{HOME}?news=submitted").text
        assert zhang.look().json["status"] == "submitted"

    def test_the_check_page_reads_back_what_is_stored(self, browser: Browser) -> None:
        text = drafted(browser).open(f"{HOME}/check").text
        assert "2027年9月1日" in text
        assert SERVICE["discharge_number"] in text
        assert f'<img src="{PAPER}/' in text

    def test_a_second_click_finds_it_handed_in(self, browser: Browser, zhang: Applying) -> None:
        drafted(browser).open(f"{HOME}/check")
        fields = browser.fields(f"{HOME}/submission")
        browser.post(f"{HOME}/submission", fields)
        assert browser.post(f"{HOME}/submission", fields).location == HOME
        assert zhang.look().json["revision"] == 1

    def test_it_is_kept_half_written(self, browser: Browser, zhang: Applying) -> None:
        browser.open(f"{HOME}/category")
        browser.send(f"{HOME}/category", category=VETERAN)
        browser.open(f"{HOME}/claim")
        browser.send(f"{HOME}/claim", discharge_number="渝1", step="later")
        assert zhang.look().json["claim"] == {"discharge_number": "渝1"}
        assert "继续填写：申报内容" in browser.open(HOME).text
        assert "入伍日期必填" in browser.open(f"{HOME}/check").text
        assert "提交报名</button>" not in browser.page.text

    def test_another_category_takes_the_claim_of_the_former_away(self, browser: Browser, zhang: Applying) -> None:
        drafted(browser).open(f"{HOME}/category")
        browser.send(f"{HOME}/category", category=AWARD)
        mine = zhang.look().json
        assert (mine["category"], mine["claim"], mine["papers"]) == (AWARD, {}, [])


class TestRefusals:
    def test_what_was_typed_stays(self, browser: Browser, zhang: Applying) -> None:
        drafted(browser).open(f"{HOME}/claim")
        answer = browser.send(f"{HOME}/claim", discharged_on="2027-01-01", discharge_number="改过的")
        assert answer.status_code == 422
        assert "退役日期须晚于入伍日期" in answer.text
        assert browser.fields(f"{HOME}/claim")["discharge_number"] == "改过的"
        assert zhang.look().json["claim"] == SERVICE

    def test_what_must_be_filled_in_is_named_before_going_on(self, browser: Browser) -> None:
        browser.open(f"{HOME}/category")
        assert "请选择报考类别" in browser.send(f"{HOME}/category").text
        browser.send(f"{HOME}/category", category=VETERAN)
        browser.open(f"{HOME}/claim")
        answer = browser.send(f"{HOME}/claim", discharge_number="渝1")
        assert (answer.status_code, "退役日期必填" in answer.text) == (422, True)
        assert browser.fields(f"{HOME}/claim")["discharge_number"] == "渝1"

    def test_two_windows_do_not_overwrite_each_other_unseen(self, browser: Browser, zhang: Applying) -> None:
        drafted(browser).open(f"{HOME}/claim")
        there = zhang.look().json
        zhang.write({**SERVICE, "discharge_number": "另一窗口"})
        answer = browser.send(f"{HOME}/claim", discharge_number="本窗口")
        assert (answer.status_code, "报名内容已在其他窗口更改" in answer.text) == (409, True)
        assert browser.fields(f"{HOME}/claim")["discharge_number"] == "本窗口"
        assert there["version"] < zhang.look().json["version"]
        assert browser.send(f"{HOME}/claim", discharge_number="本窗口").status_code == 303

    def test_what_was_not_read_is_not_handed_in(self, browser: Browser, zhang: Applying) -> None:
        drafted(browser).open(f"{HOME}/check")
        zhang.look()
        zhang.write({**SERVICE, "discharge_number": "另一窗口"})
        answer = browser.send(f"{HOME}/submission")
        assert (answer.status_code, "另一窗口" in answer.text) == (409, True)
        assert zhang.look().json["status"] == "draft"

    def test_after_the_close_nothing_is_offered(self, browser: Browser, zhang: Applying) -> None:
        drafted(browser).open(f"{HOME}/check")
        fields = browser.fields(f"{HOME}/submission")
        browser.front.go_to(at(3, 1, 18))
        answer = browser.post(f"{HOME}/submission", fields)
        assert (answer.status_code, "网上报名已于" in answer.text) == (409, True)
        assert "您的报名未提交" in browser.open(HOME).text
        assert browser.open(f"{HOME}/claim").location == HOME
        assert zhang.look().json["status"] == "draft"


class TestPapers:
    def test_what_is_stored_is_shown(self, browser: Browser) -> None:
        text = drafted(browser).open(PAPER).text
        address = text.partition('<img src="')[2].partition('"')[0]
        shown = browser.open(address)
        assert (shown.status_code, shown.mimetype) == (200, "image/png")
        assert browser.open(address.replace("discharge", "honour")).status_code == 404

    def test_nothing_picked_and_what_is_no_paper(self, browser: Browser) -> None:
        drafted(browser)
        assert "请拍照或选择要上传的文件" in photographed(browser, file=(io.BytesIO(b""), "")).text
        answer = photographed(browser, file=(io.BytesIO(b"<script>"), "a.html"))
        assert (answer.status_code, "不能接收" in answer.text) == (422, True)

    def test_it_is_taken_out(self, browser: Browser, zhang: Applying) -> None:
        drafted(browser)
        paper = zhang.look().json["papers"][0]["id"]
        browser.open(PAPER)
        assert browser.send(f"{PAPER}/{paper}/removal").location == f"{PAPER}?news=removed"
        assert zhang.look().json["papers"] == []

    def test_a_paper_that_nobody_asks_for(self, browser: Browser) -> None:
        assert drafted(browser).open(f"{HOME}/papers/other").status_code == 404

    def test_somebody_elses(self, browser: Browser, zhang: Applying) -> None:
        drafted(browser)
        paper = zhang.look().json["papers"][0]["id"]
        other = Browser(browser.front)
        other.sign_in(Applying(browser.front, LI).number, PASSWORD)
        assert other.open(f"{PAPER}/{paper}").status_code == 404


class TestAfterwards:
    def test_a_correction_is_asked_for_with_its_reason_on_top(self, browser: Browser, zhang: Applying) -> None:
        handed_in(browser)
        Others(zhang).ask_correction(until=browser.front.home.now(INTAKE) + timedelta(days=2), reason="退役证不清晰")
        text = browser.open(HOME).text
        assert "退役证不清晰" in text
        assert text.index("退役证不清晰") < text.index("申报内容")
        photographed(browser, photo=(io.BytesIO(picture("PNG", (80, 80))), "b.png"))
        browser.open(f"{HOME}/check")
        browser.send(f"{HOME}/submission")
        assert "第2次提交" in browser.open(HOME).text
        assert browser.open(f"{HOME}/claim").location == HOME

    def test_withdrawn_by_a_tick_and_a_click(self, browser: Browser, zhang: Applying) -> None:
        handed_in(browser)
        browser.open(f"{HOME}/withdrawal")
        assert "请先勾选确认" in browser.send(f"{HOME}/withdrawal").text
        assert zhang.look().json["status"] == "submitted"
        assert browser.send(f"{HOME}/withdrawal", sure="yes").status_code == 303
        assert "您已撤回报名" in browser.open(HOME).text
        assert zhang.look().json["status"] == "withdrawn"


class TestMe:
    def test_own_data_masked_and_nobody_elses(self, browser: Browser, zhang: Applying) -> None:
        text = browser.open("/registration/me").text
        assert all(said in text for said in (ZHANG.name, zhang.number, ZHANG.student_number, "软件技术", "2027年9月"))
        assert ZHANG.id_number not in text
        assert ZHANG.phone not in text
        assert LI.name not in text


def test_a_paper_that_was_uploaded_is_not_called_optional(browser: Browser, zhang: Applying) -> None:
    """An honour that is claimed wants its certificate."""
    zhang.write(SERVICE | {"honours": ["SIYOU"]})
    for kind in ("discharge_certificate", "honour_certificate"):
        zhang.upload(picture("PNG"), kind=kind)
    text = browser.open(f"{HOME}/check").text
    assert "<h3>立功受奖证书</h3>" in text
