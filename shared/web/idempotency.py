"""``Idempotency-Key``: a write of the API repeated with the same key is answered as the first time, and done once.

The answer is kept in the transaction of the effect (see :func:`shared.web.door.writing`), so that a crash leaves
both or neither. Refusals are not kept: nothing was done, and the same key may be tried again.
"""

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Response, current_app, make_response, request
from flask.typing import ResponseReturnValue

from shared.idempotency import Answer, answer_to, keep
from shared.web.door import DeferredCommit, actor, reading
from shared.web.parts import parts
from shared.web.problems import BadRequest, KeyBusy, KeyReused
from shared.web.versions import put_tag

HEADER = "Idempotency-Key"
KEPT_HEADERS = ("Content-Type", "Location", "ETag")
LONGEST = 100


class BadKey(BadRequest):
    """An Idempotency-Key is 1 to 100 printable ASCII characters."""

    code = "idempotency_key_malformed"
    message = "Idempotency-Key 须为 1 至 100 个可见 ASCII 字符。"


class InFlight:
    """Keys at work in this process; the database's lock tells other processes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._keys: set[tuple[str, str]] = set()

    @contextmanager
    def alone(self, name: tuple[str, str]) -> Iterator[None]:
        """Raise KeyBusy if another thread is inside with the same name."""
        with self._lock:
            if name in self._keys:
                raise KeyBusy
            self._keys.add(name)
        try:
            yield
        finally:
            with self._lock:
                self._keys.discard(name)


def answer_once(view: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    """Run the view, or give the answer that it gave before under the request's key."""
    key = request.headers.get(HEADER)
    if key is None:
        return view()
    if not (0 < len(key) <= LONGEST and key.isascii() and key.isprintable()):
        raise BadKey
    who, digest = actor(), _request_digest()
    in_flight: InFlight = current_app.extensions["longmen.in_flight"]
    with in_flight.alone((who, key)):
        with reading() as conn:
            kept = answer_to(conn, parts().database.box, actor=who, key=key)
        if kept is None:
            return _answer_and_keep(view, who=who, key=key, digest=digest)
    if kept.digest != digest:
        raise KeyReused
    return Response(kept.body, kept.status, {**kept.headers, "Idempotency-Replayed": "true"})


def _answer_and_keep(view: Callable[[], ResponseReturnValue], *, who: str, key: str, digest: str) -> Response:
    with DeferredCommit(actor=who, key=key) as deferred:
        response = make_response(view())
        put_tag(response)  # it is kept with the answer
        if deferred.tx is not None and response.status_code < 400:
            headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
            body = response.get_data(as_text=True)
            answer = Answer(digest=digest, status=response.status_code, headers=headers, body=body)
            keep(deferred.tx, answer, actor=who, key=key)
        return response


def _request_digest() -> str:
    """Method, address and content; a multipart body by its parts, since its boundary is new each time."""
    said = hashlib.sha256()
    for part in (request.method, request.full_path, request.mimetype):
        said.update(part.encode() + b"\0")
    if request.mimetype != "multipart/form-data":
        said.update(request.get_data(cache=True))
        return said.hexdigest()
    for name, text in sorted(request.form.items(multi=True)):
        said.update(f"{name}={len(text)}:{text}".encode())
    for name, upload in sorted(request.files.items(multi=True), key=lambda item: item[0]):
        said.update(f"{name}={upload.filename}:".encode())
        said.update(hashlib.file_digest(upload.stream, "sha256").digest())  # type: ignore[arg-type]  # it has readinto
        upload.stream.seek(0)
    return said.hexdigest()
