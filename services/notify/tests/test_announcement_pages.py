"""公告 in a browser without scripts: written, looked at once more, published once, read by everybody."""

from typing import Any

import pytest

from services.notify.tests.browser import Browser
from services.notify.tests.told import INTAKE, Told
from shared.security.access import Role
from shared.testing.house import Home

PAGE, FORM = "/notify/announcements", "/notify/announcements/new"
TEXT = "现将有关事项公告如下：\n一、请持身份证。\n二、<b>请</b>核对信息。"


@pytest.fixture
def officer(home: Home) -> Browser:
    return Browser(home, Role.OFFICER, "o1")


def test_written_checked_published_and_read_by_everybody(home: Home, told: Told, officer: Browser) -> None:
    officer.open(PAGE)
    assert "还没有公告。" in officer.text
    officer.open(FORM)
    officer.send(FORM, title="关于报名确认的公告", text=TEXT)
    assert "公告尚未发布" in officer.text
    assert Browser(home, None).open(PAGE).text.count("关于报名确认的公告") == 0
    fields = officer.fields(FORM) | {"step": "publish"}
    officer.post(FORM, fields)
    assert "公告已发布，考生可在本平台查看。" in officer.text
    officer.post(FORM, fields)
    anybody = Browser(home, None)
    anybody.open(PAGE)
    assert anybody.page.text.count("关于报名确认的公告</a>") == 1
    anybody.open(officer.path.partition("?")[0])
    assert "一、请持身份证。" in anybody.text
    assert "&lt;b&gt;请&lt;/b&gt;" in anybody.page.text
    told.person()
    candidate = Browser(home)
    candidate.open("/notify/inbox")
    assert "关于报名确认的公告 ● 未读 ○ 公告" in candidate.text


def test_what_was_typed_stays(officer: Browser) -> None:
    officer.open(FORM)
    officer.send(FORM, title="", text=TEXT, intake="elsewhere")
    assert officer.page.status_code == 422
    assert "请填写标题，只写一行。" in officer.text
    assert officer.fields(FORM)["text"].replace("\r", "") == TEXT
    officer.open(FORM)
    officer.send(FORM, title="标题", text=TEXT)
    officer.post(FORM, officer.fields(FORM) | {"step": "change"})
    assert (officer.fields(FORM)["title"], officer.fields(FORM)["text"]) == ("标题", TEXT)
    officer.post(FORM, officer.fields(FORM) | {"text": "长" * 5001})
    assert "最多5000个字符。" in officer.text


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.AUDITOR])
def test_only_officers_write(home: Home, role: Role) -> None:
    browser = Browser(home, role)
    assert browser.open(FORM).status_code == 403
    browser.open(PAGE)
    assert FORM not in browser.page.text


def test_what_one_person_was_told_is_no_announcement(home: Home, told: Told) -> None:
    told.person()
    told.opened()
    home.settle()
    own: Any = next(entry for entry in told.timeline() if entry["personal"])
    assert Browser(home, None).open(f"{PAGE}/{own['id']}").status_code == 404


def test_over_the_api(home: Home) -> None:
    by = home.as_role("officer")
    body = {"intake": INTAKE, "title": "公告", "text": TEXT}
    made = by.post("/notify/api/v1/announcements", json=body)
    assert made.status_code == 201, made.text
    assert by.post("/notify/api/v1/announcements", json=body | {"intake": "elsewhere"}).status_code == 404
    assert by.post("/notify/api/v1/announcements", json=body | {"text": ""}).status_code == 422
    listed: Any = home.anybody().get("/notify/api/v1/announcements", query_string={"intake": INTAKE}).json
    assert [entry["id"] for entry in listed["items"]] == [made.get_json()["id"]]
