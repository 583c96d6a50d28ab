"""The walk finds every way in which table, declarations and answers can differ."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from shared.kernel import NotFound
from shared.security.access import Role
from shared.testing.access import Sample, TableFault, Walk, read_table
from shared.web.access import permits, principal, public
from shared.web.blueprint import JsonBlueprint
from tests.shared.web.site import Site

HOUSE = (Path(__file__).parents[3] / "docs" / "access.md").read_text(encoding="utf-8")
TABLE = HOUSE.partition("\n## registration")[0] + """
| `/notify/api/v1/notes/<note>` | GET | `candidate` | own |
| `/notify/api/v1/list` | GET | candidate | own |
| `/notify/api/v1/colleges/<college>` | GET, POST | admission_college, officer | college |
| `/review/api/v1/cases` | GET | reviewer | own |
"""
SAMPLES = {
    ("GET", "/notify/api/v1/notes/<note>"): Sample(
        {"note": "n-c1"}, others={"note": "n-c2"}, who={Role.CANDIDATE: {"subject": "c1"}}
    ),
    ("GET", "/notify/api/v1/list"): Sample(mine="n-c1", not_mine="n-c2", who={Role.CANDIDATE: {"subject": "c1"}}),
    ("GET", "/notify/api/v1/colleges/<college>"): Sample(
        {"college": "10611"}, others={"college": "10612"}, who={Role.ADMISSION_COLLEGE: {"scope": "10611"}}
    ),
    ("POST", "/notify/api/v1/colleges/<college>"): Sample(
        {"college": "10611"}, others={"college": "10612"}, who={Role.ADMISSION_COLLEGE: {"scope": "10611"}}
    ),
}


def desk(*, leaky: bool = False, extra: bool = False) -> JsonBlueprint:
    blueprint = JsonBlueprint("desk", __name__)

    @blueprint.route("/notes/<note>")
    @permits(Role.CANDIDATE, scope="own")
    def note(note: str) -> Any:
        if not leaky and note != f"n-{principal().subject}":
            raise NotFound
        return {"note": note}

    @blueprint.route("/list")
    @permits(Role.CANDIDATE, scope="own")
    def listed() -> Any:
        return ["n-c1", "n-c2"] if leaky else [f"n-{principal().subject}"]

    @blueprint.route("/colleges/<college>", methods=["GET", "POST"])
    @permits(Role.ADMISSION_COLLEGE, Role.OFFICER, scope="college")
    def college(college: str) -> Any:
        return {"college": college}

    if extra:
        @blueprint.route("/extra")
        @public
        def added() -> Any:
            return {}
    return blueprint


def faults(site: Site, app: Flask, table: str = TABLE, samples: Any = SAMPLES) -> list[str]:
    def caller(role: Role | None, **who: str) -> FlaskClient:
        client = app.test_client()
        if role:
            client.environ_base["HTTP_AUTHORIZATION"] = site.bearer(role, **who)["Authorization"]
        return client

    return Walk("notify", app, caller, samples=samples).faults(read_table(table))


def test_a_true_table_has_no_fault(site: Site) -> None:
    assert faults(site, site.app(desk())) == []


def test_a_route_absent_from_the_table(site: Site) -> None:
    assert faults(site, site.app(desk(extra=True))) == ["GET /notify/api/v1/extra: not in the table"]


def test_a_row_without_a_route(site: Site) -> None:
    table = TABLE + "| `/notify/api/v1/gone` | GET | officer | all |\n"
    assert faults(site, site.app(desk()), table) == ["GET /notify/api/v1/gone: in the table, not in the app"]


def test_a_table_that_promises_less_or_more_than_the_app_does(site: Site) -> None:
    table = TABLE.replace("| admission_college, officer |", "| admission_college, auditor |")
    found = faults(site, site.app(desk()), table)
    for method in ("GET", "POST"):
        route = f"{method} /notify/api/v1/colleges/<college>"
        assert f"{route}: the view declares something else" in found
        assert any(each.startswith(f"{route}: officer comes in") for each in found)
        assert f"{route}: auditor is shut out (forbidden)" in found


def test_a_view_that_shows_what_is_somebody_elses(site: Site) -> None:
    assert faults(site, site.app(desk(leaky=True))) == [
        "GET /notify/api/v1/list: candidate sees somebody else's",
        "GET /notify/api/v1/notes/<note>: candidate reaches somebody else's (200)",
    ]


def test_a_scope_without_a_sample_and_a_sample_without_a_route(site: Site) -> None:
    samples = {**SAMPLES, ("GET", "/nowhere"): Sample()}
    del samples["GET", "/notify/api/v1/list"]
    assert faults(site, site.app(desk()), samples=samples) == [
        "GET /notify/api/v1/list: no sample of somebody else's", "GET /nowhere: a sample for no route",
    ]


def test_an_own_thing_that_is_not_found(site: Site) -> None:
    samples = {**SAMPLES, ("GET", "/notify/api/v1/list"): Sample(mine="n-c3", not_mine="n-c2")}
    assert faults(site, site.app(desk()), samples=samples) == [
        "GET /notify/api/v1/list: candidate does not get their own (200)",
    ]


@pytest.mark.parametrize(("row", "message"), [
    ("| `/a` | GET | janitor | all |", "janitor"), (TABLE + "| `/healthz` | GET | officer | all |\n", "two rows"),
    ("nothing", "no row"),
])
def test_a_table_that_is_wrong_in_itself(row: str, message: str) -> None:
    with pytest.raises(TableFault, match=message):
        read_table(row)
