"""One place that turns every error into an answer: problem+json for the API, a page in Chinese for people."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, g, jsonify, make_response, redirect, render_template, request
from werkzeug.exceptions import HTTPException

from shared import trace
from shared.kernel import LongmenError, NotFound, SignInNeeded
from shared.web.fragments import is_fragment
from shared.web.limits import JSON, shown_size
from shared.web.messages import in_chinese
from shared.web.parts import log, parts
from shared.web.problems import (
    MEDIA_TYPE,
    TITLES,
    BadRequest,
    InvalidInput,
    MalformedJson,
    MethodNotAllowed,
    TooLarge,
    UnsupportedType,
    body_of,
    field_errors,
)
from shared.web.translation import errors_of, gettext, text_of

PLACES = frozenset({"json", "query", "form", "files", "json_or_form", "headers", "cookies", "path"})


def register_errors(app: Flask) -> None:
    """Take over every kind of error, flask-smorest's included."""
    app.register_error_handler(HTTPException, lambda error: answer(translated(error)))
    app.register_error_handler(LongmenError, answer)
    app.register_error_handler(Exception, _unexpected)


def _unexpected(error: Exception) -> Response:
    log().exception("unexpected_error", exc_info=error)
    return answer(LongmenError())


def answer(error: LongmenError) -> Response:
    """The answer to an error, in the form that this address speaks."""
    wants_json = request.path.startswith(f"/{parts().service}/api/") or not request.accept_mimetypes.accept_html
    if wants_json:
        return _problem(error)
    if is_fragment():
        return _with_headers(_notice(error), error)
    if isinstance(error, SignInNeeded) and request.method == "GET":
        return make_response(redirect("/sign-in?" + urlencode({"next": request.full_path.rstrip("?")}), 303))
    return _with_headers(make_response(render_template("error.html", **_said(error)), error.status), error)


def _said(error: LongmenError) -> dict[str, Any]:
    title = gettext(getattr(error, "heading", TITLES.get(error.status, TITLES[500])))
    listed = errors_of(error) if field_errors(error) else []
    return {"title": title, "error": error, "text": text_of(error), "listed": listed, "trace_id": trace.trace_id()}


def _notice(error: LongmenError) -> Response:
    """For htmx: a notice above what is on the screen, which stays as it is, with all that was typed."""
    response = make_response(render_template("error_notice.html", **_said(error)), error.status)
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#notices", "innerHTML show:top"
    return response


def _problem(error: LongmenError) -> Response:
    response = jsonify(body_of(error, trace_id=trace.trace_id() or ""))
    response.status_code = error.status
    response.mimetype = MEDIA_TYPE
    return _with_headers(response, error)


def _with_headers(response: Response, error: LongmenError) -> Response:
    g.problem_code = error.code
    if error.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="longmen"'
    if "retry_after" in error.params:
        response.headers["Retry-After"] = str(error.params["retry_after"])
    if "allow" in error.params:
        response.headers["Allow"] = error.params["allow"]
    return response


def translated(error: HTTPException) -> LongmenError:
    """A framework's error as one of ours."""
    data: dict[str, Any] = getattr(error, "data", None) or {}
    messages = data.get("messages") or data.get("errors") or {}
    match error.code:
        case 400 if "json" in messages:
            ours: LongmenError = MalformedJson()
        case 422:
            ours = InvalidInput(list(_flat(messages)))
        case 404:
            ours = NotFound()
        case 405:
            ours = MethodNotAllowed(allow=", ".join(getattr(error, "valid_methods", None) or ()))
        case 413:
            ours = TooLarge(limit=shown_size(request.max_form_memory_size or JSON.limit))
        case 415:
            ours = UnsupportedType(types=JSON.types[0])
        case code:
            ours = BadRequest() if code is not None and code < 500 else LongmenError()
    return ours


def _flat(messages: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Marshmallow's tree of messages as (field, message) pairs; the outermost level is the place of the input."""
    if isinstance(messages, dict):
        for name, inner in messages.items():
            is_place = not path and name in PLACES and isinstance(inner, dict)
            yield from _flat(inner, "" if is_place else f"{path}.{name}".removeprefix(".").removesuffix("._schema"))
    elif isinstance(messages, list):
        for message in messages:
            yield from _flat(message, path)
    else:
        yield path, in_chinese(str(messages))
