"""Every error leaves in one shape, whoever raised it."""

import json
from typing import Any

import pytest
from flask import abort
from marshmallow import fields, validate

from shared.kernel import Conflict, LongmenError, RuleBroken
from shared.web.access import public
from shared.web.blueprint import JsonBlueprint, PageBlueprint
from shared.web.problems import BadCursor, InvalidInput, TooMany
from shared.web.schemas import Instant, Schema
from tests.shared.web.site import Site


class PlanFull(RuleBroken):
    code = "plan_full_for_tests"
    message = "{major}的计划已满。"


class PersonIn(Schema):
    name = fields.String(required=True, validate=validate.Length(2, 20))
    age = fields.Integer()
    born_at = Instant()
    wishes = fields.List(fields.Integer())


class NamedQuery(Schema):
    name = fields.String()


class SeasonFaults(RuleBroken):
    code = "season_faults_for_tests"
    message = "共 {count} 处错误。"

    def __init__(self, faults: list[dict[str, Any]]) -> None:
        super().__init__(count=len(faults))
        self.members = {"faults": faults, "status": 200}


ERRORS: dict[str, Exception] = {
    "rule": PlanFull(field="major", major="法学"),
    "conflict": Conflict(),
    "many": InvalidInput([("a", "甲"), ("b.0", "乙")]),
    "members": SeasonFaults([{"path": "windows[0]", "line": 3, "message": "重叠"}]),
    "slow": TooMany(retry_after=30),
    "bug": ZeroDivisionError("secret 13800138000"),
    "cursor": BadCursor(field="cursor"),
    "database": LongmenError(),
}


def people() -> JsonBlueprint:
    blueprint = JsonBlueprint("people", __name__)

    @blueprint.route("/people", methods=["POST"])
    @public
    @blueprint.arguments(PersonIn)
    @blueprint.response(201, PersonIn)
    def add(body: dict[str, Any]) -> Any:
        return body

    @blueprint.route("/named")
    @public
    @blueprint.arguments(NamedQuery, location="query")
    def named(query: dict[str, Any]) -> Any:
        return query

    @blueprint.route("/errors/<name>")
    @public
    def fail(name: str) -> Any:
        raise ERRORS[name]

    @blueprint.route("/abort/<int:status>")
    @public
    def stop(status: int) -> Any:
        abort(status)

    return blueprint


def pages() -> PageBlueprint:
    blueprint = PageBlueprint("pages", __name__, template_folder=None)

    @blueprint.get("/broken/<name>")
    @public
    def broken(name: str) -> str:
        raise ERRORS[name]

    return blueprint


def ask(site: Site, method: str, path: str, **more: Any) -> Any:
    return site.app(people(), pages()).test_client().open(path, method=method, **more)


def post(site: Site, **more: Any) -> Any:
    return ask(site, "POST", "/notify/api/v1/people", **more)


def assert_problem(response: Any, status: int, code: str) -> dict[str, Any]:
    assert response.content_type == "application/problem+json"
    body: dict[str, Any] = response.json
    assert (response.status_code, body["status"], body["code"]) == (status, status, code)
    assert {"type", "title", "detail", "errors", "trace_id"} <= set(body)
    assert body["type"] == f"urn:longmen:problem:{code}"
    assert body["trace_id"] == response.headers["X-Request-Id"]
    return body


@pytest.mark.parametrize(("name", "status", "code"), [
    ("rule", 422, "plan_full_for_tests"), ("conflict", 409, "conflict"), ("many", 422, "invalid_input"),
    ("slow", 429, "too_many"), ("bug", 500, "internal"), ("cursor", 400, "bad_cursor"), ("database", 500, "internal"),
])
def test_our_own_errors(site: Site, name: str, status: int, code: str) -> None:
    assert_problem(ask(site, "GET", f"/notify/api/v1/errors/{name}"), status, code)


def test_a_rule_names_its_field_in_the_words_of_the_rule(site: Site) -> None:
    body = ask(site, "GET", "/notify/api/v1/errors/rule").json
    assert body["detail"] == "法学的计划已满。"
    assert body["errors"] == [{"field": "major", "message": "法学的计划已满。"}]


def test_several_fields_and_extension_members(site: Site) -> None:
    assert ask(site, "GET", "/notify/api/v1/errors/many").json["errors"] == [
        {"field": "a", "message": "甲"}, {"field": "b.0", "message": "乙"},
    ]
    body = assert_problem(ask(site, "GET", "/notify/api/v1/errors/members"), 422, "season_faults_for_tests")
    assert body["faults"] == [{"path": "windows[0]", "line": 3, "message": "重叠"}]


def test_too_many_says_when_to_come_again(site: Site) -> None:
    assert ask(site, "GET", "/notify/api/v1/errors/slow").headers["Retry-After"] == "30"


def test_a_mistake_of_ours_tells_nothing(site: Site) -> None:
    assert "13800138000" not in ask(site, "GET", "/notify/api/v1/errors/bug").text


