"""What every page has around it: nothing a strict policy refuses, the language that was chosen, the menu, the time."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.db import DatabaseAway
from shared.kernel import RuleBroken
from shared.season import Season
from shared.security.access import Role
from shared.testing.seasons import INTAKE, sample
from shared.web.access import permits, public
from shared.web.blueprint import PageBlueprint
from shared.web.layout import Until
from shared.web.navigation import MENUS, SERVICES, Entry, present
from shared.web.pages import page
from shared.web.problems import InvalidInput
from tests.shared.web.site import Site, browser

REFUSED = re.compile(r"<script(?! src=\"/static/)|<style|\sstyle=|\son\w+=|javascript:|https?://", re.IGNORECASE)
HTMX = {"HX-Request": "true"}


class Late(RuleBroken):
    """Too late."""

    code = "late_for_a_test"
    message = "操作过于频繁，请在{wait}后重试。"


class Over(RuleBroken):
    """Past its end."""

    code = "over_for_a_test"
    message = "{at}"


def pages() -> PageBlueprint:
    blueprint = PageBlueprint("pages", __name__, template_folder=None)

    @blueprint.get("/piece")
    @public
    def piece() -> str:
        return page("pieces.html", fragment="error_notice.html", wrong=[], deadlines=[Until(ZERO, ZERO)] * 4,
                    title="<b>", text="text", error={"status": 1})

    @blueprint.get("/late")
    @public
    def late() -> Any:
        raise Late(retry_after=600)

    @blueprint.get("/over")
    @public
    def over() -> Any:
        raise Over(at="1月9日17:00")

    @blueprint.get("/wrong")
    @public
    def wrong() -> Any:
        raise InvalidInput([("name", "填写的内容有误，请按提示修改。")])

    @blueprint.get("/own")
    @permits(Role.CANDIDATE)
    def own() -> str:
        return page("error.html", title="own", error={"status": 1})

    return blueprint


ZERO = datetime(2024, 3, 19, 9, 0, tzinfo=UTC)


def test_nothing_that_the_policy_refuses(site: Site) -> None:
    client = browser(site.app())
    for path in ("/notify/style", "/nowhere"):
        answer = client.get(path)
        assert not REFUSED.search(answer.text)
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'self'" in policy


def test_htmx_evaluates_nothing_asks_nobody_else_and_stores_no_page(site: Site) -> None:
    text = browser(site.app()).get("/nowhere").text
    for said in ('"allowEval":false', '"selfRequestsOnly":true', '"includeIndicatorStyles":false',
                 '"historyCacheSize":0'):
        assert said in text


def test_before_any_season_nothing_is_called_a_rehearsal(site: Site) -> None:
    assert 'class="rehearsal"' not in browser(site.app()).get("/nowhere").text


class SeasonsAway:
    """Copies of seasons whose database is away."""

    def seasons(self) -> list[Season]:
        raise DatabaseAway

    def is_rehearsal(self, intake: str) -> bool | None:
        raise DatabaseAway


def test_a_page_that_tells_of_a_database_that_is_away_still_has_its_layout(site: Site) -> None:
    answer = browser(site.app(seasons=SeasonsAway())).get("/nowhere")
    assert (answer.status_code, "没有找到" in answer.text) == (404, True)


class TestLanguage:
    def choose(self, client: Any, language: str, **form: str) -> Any:
        text = client.get("/notify/style").text
        token = re.search(r'name="_form" value="([^"]+)"', text)
        assert token
        filled = {"_form": token[1], "lang": language, "next": "/notify/style"} | form
        return client.post("/notify/language", data=filled)

    def test_chinese_until_english_is_chosen_and_back(self, site: Site) -> None:
        client = browser(site.app())
        assert '<html lang="zh-CN"' in client.get("/notify/style").text
        answer = self.choose(client, "en")
        assert (answer.status_code, answer.location) == (303, "/notify/style")
        text = client.get("/notify/style").text
        assert '<html lang="en"' in text
        assert "Skip to content" in text
        assert "There is a problem" in text
        self.choose(client, "zh-CN")
        assert "跳到正文" in client.get("/notify/style").text

    def test_the_cookie_serves_all_services(self, site: Site) -> None:
        cookie = self.choose(browser(site.app()), "en").headers["Set-Cookie"]
        assert "lang=en" in cookie
        assert "Path=/;" in f"{cookie};"

    def test_an_unknown_language_is_chinese_and_no_other_site_is_gone_to(self, site: Site) -> None:
        client = browser(site.app())
        assert self.choose(client, "xx", next="https://elsewhere.example").location == "/"
        assert "跳到正文" in client.get("/notify/style").text

    def test_an_errors_parameters_are_filled_into_its_translation(self, site: Site) -> None:
        client = browser(site.app(pages()))
        assert client.get("/notify/wrong").status_code == 422
        client.set_cookie("lang", "en")
        assert "Some of what was filled in is not right" in client.get("/notify/wrong").text
        assert "Not found" in client.get("/nowhere").text
        assert "Try again in 10 minutes." in client.get("/notify/late").text

    def test_an_instant_in_an_error_is_said_in_english(self, site: Site) -> None:
        client = browser(site.app(pages()))
        assert "1月9日17:00" in client.get("/notify/over").text
        client.set_cookie("lang", "en")
        assert "9 January, 17:00" in client.get("/notify/over").text


def test_the_menu_says_the_same_in_each_service(site: Site) -> None:
    app = site.app()
    app.extensions["longmen.english"] = app.extensions["longmen.english"] | {"招生计划": ("Another plan",)}
    client = browser(app)
    client.set_cookie("lang", "en")
    assert "Places offered" in client.get("/nowhere").text


class TestFragments:
    def test_htmx_is_given_the_piece_and_everybody_else_the_page(self, site: Site) -> None:
        client = browser(site.app(pages()))
        assert client.get("/notify/piece").text.startswith("<!doctype html>")
        assert "<html" not in client.get("/notify/piece", headers=HTMX).text
        assert "<html" in client.get("/notify/piece", headers=HTMX | {"HX-Boosted": "true"}).text

    def test_an_error_leaves_the_page_as_it_is(self, site: Site) -> None:
        answer = browser(site.app(pages())).get("/notify/wrong", headers=HTMX)
        assert (answer.status_code, answer.headers["HX-Retarget"]) == (422, "#notices")
        assert "<html" not in answer.text

    def test_a_sign_in_that_ended_is_said_and_not_put_into_the_piece(self, site: Site) -> None:
        client = browser(site.app(pages()))
        assert client.get("/notify/own").status_code == 303
        answer = client.get("/notify/own", headers=HTMX)
        assert answer.status_code == 401
        assert 'href="/sign-in" target="_blank"' in answer.text


class TestMenu:
    def test_the_present_page_is_marked_also_from_below(self) -> None:
        entries = [Entry("首页", "/"), Entry("队列", "/review/queue"), Entry("家", "/notify/")]
        places = {"/": 0, "/review/queue": 1, "/review/queue/7": 1, "/notify/": 2, "/notify/inbox": None,
                  "/review/queues": None}
        for path, found in places.items():
            assert present(entries, path) == (None if found is None else entries[found])

    def test_every_address_is_of_a_service_or_at_the_root(self) -> None:
        entries = {entry for entries in MENUS.values() for entry in entries}
        assert {entry.href.split("/")[1] for entry in entries} <= {"", *SERVICES}


@pytest.mark.parametrize(("left", "said"), [
    (timedelta(minutes=8, seconds=12), "08:12"), (timedelta(hours=3, seconds=5), "3:00:05"),
    (timedelta(seconds=0.9), "00:00"), (-timedelta(hours=1), "00:00"), (timedelta(days=3, hours=2), "3天 2:00:00"),
])
def test_what_is_left_is_never_said_too_large(site: Site, left: timedelta, said: str) -> None:
    with site.app().test_request_context():
        assert Until(ZERO + left, ZERO).left == said


class Several:
    """Two intakes: the pages are about no one season."""

    def __init__(self, *rehearsals: str) -> None:
        self.rehearsals = rehearsals

    def seasons(self) -> list[Season]:
        return [sample(), replace(sample(), code="second", intake="second")]

    def is_rehearsal(self, intake: str) -> bool | None:
        return intake in self.rehearsals


def test_of_several_intakes_a_rehearsal_is_still_said(site: Site) -> None:
    for rehearsals, said in (((INTAKE, "second"), "本页用于演练"), (("second",), "标有“演练”的"), ((), "")):
        text = browser(site.app(seasons=Several(*rehearsals))).get("/nowhere").text
        assert ('class="rehearsal"' in text) is bool(said)
        assert said in text
