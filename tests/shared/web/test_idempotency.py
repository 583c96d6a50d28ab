"""A repeated write gets its first answer and has no second effect."""

import io
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from marshmallow import fields
from sqlalchemy import select

from shared.idempotency import IDEMPOTENCY, KEPT_FOR, forget_old
from shared.kernel import Conflict, new_id
from shared.security.access import Role
from shared.web.access import permits, public
from shared.web.blueprint import JsonBlueprint
from shared.web.door import writing
from shared.web.limits import MIB, takes
from shared.web.schemas import Schema
from tests.shared.web.site import Site, insert_thing

PATH = "/notify/api/v1/things"


class ThingIn(Schema):
    name = fields.String(required=True)


class ThingOut(Schema):
    id = fields.String()
    name = fields.String()


def nothing() -> None:
    return None


def refuse() -> None:
    raise Conflict


def things(
    *, before: Callable[[], None] = nothing, inside: Callable[[], None] = nothing, after: Callable[[], None] = nothing
) -> JsonBlueprint:
    """What happens before, inside and after the view's transaction."""
    blueprint = JsonBlueprint("things", __name__)

    @blueprint.route("/things", methods=["POST"])
    @permits(*Role)
    @blueprint.arguments(ThingIn)
    @blueprint.response(201, ThingOut)
    def add(body: dict[str, Any]) -> Any:
        before()
        with writing() as tx:
            made = {"id": new_id(), "name": body["name"]}
            tx.conn.execute(insert_thing, {**made, "version": 1})
            inside()
        after()
        return made, 201, {"Location": f"{PATH}/{made['id']}"}

    @blueprint.route("/uploads", methods=["POST"])
    @permits(Role.OFFICER)
    @takes("multipart/form-data", limit=MIB)
    def upload() -> Any:
        return add.__wrapped__.__wrapped__({"name": "uploaded"})  # type: ignore[attr-defined]

    odd(blueprint)
    return blueprint


def odd(blueprint: JsonBlueprint) -> None:
    """Views that do what a view should not."""

    @blueprint.route("/caught", methods=["POST"])
    @public
    def caught() -> Any:
        try:
            with writing() as tx:
                tx.conn.execute(insert_thing, {"id": new_id(), "name": "half", "version": 1})
                refuse()
        except Conflict:
            return {"ok": False}, 202

    @blueprint.route("/twice", methods=["POST"])
    @public
    def twice() -> Any:
        with writing():
            pass
        with writing():
            pass
        return {}


def post(app: Any, headers: dict[str, str], key: str | None, name: str = "apple", path: str = PATH) -> Any:
    sent = headers | ({"Idempotency-Key": key} if key is not None else {})
    return app.test_client().post(path, json={"name": name}, headers=sent)


def test_the_same_key_gives_the_same_answer_and_one_effect(site: Site) -> None:
    app, officer = site.app(things()), site.bearer("officer")
    first, second = post(app, officer, "k1"), post(app, officer, "k1")
    assert (first.status_code, second.status_code) == (201, 201)
    assert (first.json, first.location) == (second.json, second.location)
    assert second.headers["Idempotency-Replayed"] == "true"
    assert second.content_type == "application/json"
    assert site.things() == ["apple"]


def test_the_same_key_with_another_body_is_refused(site: Site) -> None:
    app, officer = site.app(things()), site.bearer("officer")
    post(app, officer, "k1")
    response = post(app, officer, "k1", "pear")
    assert (response.status_code, response.json["code"]) == (422, "idempotency_key_reused")
    assert site.things() == ["apple"]


def test_a_key_belongs_to_one_person(site: Site) -> None:
    app = site.app(things())
    post(app, site.bearer("officer", subject="p1"), "k1")
    assert post(app, site.bearer("officer", subject="p2"), "k1", "pear").status_code == 201
    assert site.things() == ["apple", "pear"]


