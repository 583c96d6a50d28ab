"""Nobody overwrites what they have not seen."""

from typing import Any

import pytest
from sqlalchemy import select

from shared.web.access import public
from shared.web.blueprint import JsonBlueprint
from shared.web.door import reading, writing
from shared.web.versions import tag, want_version, wants_match
from tests.shared.web.site import THINGS, Site, insert_thing, update_thing

PATH = "/notify/api/v1/thing"
the_version = select(THINGS.c.version)


def thing() -> JsonBlueprint:
    blueprint = JsonBlueprint("thing", __name__)

    @blueprint.route("/thing", methods=["GET"])
    @public
    @blueprint.response(200)
    def show() -> Any:
        with reading() as conn:
            version = conn.execute(the_version).scalar_one()
        tag(version)
        return {"version": version}

    @blueprint.route("/thing", methods=["PUT"], endpoint="change")
    @public
    @wants_match
    @blueprint.response(200)
    def change() -> Any:
        with writing() as tx:
            version = tx.conn.execute(the_version).scalar_one()
            want_version(version)
            tx.conn.execute(update_thing.values(version=version + 1))
        tag(version + 1)
        return {"version": version + 1}

    return blueprint


@pytest.fixture
def client(site: Site) -> Any:
    with site.db.begin() as tx:
        tx.conn.execute(insert_thing, {"id": "1", "name": "apple", "version": 1})
    return site.app(thing()).test_client()


def test_the_version_goes_out_and_must_come_back(client: Any) -> None:
    etag = client.get(PATH).headers["ETag"]
    changed = client.put(PATH, headers={"If-Match": etag})
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    late = client.put(PATH, headers={"If-Match": etag})
    assert (late.status_code, late.json["code"]) == (412, "version_passed")
    assert client.get(PATH).json == {"version": 2}


def test_without_a_version_nothing_is_changed(client: Any) -> None:
    response = client.put(PATH)
    assert (response.status_code, response.json["code"]) == (428, "version_wanted")


@pytest.mark.parametrize(("given", "status"), [
    ('"1"', 200), ('"0", "1"', 200), ("*", 200), ('W/"1"', 412), ('"x"', 412),
])
def test_what_if_match_may_say(client: Any, given: str, status: int) -> None:
    assert client.put(PATH, headers={"If-Match": given}).status_code == status


def test_who_has_it_already_gets_304(client: Any) -> None:
    etag = client.get(PATH).headers["ETag"]
    response = client.get(PATH, headers={"If-None-Match": etag})
    assert (response.status_code, response.data) == (304, b"")
    client.put(PATH, headers={"If-Match": etag})
    assert client.get(PATH, headers={"If-None-Match": etag}).status_code == 200


def test_a_change_repeated_under_its_key_is_answered_with_the_same_tag(client: Any) -> None:
    headers = {"If-Match": client.get(PATH).headers["ETag"], "Idempotency-Key": "k"}
    first, again = [client.put(PATH, headers=headers) for _ in range(2)]
    assert (first.status_code, first.headers["ETag"]) == (again.status_code, again.headers["ETag"]) == (200, '"2"')