@pytest.mark.parametrize("name", ["a\0b", "half a pair \ud800"])
def test_what_no_database_can_hold_is_refused_by_its_field(site: Site, name: str) -> None:
    written = json.dumps({"name": name})
    body = assert_problem(post(site, data=written, content_type="application/json"), 422, "invalid_input")
    assert [error["field"] for error in body["errors"]] == ["name"]
    query = ask(site, "GET", "/notify/api/v1/named", query_string={"name": "a\0b"})
    assert_problem(query, 422, "invalid_input")


@pytest.mark.parametrize("instant", ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59-08:00", "0001-01-01T00:00:00+23:59"])
def test_an_instant_at_the_end_of_the_calendar_is_refused(site: Site, instant: str) -> None:
    body = assert_problem(post(site, json={"name": "张三", "born_at": instant}), 422, "invalid_input")
    assert [error["field"] for error in body["errors"]] == ["born_at"]


def test_an_address_that_no_database_can_hold_leads_nowhere(site: Site) -> None:
    assert_problem(ask(site, "GET", "/notify/api/v1/errors/a%00b"), 404, "not_found")


def test_the_frameworks_errors(site: Site) -> None:
    assert_problem(post(site, data="{", content_type="application/json"), 400, "malformed_json")
    assert_problem(post(site, data=b"\xff\xfe", content_type="application/json"), 400, "malformed_json")
    too_deep, too_long = b"[" * 100_000, b'{"age": ' + b"9" * 5000 + b"}"
    assert_problem(post(site, data=too_deep, content_type="application/json"), 400, "malformed_json")
    assert_problem(post(site, data=too_long, content_type="application/json"), 400, "malformed_json")
    assert_problem(post(site, data="a=1", content_type="application/x-www-form-urlencoded"), 415, "unsupported_type")
    assert_problem(post(site, json={"name": "x" * 300_000}), 413, "too_large")
    assert_problem(post(site, json=[1]), 422, "invalid_input")
    assert_problem(ask(site, "GET", "/notify/api/v1/nowhere"), 404, "not_found")
    wrong_method = ask(site, "DELETE", "/notify/api/v1/people")
    assert_problem(wrong_method, 405, "method_not_allowed")
    assert wrong_method.headers["Allow"] == "POST"
    assert_problem(ask(site, "OPTIONS", "/notify/api/v1/people"), 405, "method_not_allowed")


@pytest.mark.parametrize(("status", "code"), [(400, "bad_request"), (418, "bad_request"), (502, "internal")])
def test_a_status_we_have_no_code_for(site: Site, status: int, code: str) -> None:
    assert ask(site, "GET", f"/notify/api/v1/abort/{status}").json["code"] == code


def test_every_wrong_field_is_named_in_chinese(site: Site) -> None:
    wrong = {"name": "x", "age": "many", "born_at": "2024-03-19T09:00:00", "wishes": [1, "b"], "nmae": "y"}
    body = assert_problem(post(site, json=wrong), 422, "invalid_input")
    assert {each["field"]: each["message"] for each in body["errors"]} == {
        "name": "须为 2 至 20 个字符。", "age": "须为整数。", "wishes.1": "须为整数。", "nmae": "没有这个字段。",
        "born_at": "请填写带时区的时间，例如 2024-03-19T09:00:00+08:00。",
    }
    assert post(site, json={}).json["errors"] == [{"field": "name", "message": "必填。"}]


def test_instants_come_back_in_beijing_time(site: Site) -> None:
    body = post(site, json={"name": "张三", "born_at": "2024-03-19T01:00:00Z"}).json
    assert body["born_at"] == "2024-03-19T09:00:00+08:00"


def test_people_get_a_page(site: Site) -> None:
    response = ask(site, "GET", "/notify/broken/rule", headers={"Accept": "text/html"})
    assert (response.status_code, response.mimetype) == (422, "text/html")
    assert "法学的计划已满。" in response.text
    assert response.headers["X-Request-Id"] in response.text
    assert "没有找到" in ask(site, "GET", "/notify/nowhere", headers={"Accept": "text/html"}).text


def test_what_a_person_typed_is_not_markup(site: Site) -> None:
    ERRORS["markup"] = PlanFull(major="<script>alert(1)</script>")
    assert "<script>alert" not in ask(site, "GET", "/notify/broken/markup", headers={"Accept": "text/html"}).text


@pytest.mark.parametrize(("seconds", "words"), [
    (1, "1秒"), (90, "90秒"), (91, "2分钟"), (900, "15分钟"), (901, "16分钟"), (5400, "90分钟"), (5401, "2小时"),
    (86_400, "24小时"),
])
def test_a_wait_is_told_in_words_and_never_too_short(seconds: int, words: str) -> None:
    assert TooMany(retry_after=seconds).text == f"操作过于频繁，请在{words}后重试。"
