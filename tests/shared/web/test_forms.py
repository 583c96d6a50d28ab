"""Writes come from our own pages; what was typed is not lost to a sign-in that ran out."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import request
from flask.testing import FlaskClient

from shared.kernel import new_id
from shared.security.access import Role
from shared.web.access import permits, principal, public
from shared.web.blueprint import JsonBlueprint, PageBlueprint
from shared.web.pages import safe_next, this_form, typed
from tests.shared.web.site import Site, browser


def notes() -> PageBlueprint:
    blueprint = PageBlueprint("notes", __name__, template_folder=None)

    @blueprint.route("/note", methods=["GET", "POST"])
    @permits(Role.CANDIDATE)
    def note() -> str:
        if request.method == "GET":
            return f"token={this_form()}="
        return f"{principal().subject} wrote {typed('text')}"

    @blueprint.route("/door", methods=["GET", "POST"])
    @public
    def door() -> str:
        return f"token={this_form()}=" if request.method == "GET" else safe_next("/home")

    return blueprint


def scripts() -> JsonBlueprint:
    blueprint = JsonBlueprint("scripts", __name__)

    @blueprint.route("/token")
    @permits(Role.CANDIDATE)
    def token() -> Any:
        return {"token": this_form("api")}

    @blueprint.route("/saved", methods=["POST"])
    @permits(Role.CANDIDATE)
    def save() -> Any:
        return {"by": principal().subject}

    @blueprint.route("/anybody", methods=["POST"])
    @public
    def anybody() -> Any:
        return {"ok": True}

    return blueprint


def token_of(client: FlaskClient, path: str) -> str:
    found = re.search("token=(.+?)=", client.get(path).text)
    assert found
    return found[1]


@pytest.fixture
def person(site: Site) -> FlaskClient:
    return browser(site.app(notes(), scripts()), site.token("candidate", subject="c1"))


def test_our_own_form_is_taken(person: Any) -> None:
    form = {"_form": token_of(person, "/notify/note"), "text": "hello"}
    assert person.post("/notify/note", data=form).text == "c1 wrote hello"


def test_what_nobody_can_type_is_refused(person: FlaskClient) -> None:
    form = {"_form": token_of(person, "/notify/note"), "text": "a\0b"}
    answer = person.post("/notify/note", data=form)
    assert answer.status_code == 422
    assert "含有不能使用的字符" in answer.text


@pytest.mark.parametrize("given", [None, "", "1.2", "x", "9999999999.abc", "²³.abc", "."])
def test_a_form_without_its_token_is_refused_in_chinese(person: FlaskClient, given: str | None) -> None:
    response = person.post("/notify/note", data={"text": "hello"} | ({"_form": given} if given is not None else {}))
    assert response.status_code == 403
    assert "<h1>页面已过期</h1>" in response.text
    assert 'lang="zh-CN"' in response.text


def test_a_token_serves_one_form_one_session_and_two_hours(site: Site, person: Any) -> None:
    token = token_of(person, "/notify/note")
    of_door = token_of(person, "/notify/door")
    assert person.post("/notify/note", data={"_form": of_door, "text": "x"}).status_code == 403
    other = browser(person.application, site.token("candidate", subject="c2"))
    assert other.post("/notify/note", data={"_form": token, "text": "x"}).status_code == 403
    site.now += timedelta(hours=2, seconds=1)
    same_person_later = person.post("/notify/note", data={"_form": token, "text": "x"})
    assert same_person_later.status_code != 200


def test_a_form_is_taken_after_its_sign_in_ended(site: Site, person: Any) -> None:
    token = token_of(person, "/notify/note")
    site.now += timedelta(minutes=119)
    assert person.get("/notify/note").status_code == 303
    assert person.post("/notify/note", data={"_form": token, "text": "long"}).text == "c1 wrote long"


def test_not_so_when_the_session_was_revoked(site: Site) -> None:
    session = new_id()
    person = browser(site.app(notes()), site.token("candidate", session=session))
    token = token_of(person, "/notify/note")
    with site.db.begin(wall=site.now) as tx:
        site.identity.keep_revoked(tx, session, until=site.now + timedelta(hours=3))
    assert person.post("/notify/note", data={"_form": token, "text": "x"}).status_code == 401


def test_a_post_is_never_redirected_to_sign_in(site: Site) -> None:
    response = browser(site.app(notes())).post("/notify/note", data={"text": "hello"})
    assert response.status_code == 401
    assert "在新窗口登录" in response.text


@pytest.mark.parametrize(("headers", "status"), [
    ({"Sec-Fetch-Site": "same-origin"}, 200),
    ({"Sec-Fetch-Site": "none"}, 200),
    ({"Sec-Fetch-Site": "cross-site"}, 403),
    ({"Sec-Fetch-Site": "same-site"}, 403),
    ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 403),
    ({"Origin": "http://localhost"}, 200),
    ({"Origin": "http://localhost:81"}, 403),
    ({"Origin": "http://evil.example"}, 403),
    ({"Origin": "null"}, 403),
    ({}, 403),
])
def test_where_a_write_began(site: Site, headers: dict[str, str], status: int) -> None:
    person = site.app(notes()).test_client()
    person.set_cookie("longmen", site.token("candidate"))
    token = token_of(person, "/notify/note")
    assert person.post("/notify/note", data={"_form": token, "text": "x"}, headers=headers).status_code == status


def test_a_public_form_needs_its_token_too(site: Site) -> None:
    anybody = browser(site.app(notes()))
    assert anybody.post("/notify/door").status_code == 403
    assert anybody.post("/notify/door", data={"_form": token_of(anybody, "/notify/door")}).status_code == 200


def test_the_api_by_bearer_needs_no_form(site: Site) -> None:
    client = site.app(scripts()).test_client()
    headers = site.bearer("candidate", subject="c9") | {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/notify/api/v1/saved", headers=headers).json == {"by": "c9"}


def test_the_api_by_cookie_needs_the_token_in_a_header(person: Any) -> None:
    assert person.post("/notify/api/v1/saved").json["code"] == "form_expired"
    token = person.get("/notify/api/v1/token").json["token"]
    assert person.post("/notify/api/v1/saved", headers={"X-Form-Token": token}).json == {"by": "c1"}
    stolen = {"X-Form-Token": token, "Sec-Fetch-Site": "cross-site"}
    assert person.post("/notify/api/v1/saved", headers=stolen).json["code"] == "cross_site"


def test_a_program_without_cookie_calls_a_public_write(site: Site) -> None:
    assert site.app(scripts()).test_client().post("/notify/api/v1/anybody").status_code == 200


@pytest.mark.parametrize(("wanted", "to"), [
    ("/review/cases?x=1", "/review/cases?x=1"), ("https://evil.example", "/home"), ("//evil.example", "/home"),
    ("/\\evil.example", "/home"), ("", "/home"), ("/a\nb", "/home"),
])
def test_a_sign_in_goes_on_to_our_own_pages_only(site: Site, wanted: str, to: str) -> None:
    anybody = browser(site.app(notes()))
    form = {"_form": token_of(anybody, "/notify/door"), "next": wanted}
    assert anybody.post("/notify/door", data=form).text == to
