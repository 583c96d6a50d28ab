"""Alive, ready, measured; and what every answer carries."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from shared import trace
from shared.web.access import public
from shared.web.assets import FOLDER, asset
from shared.web.blueprint import JsonBlueprint
from shared.web.receipt import DatabaseClock
from shared.web.tracing import continued
from tests.shared.web.site import Site

CALLERS = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


class Revisions:
    def __init__(self, present: str, wanted: str) -> None:
        self.pair = (present, wanted)

    def revisions(self) -> tuple[str | None, str | None]:
        return self.pair


def traces() -> JsonBlueprint:
    blueprint = JsonBlueprint("traces", __name__)

    @blueprint.route("/trace/<name>")
    @public
    def show(name: str) -> Any:
        return {"trace": trace.current()}

    return blueprint


def test_alive(site: Site) -> None:
    assert site.app().test_client().get("/healthz").json == {"service": "notify", "status": "alive"}


def test_ready_says_what_it_reached(site: Site) -> None:
    response = site.app(migrations=Revisions("0003", "0003")).test_client().get("/readyz")
    body: Any = response.json
    assert (response.status_code, body["status"]) == (200, "ready")
    assert body["checks"]["database"] == {"ok": True, "found": "sqlite"}
    assert body["checks"]["seasons"]["found"] == {"seasons": {}, "clocks": {}}


def test_not_ready_behind_its_migrations(site: Site) -> None:
    response = site.app(migrations=Revisions("0002", "0003")).test_client().get("/readyz")
    body: Any = response.json
    assert response.status_code == 503
    assert body["checks"]["migrations"] == {"ok": False, "found": {"present": "0002", "wanted": "0003"}}
    assert body["checks"]["database"]["ok"]


def test_not_ready_without_its_database(site: Site, tmp_path: Path) -> None:
    app = site.app()
    site.engine.dispose()
    (tmp_path / "notify.db").rename(tmp_path / "gone.db")
    (tmp_path / "notify.db").mkdir()
    response = app.test_client().get("/readyz")
    assert response.status_code == 503
    assert app.test_client().get("/healthz").status_code == 200


@pytest.mark.parametrize(("seconds", "status"), [(0.9, 200), (-0.9, 200), (1.1, 503), (-1.1, 503)])
def test_not_ready_when_its_clock_is_off(site: Site, seconds: float, status: int) -> None:
    class Off(DatabaseClock):
        def measure(self) -> timedelta:
            return timedelta(seconds=seconds)

    app = site.app()
    app.extensions["longmen.clock"] = Off(site.db, app.extensions["longmen"])
    assert app.test_client().get("/readyz").status_code == status


def test_measures_name_routes_not_addresses(site: Site) -> None:
    client = site.app(traces()).test_client()
    client.get("/notify/api/v1/trace/500101199001011234")
    client.get("/nowhere/500101199001011234")
    shown = client.get("/metrics").text
    assert 'route="/notify/api/v1/trace/<name>"' in shown
    assert 'route="unmatched"' in shown
    assert "500101199001011234" not in shown
    alone = client.get("/metrics", query_string={"name[]": "http_requests_total"}).text
    assert {line.partition("{")[0] for line in alone.splitlines() if line[0] != "#"} == {"http_requests_total"}


def test_a_callers_trace_is_continued_and_told(site: Site) -> None:
    response = site.app(traces()).test_client().get("/notify/api/v1/trace/x", headers={"traceparent": CALLERS})
    body: Any = response.json
    _, trace_id, span, flags = body["trace"].split("-")
    assert (trace_id, flags) == ("4bf92f3577b34da6a3ce929d0e0e4736", "01")
    assert span != "00f067aa0ba902b7"
    assert response.headers["X-Request-Id"] == trace_id
    assert trace.trace_id() is None


@pytest.mark.parametrize("header", [
    None, "", "00-0-0-01", CALLERS.upper(), CALLERS.replace("4bf92f3577b34da6a3ce929d0e0e4736", "0" * 32),
    CALLERS.replace("00f067aa0ba902b7", "0" * 16), "ff" + CALLERS[2:], CALLERS + "\nx", CALLERS[:-1],
])
def test_a_malformed_trace_is_not_continued(site: Site, header: str | None) -> None:
    assert continued(header) is None


def test_headers_on_every_answer(site: Site) -> None:
    client = site.app(traces()).test_client()
    for path in ("/notify/api/v1/trace/x", "/nowhere", "/healthz", asset("longmen.css")):
        with client.get(path) as response:
            headers = response.headers
        assert headers["Content-Security-Policy"].startswith("default-src 'self'")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert "Strict-Transport-Security" not in headers
    assert client.get("/notify/api/v1/trace/x").headers["Cache-Control"] == "no-store"
    secure = site.app(public_url="https://zsb.example.cn").test_client().get("/healthz")
    assert "Strict-Transport-Security" in secure.headers


def test_the_api_pages_need_no_other_host(site: Site) -> None:
    client = site.app(traces()).test_client()
    page = client.get("/notify/api/docs")
    assert page.status_code == 200
    assert "http" not in page.text.replace("text/html", "")
    for each in ("swagger-ui-bundle.js", "swagger-ui.css", "favicon-32x32.png", "LICENSE"):
        address = asset(f"vendor/swagger-ui/{each}")
        assert client.get(address).status_code == 200
        assert address in page.text or each == "LICENSE"
    assert (FOLDER / "vendor/swagger-ui/LICENSE").read_text().lstrip().startswith("Apache License")


def test_openapi_names_every_route_and_our_problem(site: Site) -> None:
    document: Any = site.app(traces()).test_client().get("/notify/api/openapi.json").json
    assert document["openapi"] == "3.1.0"
    assert {"/notify/api/v1/trace/{name}", "/notify/api/v1/season/{code}"} <= set(document["paths"])
    assert "code" in document["components"]["schemas"]["Problem"]["properties"]


def test_one_blueprint_serves_two_apps(site: Site) -> None:
    blueprint = traces()
    documents = [site.app(blueprint).test_client().get("/notify/api/openapi.json").json for _ in range(2)]
    assert documents[0] == documents[1]


def test_several_who_ask_at_once_are_told_the_same_document(site: Site) -> None:
    app = site.app(traces())
    with ThreadPoolExecutor(4) as askers:
        answers: list[Any] = list(
            askers.map(lambda path: app.test_client().get(path).json, ["/notify/api/openapi.json"] * 4))
    assert answers == [answers[0]] * 4
    assert [tag["name"] for tag in answers[0]["tags"]] == ["traces", "season", "audit_head"]


def test_an_unknown_season_is_not_found(site: Site) -> None:
    assert site.app().test_client().get("/notify/api/v1/season/hunan-2031").status_code == 404
