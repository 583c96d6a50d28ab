"""Bodies are judged before a byte of them is read."""

import io
from typing import Any

import pytest
from flask import request

from shared.web.access import public
from shared.web.blueprint import JsonBlueprint
from shared.web.limits import KIB, takes
from tests.shared.web.site import Site

PATH = "/notify/api/v1/files"


class Untouched(io.BytesIO):
    """A body that must not be read."""

    def read(self, size: int | None = -1, /) -> bytes:
        raise AssertionError("a refused body was read")


def files() -> JsonBlueprint:
    blueprint = JsonBlueprint("files", __name__)

    @blueprint.route("/files", methods=["POST"])
    @public
    @takes("multipart/form-data", "text/yaml", limit=4 * KIB)
    def take() -> Any:
        return {"size": len(request.get_data()), "files": len(request.files)}

    @blueprint.route("/empty", methods=["POST"])
    @public
    def empty() -> Any:
        return {"ok": True}

    return blueprint


@pytest.fixture
def client(site: Site) -> Any:
    return site.app(files()).test_client()


def test_what_is_too_large_is_refused_unread(client: Any) -> None:
    claimed = {"CONTENT_LENGTH": str(4 * KIB + 1)}
    response = client.post(PATH, input_stream=Untouched(), content_type="text/yaml", environ_overrides=claimed)
    assert (response.status_code, response.json["code"]) == (413, "too_large")
    assert "4 KB" in response.json["detail"]


def test_what_is_of_another_type_is_refused_unread(client: Any) -> None:
    claimed = {"CONTENT_LENGTH": "9"}
    response = client.post(PATH, input_stream=Untouched(), content_type="application/json", environ_overrides=claimed)
    assert (response.status_code, response.json["code"]) == (415, "unsupported_type")


def test_what_fits_is_taken(client: Any) -> None:
    for ending in (False, True):  # a plain server, and gunicorn, which ends the stream itself
        client.environ_base = {"wsgi.input_terminated": True} if ending else {}
        response = client.post(PATH, data=b"x" * 4 * KIB, content_type="text/yaml; charset=utf-8")
        assert response.json["size"] == 4 * KIB


def test_a_body_that_does_not_say_its_length_is_refused_unread(client: Any) -> None:
    chunked = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    response = client.post(PATH, input_stream=Untouched(), content_type="text/yaml", environ_overrides=chunked)
    assert (response.status_code, response.json["code"]) == (411, "length_wanted")


def test_too_many_fields_or_one_too_long(client: Any) -> None:
    many = {f"f{n}": "x" for n in range(300)}
    assert client.post(PATH, data=many, content_type="multipart/form-data").status_code == 413


def test_a_write_without_a_body_needs_no_type(client: Any) -> None:
    assert client.post("/notify/api/v1/empty").json == {"ok": True}
    assert client.post("/notify/api/v1/empty", data="x", content_type="text/plain").status_code == 415
