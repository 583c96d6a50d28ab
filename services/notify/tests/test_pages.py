"""A candidate's pages in a browser without scripts: the next step, the timeline, messages read and unread."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from services.notify.domain.texts import TEMPLATES
from services.notify.tests.browser import Browser
from services.notify.tests.told import INTAKE, OPENED_AT, SEASON, Told
from shared.contracts.admission import OrderGiven, PlanPublished
from shared.contracts.registration import ApplicationChanged
from shared.contracts.review import ClaimDecided, CorrectionRequested
from shared.kernel import BEIJING
from shared.season import Season
from shared.season.model import Window
from shared.season.words import WindowKind
from shared.testing.house import Home
from shared.web.translation import read

FILING = datetime(2030, 4, 10, 12, tzinfo=BEIJING)
SAVED = datetime(2030, 4, 10, 16, 52, tzinfo=BEIJING)


@pytest.fixture
def browser(told: Told) -> Browser:
    told.person()
    told.opened()
    told.home.settle()
    return Browser(told.home)


def applied(told: Told, status: str = "submitted", account: str = "a1") -> None:
    told.hear(ApplicationChanged(account=account, intake=INTAKE, season=SEASON, status=status, revision=1,
                                 changed_at=OPENED_AT), f"registration/application/{account}")


class TestHome:
    def test_says_the_next_thing_and_by_when(self, home: Home, browser: Browser) -> None:
        home.advance(INTAKE, datetime(2030, 1, 18, 16, tzinfo=BEIJING))
        browser.open("/notify/")
        assert "下一步 填写并提交报名信息 您尚未提交报名。请在截止前提交，逾期不再受理。" in browser.text
        assert "距截止 1:00:00 截止时间 1月18日17:00" in browser.text

    def test_timeline_is_what_happened_where_one_stands_and_what_comes(
            self, home: Home, told: Told, browser: Browser) -> None:
        applied(told)
        told.settled_as("eligible")
        home.advance(INTAKE, FILING)
        for minutes in (0, 30):
            told.saved(SAVED + timedelta(minutes=minutes))
        told.progressed(["A"])
        browser.open("/notify/")
        marks = re.findall(r'<li class="(past|present|future)".*?<p class="title">(.*?)<', browser.page.text, re.DOTALL)
        assert sorted(title.strip() for state, title in marks if state == "past") == [
            "A志愿已保存", "报名已提交", "报名账号已开通", "资格审查已通过"]
        assert [(state, title.strip()) for state, title in marks[3:]] == [
            ("past", "A志愿已保存"), ("present", "核对已保存的志愿"), ("future", "志愿填报截止"),
            ("future", "第一志愿下发志愿数据"), ("future", "第一志愿录取结果可查询")]
        assert "4月10日17:22" in browser.text
        assert "4月10日16:52" not in browser.text

    def test_tells_no_reminder_and_no_end_twice(self, home: Home, told: Told, browser: Browser) -> None:
        home.advance(INTAKE, datetime(2030, 1, 17, 17, tzinfo=BEIJING))
        assert "网上报名即将截止" in told.titles()
        told.released("admitted", college="10001", college_name="样例大学", major="01", major_name="软件工程")
        browser.open("/notify/")
        assert "网上报名即将截止" not in browser.text
        assert browser.text.split("办理进度")[1].count("您已被录取") == 1
        assert "未开始" not in browser.text

    def test_in_english_the_way_behind_is_told_in_english_too(self, told: Told, browser: Browser) -> None:
        applied(told)
        told.settled_as("eligible")
        told.saved(SAVED)
        told.released("admitted", college="10001", college_name="样例大学", major="01", major_name="软件工程")
        browser.client.set_cookie("lang", "en")
        browser.open("/notify/")
        for said in ("Account opened", "Application submitted", "The eligibility review passed", "Choice A saved"):
            assert said in browser.text
        assert browser.text.split("Your progress")[1].count("You are admitted") == 1
        assert "已" not in browser.text.split("Your progress")[1]

    def test_in_english_the_usual_terms_are_english_and_a_sentence_has_its_capital(
        self, home: Home, told: Told, browser: Browser
    ) -> None:
        applied(told)
        told.settled_as("eligible")
        home.advance(INTAKE, FILING)
        browser.client.set_cookie("lang", "en")
        browser.open("/notify/")
        assert "Next step Fill in and save each choice You have not saved any choice." in browser.text
        home.advance(INTAKE, FILING + timedelta(days=3))
        browser.open("/notify/")
        assert "No choice saved The filing of choices closed on 11 April, 17:00." in browser.text

    def test_every_title_of_a_message_has_its_english(self) -> None:
        english = read(Path(__file__).parents[1] / "translations" / "en.po")
        titles = {each.title for each in TEMPLATES.values() if each.entry} - {"{title}"}
        assert titles - english.keys() == set()

    def test_until_when_a_returned_application_may_be_mended(self, home: Home, told: Told, browser: Browser) -> None:
        applied(told, "returned")
        told.hear(CorrectionRequested(account="a1", intake=INTAKE, season=SEASON, revision=1, stage="college",
                                      reason="照片不清晰", until=SAVED, requested_at=OPENED_AT), "review/case/a1")
        home.advance(INTAKE, SAVED - timedelta(minutes=8))
        browser.open("/notify/")
        assert "补正报名信息" in browser.text
        assert "距截止 08:00" in browser.text
        home.advance(INTAKE, SAVED)
        browser.open("/notify/")
        assert "补正已于4月10日16:52截止" in browser.text

    def test_a_correction_ends_when_the_review_does_by_now(
        self, home: Home, told: Told, browser: Browser, season: Season
    ) -> None:
        review = Window(id="review", kind=WindowKind.REVIEW, title="资格审查", categories=("VETERAN",), sample=True,
                        opens_at=OPENED_AT, closes_at=SAVED + timedelta(minutes=8))
        home.publish(replace(season, windows=(*season.windows, review)), version=2)
        applied(told, "returned")
        told.hear(CorrectionRequested(account="a1", intake=INTAKE, season=SEASON, revision=1, stage="college",
                                      reason="照片不清晰", until=SAVED, requested_at=OPENED_AT), "review/case/a1")
        home.advance(INTAKE, SAVED)
        browser.open("/notify/")
        assert "距截止 08:00" in browser.text

    def test_an_extension_for_ones_source_college_moves_the_day(
        self, home: Home, told: Told, browser: Browser, season: Season
    ) -> None:
        review = Window(id="review", kind=WindowKind.REVIEW, title="资格审查", categories=("VETERAN",), sample=True,
                        opens_at=OPENED_AT, closes_at=SAVED)
        home.publish(replace(season, windows=(*season.windows, review)), version=2)
        for college, later in (("90002", 20), ("90001", 8)):
            told.hear(OrderGiven(intake=INTAKE, season=SEASON, order=f"o-{college}", number="样例〔2030〕1号",
                                 kind="extension", target="review", officers=["officer-1", "officer-2"], given_at=SAVED,
                                 college=college, closes_at=SAVED + timedelta(minutes=later)),
                      f"admission/order/o-{college}")
        applied(told, "returned")
        told.hear(CorrectionRequested(account="a1", intake=INTAKE, season=SEASON, revision=1, stage="college",
                                      reason="照片不清晰", until=SAVED, requested_at=OPENED_AT), "review/case/a1")
        home.advance(INTAKE, SAVED)
        browser.open("/notify/")
        assert "距截止 08:00" in browser.text

    def test_who_passed_the_last_stage_waits_for_the_college_to_confirm(
        self, told: Told, browser: Browser, season: Season
    ) -> None:
        confirmation = Window(id="confirmation", kind=WindowKind.CONFIRMATION, title="院校确认", sample=True,
                              categories=("VETERAN",), opens_at=datetime(2030, 3, 1, tzinfo=BEIJING), closes_at=FILING)
        told.home.publish(replace(season, windows=(*season.windows, confirmation)), version=2)
        applied(told)
        told.hear(ClaimDecided(account="a1", intake=INTAKE, season=SEASON, revision=1, stage="college",
                               decision="approved", reason=None, last=False, decided_at=SAVED), "review/case/a1")
        told.home.advance(INTAKE, datetime(2030, 2, 27, tzinfo=BEIJING))
        browser.open("/notify/")
        assert "等待资格审查 您的报名已提交，正在资格审查" in browser.text
        told.hear(ClaimDecided(account="a1", intake=INTAKE, season=SEASON, revision=1, stage="college",
                               decision="approved", reason=None, last=True, decided_at=SAVED), "review/case/a1")
        browser.open("/notify/")
        assert "等待院校确认 您的申报在各环节均已通过" in browser.text
        applied(told)
        browser.open("/notify/")
        assert "等待资格审查 您的报名已提交，正在资格审查" in browser.text

    def test_nothing_of_others_is_on_it(self, told: Told, browser: Browser) -> None:
        told.person("a2", phone="13800000002")
        told.released("admitted", "a2", college="10001", college_name="样例大学", major="01", major_name="软件工程")
        browser.open("/notify/")
        assert "您已被录取" not in browser.text
        browser.open("/notify/inbox")
        assert "样例大学" not in browser.text

    def test_before_any_season_was_heard_it_stands(self, bare: Home) -> None:
        browser = Browser(bare)
        assert browser.open("/notify/").status_code == 200
        assert "等待招生日程公布" in browser.text


class TestInbox:
    def test_a_message_is_unread_until_it_was_marked_read(self, told: Told, browser: Browser) -> None:
        browser.open("/notify/")
        assert "您有1条未读消息" in browser.text
        browser.open("/notify/inbox")
        assert "考生号30500000000001" in browser.text
        fields = browser.fields("/notify/inbox/read")
        applied(told)
        browser.post("/notify/inbox/read", fields)
        assert "您有1条未读消息" in browser.text
        assert browser.page.text.count('class="message unread"') == 1
        browser.send("/notify/inbox/read")
        assert "已全部标为已读" in browser.text
        assert "没有未读消息" in browser.text
        browser.open("/notify/")
        assert "未读" not in browser.text

    def test_what_is_about_nobody_in_particular_is_not_among_what_one_has_to_read(
        self, home: Home, told: Told, browser: Browser
    ) -> None:
        told.hear(PlanPublished(intake=INTAKE, season=SEASON, revision=1, majors=[], colleges=[],
                                published_at=OPENED_AT), f"admission/plan/{SEASON}")
        browser.open("/notify/")
        assert "您有1条未读消息" in browser.text
        browser.open("/notify/inbox")
        assert "招生计划已公布" not in browser.text
        assert "报名账号已开通 ● 未读" in browser.text
        browser.open("/notify/announcements?intake=sample-2030")
        assert "招生计划已公布" in browser.text
        browser.open("/notify/inbox")
        assert f'<a href="/notify/announcements?intake={INTAKE}">' in browser.page.text

    def test_nothing_is_read_before_it_came(self, told: Told, browser: Browser) -> None:
        browser.open("/notify/inbox")
        fields = browser.fields("/notify/inbox/read") | {"until": "9999-01-01T00:00:00+00:00"}
        browser.post("/notify/inbox/read", fields)
        assert "没有未读消息" in browser.text
        applied(told)
        browser.open("/notify/inbox")
        assert "您有1条未读消息" in browser.text

    def test_what_is_no_instant_is_refused(self, browser: Browser) -> None:
        for wrong in ("gestern", "2030-01-01T00:00:00"):
            browser.open("/notify/inbox")
            browser.post("/notify/inbox/read", browser.fields("/notify/inbox/read") | {"until": wrong})
            assert browser.page.status_code == 422

    def test_says_whether_the_sms_went_out(self, told: Told, browser: Browser) -> None:
        told.saved(SAVED, known=False)
        told.send()
        browser.open("/notify/inbox")
        assert "短信发往您预留的手机号138****0001" in browser.text
        assert re.search(r"报名账号已开通.*短信 ✓ 已发送", browser.text)
        assert re.search(r"其他短信和邮件.*志愿已保存 短信 ✓ 已发送", browser.text)

    def test_one_of_another_list_is_no_place_in_this_one(self, browser: Browser) -> None:
        assert browser.open("/notify/inbox?cursor=abcd").status_code == 200
        assert "考生号30500000000001" in browser.text