@pytest.mark.parametrize("key", ["", "x" * 101, "中文", "a\tb"])
def test_a_key_is_short_and_printable(site: Site, key: str) -> None:
    response = site.app(things()).test_client().post(
        PATH, json={"name": "apple"}, headers=site.bearer("officer"),
        environ_overrides={"HTTP_IDEMPOTENCY_KEY": key.encode().decode("latin-1")},
    )
    assert (response.status_code, site.things()) == (400, [])


def test_two_at_once_do_it_once(site: Site) -> None:
    entered, go_on = threading.Event(), threading.Event()

    def wait_inside() -> None:
        entered.set()
        assert go_on.wait(5)

    app, officer = site.app(things(inside=wait_inside)), site.bearer("officer")
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(post, app, officer, "k1")
        assert entered.wait(5)
        second = pool.submit(post, app, officer, "k1").result(5)
        go_on.set()
        assert (second.status_code, second.json["code"]) == (409, "idempotency_key_busy")
        assert first.result(5).status_code == 201
    assert post(app, officer, "k1").headers["Idempotency-Replayed"] == "true"
    assert site.things() == ["apple"]


def test_another_process_was_first(site: Site) -> None:
    """Two apps share a database but no memory: between the look and the transaction of one, the other is done."""
    officer, other = site.bearer("officer"), site.app(things())
    faster: list[Any] = []
    app = site.app(things(before=lambda: faster.append(post(other, officer, "k1"))))
    slower = post(app, officer, "k1")
    assert faster[0].status_code == 201
    assert (slower.status_code, slower.json["code"]) == (409, "idempotency_key_busy")
    assert post(app, officer, "k1").json == faster[0].json
    assert site.things() == ["apple"]


def test_an_answer_lost_before_the_commit_took_the_effect_with_it(site: Site) -> None:
    def break_off() -> None:
        raise RuntimeError("killed between effect and answer")

    officer = site.bearer("officer")
    assert post(site.app(things(after=break_off)), officer, "k1").status_code == 500
    assert site.things() == []
    assert post(site.app(things()), officer, "k1").status_code == 201


def test_a_refusal_is_not_kept(site: Site) -> None:
    officer = site.bearer("officer")
    assert post(site.app(things(inside=refuse)), officer, "k1").status_code == 409
    assert site.things() == []
    assert post(site.app(things()), officer, "k1").status_code == 201


def test_an_error_that_the_view_swallows_still_undoes_its_transaction(site: Site) -> None:
    app = site.app(things())
    assert post(app, {}, "k1", path="/notify/api/v1/caught").status_code == 202
    assert site.things() == []


def test_two_transactions_under_one_key_are_a_mistake_of_ours(site: Site) -> None:
    app = site.app(things())
    assert post(app, {}, None, path="/notify/api/v1/twice").status_code == 200
    assert post(app, {}, "k1", path="/notify/api/v1/twice").status_code == 500


def test_without_a_key_each_is_done(site: Site) -> None:
    app, officer = site.app(things()), site.bearer("officer")
    post(app, officer, None)
    assert post(app, officer, None, "pear").status_code == 201
    assert site.things() == ["apple", "pear"]


def test_an_upload_is_the_same_though_its_boundary_is_another(site: Site) -> None:
    app = site.app(things())
    headers = site.bearer("officer") | {"Idempotency-Key": "k1"}

    def send(content: bytes) -> Any:
        data = {"college": "10611", "file": (io.BytesIO(content), "a.csv")}
        return app.test_client().post("/notify/api/v1/uploads", data=data, headers=headers)

    first, second = send(b"1,2"), send(b"1,2")
    assert (first.status_code, second.headers.get("Idempotency-Replayed")) == (201, "true")
    assert send(b"1,3").status_code == 422


def test_kept_answers_are_sealed_and_forgotten_after_a_day(site: Site) -> None:
    app, officer = site.app(things()), site.bearer("officer")
    post(app, officer, "k1", "13800138000")
    with site.db.read() as conn:
        assert b"13800138000" not in conn.execute(select(IDEMPOTENCY.c.answer)).scalar_one()
    with site.db.begin() as tx:
        assert forget_old(tx, site.now + KEPT_FOR) == 0
        assert forget_old(tx, site.now + KEPT_FOR + timedelta(seconds=1)) == 1
