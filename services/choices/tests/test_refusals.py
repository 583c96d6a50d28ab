"""A choice that is refused comes back as it was typed, marked as not saved: rules, two windows, deadlines, sign-ins."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from services.choices.tests.browser import HOUR, Browser
from services.choices.tests.desk import CLOSES, LI, MIDDAY, ZHANG, Desk

FORM_A, FORM_C = "/choices/filing/MAIN/A", "/choices/filing/MAIN/C"


@pytest.fixture
def browser(desk: Desk) -> Browser:
    return Browser(desk)


def test_a_rule(desk: Desk, browser: Browser) -> None:
    browser.open(f"{FORM_A}?college=10001")
    assert browser.send(FORM_A, major1="02", major2="02").status_code == 422
    assert 'href="#majors"' in browser.page.text
    assert "下面填写的内容未保存。" in browser.text
    fields = browser.fields(FORM_A)
    assert (fields["college"], fields["major1"], fields["major2"]) == ("10001", "02", "02")
    browser.send(FORM_A, major2="01")
    assert browser.path == "/choices/filings/MAIN/revisions/1"


def test_two_windows(desk: Desk, browser: Browser) -> None:
    other = Browser(desk)
    for window in (browser, other):
        window.open(f"{FORM_A}?college=10001")
    other.open(f"{FORM_A}?college=10002")
    other.send(FORM_A, major1="03")
    assert browser.send(FORM_A, major1="01").status_code == 409
    for said in ("A志愿已在另一处修改", "10002 样例师范学院", "10001 样例大学"):
        assert said in browser.text
    assert desk.filed()["choices"][0]["college"] == "10002"
    browser.send(FORM_A)
    assert desk.filed()["choices"][0]["college"] == "10001"


def test_another_choice_saved_meanwhile_is_no_conflict(desk: Desk, browser: Browser) -> None:
    browser.open(f"{FORM_A}?college=10001")
    desk.save("B", "10002")
    browser.send(FORM_A, major1="01")
    assert browser.path == "/choices/filings/MAIN/revisions/2"


def test_a_choice_changed_meanwhile_is_not_cleared(desk: Desk, browser: Browser) -> None:
    desk.save("A")
    browser.open(f"{FORM_A}/clear")
    desk.save("A", "10002", ["03"])
    assert browser.send(f"{FORM_A}/clear").status_code == 409
    assert "10002 样例师范学院" in browser.text
    assert desk.filed()["saved"] == ["A"]


def test_the_deadline_passes_while_the_page_is_open(desk: Desk, browser: Browser) -> None:
    desk.save("A")
    browser.open(f"{FORM_C}?college=10003")
    desk.go_to(CLOSES + timedelta(seconds=3))
    assert browser.send(FORM_C, major1="05").status_code == 409
    assert "志愿填报已于4月11日17:00截止，不能再填报或修改。您已保存：A志愿。" in browser.text
    assert "本次提交的C志愿于17:00:03到达，未保存。" in browser.text
    assert "10003 样例理工学院" in browser.text
    assert "保存C志愿" not in browser.text


def test_the_sign_in_ended_within_the_last_hours(desk: Desk, browser: Browser) -> None:
    browser.open(f"{FORM_A}?college=10001")
    browser.grow_old(ended=HOUR)
    browser.post(FORM_A, browser.fields(FORM_A) | {"major1": "01"}, follow=False)
    assert browser.page.headers["Location"] == "/choices/filings/MAIN/revisions/1"


def test_the_sign_in_is_gone(desk: Desk, browser: Browser) -> None:
    browser.open(f"{FORM_A}?college=10001")
    typed = browser.fields(FORM_A) | {"major1": "02"}
    browser.client.delete_cookie("longmen")
    assert browser.post(FORM_A, typed).status_code == 422
    assert "请 在新窗口登录" in browser.text
    browser.sign_in()
    browser.post(FORM_A, browser.fields(""))
    assert "您已重新登录，下面的内容尚未保存" in browser.text
    browser.send(FORM_A)
    assert desk.filed()["choices"][0]["majors"][0]["code"] == "02"


def test_the_database_is_away(desk: Desk, browser: Browser) -> None:
    browser.open(f"{FORM_A}?college=10001")
    typed = browser.fields(FORM_A) | {"major1": "02"}
    with away(desk.home.services["choices"].engine):
        assert browser.post(FORM_A, typed, settle=False).status_code == 503
    assert "您填写的内容不会丢失，请稍后点击下面的按钮重新提交" in browser.text
    again = browser.fields("")
    assert (again["college"], again["major1"]) == ("10001", "02")
    browser.post(FORM_A, again)
    if not browser.path.startswith("/choices/filings"):  # whose page could not know who asked
        browser.send(FORM_A)
    assert desk.filed()["choices"][0]["majors"][0]["code"] == "02"


@contextmanager
def away(engine: Engine) -> Iterator[None]:
    """The file of the database cannot be opened."""
    path = Path(engine.url.database or "")
    engine.dispose()
    aside = path.rename(path.with_suffix(".aside"))
    path.mkdir()
    yield
    path.rmdir()
    aside.rename(path)


def test_nothing_is_known_of_who_saves(bare: Desk) -> None:
    bare.plan()
    bare.settle(ZHANG)
    bare.go_to(MIDDAY)
    bare.accept()
    browser = Browser(bare)
    browser.open(f"{FORM_A}?college=10001")
    token = browser.fields(FORM_A) | {"major1": "01"}
    browser.grow_old(LI, ended=-HOUR)  # another person on the same computer, of whom review has told nothing
    assert browser.post(FORM_A, token).status_code == 409
    assert "尚未收到您的资格审查结果" in browser.text
    assert "10001" in browser.text


def test_terms_that_changed_since_they_were_read(bare: Desk) -> None:
    bare.settle(ZHANG)
    bare.go_to(MIDDAY)
    browser = Browser(bare)
    browser.open("/choices/terms")
    browser.send("/choices/terms", text="0" * 64)
    assert "条款内容已更新，请重新阅读后确认。" in browser.text
    assert bare.get("/filing").json["terms"]["accepted_at"] is None


@pytest.mark.parametrize("path", ["/choices/terms", FORM_A, f"{FORM_A}/clear"])
def test_without_a_token_nothing_is_done(desk: Desk, browser: Browser, path: str) -> None:
    desk.save("A")
    assert browser.post(path, {"college": "10002", "major1": "03", "seen": ""}).status_code == 403
    assert [row["revision"] for row in desk.facts("save")] == [1]
