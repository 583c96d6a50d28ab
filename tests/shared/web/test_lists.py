"""Lists by cursor: complete, in order, and readable by nobody but us."""

import base64
from typing import Any

import pytest

from shared.kernel import new_id
from shared.security.access import Role
from shared.web.access import permits
from shared.web.blueprint import JsonBlueprint
from shared.web.door import reading
from shared.web.lists import page_of, read_cursor
from shared.web.schemas import ListQuery, Schema, fields, page_schema
from tests.shared.web.site import THINGS, Site, all_things, insert_thing

PATH = "/notify/api/v1/things"


class ThingOut(Schema):
    name = fields.String()


ThingPage = page_schema(ThingOut)


def things() -> JsonBlueprint:
    blueprint = JsonBlueprint("things", __name__)

    def listed(query: dict[str, Any], name: str) -> Any:
        after = read_cursor(query, name)
        with reading() as conn:
            wanted = all_things.where(THINGS.c.name > after[0]) if after else all_things
            rows = conn.execute(wanted.limit(query["limit"] + 1)).all()
        return page_of(rows, query, name=name, key=lambda row: [row.name])

    @blueprint.route("/things")
    @permits(Role.OFFICER)
    @blueprint.arguments(ListQuery, location="query")
    @blueprint.response(200, ThingPage)
    def some(query: dict[str, Any]) -> Any:
        return listed(query, "things")

    @blueprint.route("/others")
    @permits(Role.OFFICER)
    @blueprint.arguments(ListQuery, location="query")
    @blueprint.response(200, ThingPage)
    def others(query: dict[str, Any]) -> Any:
        return listed(query, "others")

    return blueprint


@pytest.fixture
def client(site: Site) -> Any:
    with site.db.begin() as tx:
        tx.conn.execute(insert_thing, [{"id": new_id(), "name": f"李{n:02}", "version": 1} for n in range(7)])
    found = site.app(things()).test_client()
    found.environ_base["HTTP_AUTHORIZATION"] = site.bearer("officer", subject="p1")["Authorization"]
    return found


def test_pages_join_to_the_whole(client: Any) -> None:
    seen: list[str] = []
    query = {"limit": "3"}
    for expected in (3, 3, 1):
        body = client.get(PATH, query_string=query).json
        assert len(body["items"]) == expected
        seen += [item["name"] for item in body["items"]]
        query["cursor"] = body["next"]
    assert body["next"] is None
    assert seen == [f"李{n:02}" for n in range(7)]


def test_a_last_page_that_is_full_has_no_next(client: Any) -> None:
    assert client.get(PATH, query_string={"limit": "7"}).json["next"] is None


@pytest.mark.parametrize("limit", ["0", "201", "-1", "x"])
def test_the_limit_is_1_to_200(client: Any, limit: str) -> None:
    assert client.get(PATH, query_string={"limit": limit}).status_code == 422


def test_every_changed_cursor_is_refused(client: Any) -> None:
    cursor = client.get(PATH, query_string={"limit": "3"}).json["next"]
    raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    for position in range(len(raw)):
        changed = raw[:position] + bytes([raw[position] ^ 1]) + raw[position + 1 :]
        response = client.get(PATH, query_string={"cursor": base64.urlsafe_b64encode(changed).decode()})
        assert (response.status_code, response.json["code"]) == (400, "bad_cursor")


@pytest.mark.parametrize("cursor", ["x", "====", "中", "a b", "null"])
def test_what_was_never_a_cursor_is_refused(client: Any, cursor: str) -> None:
    assert client.get(PATH, query_string={"cursor": cursor}).json["code"] == "bad_cursor"


def test_a_cursor_is_good_for_its_list_and_its_person(site: Site, client: Any) -> None:
    cursor = client.get(PATH, query_string={"limit": "3"}).json["next"]
    assert client.get("/notify/api/v1/others", query_string={"cursor": cursor}).status_code == 400
    other = site.bearer("officer", subject="p2")
    assert client.get(PATH, query_string={"cursor": cursor}, headers=other).status_code == 400
    assert client.get(PATH, query_string={"cursor": cursor}).status_code == 200
