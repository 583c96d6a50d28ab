"""Style sheets and scripts: an address names their content, so browsers keep them for a year; packed once.

``asset("longmen.css")`` in a template is ``/static/<digest>/longmen.css``, the same in five services: one copy in a
browser serves them all. Whichever service is asked answers alike.
"""

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Response, request

from shared.kernel import NotFound
from shared.web.access import public

FOLDER = Path(__file__).parent / "static"
RULE = "/static/<digest>/<path:filename>"
FOREVER = "public, max-age=31536000, immutable"
WORTH_PACKING = 0.9
"""A file that gzip makes hardly smaller (a picture) is sent as it is."""


@dataclass(frozen=True)
class Asset:
    """A file as it is sent: ``packed`` is its gzip, where that is worth it."""

    name: str
    media_type: str
    digest: str
    plain: bytes
    packed: bytes | None

    @property
    def address(self) -> str:
        return f"/static/{self.digest}/{self.name}"


@cache
def _files() -> Mapping[str, Path]:
    """What may be asked for: a name outside this list is no path that anybody walks."""
    return {path.relative_to(FOLDER).as_posix(): path for path in FOLDER.rglob("*") if path.is_file()}


@cache
def read(name: str) -> Asset:
    """The file of this name. Raises NotFound."""
    path = _files().get(name)
    if path is None:
        raise NotFound
    plain = path.read_bytes()
    packed = gzip.compress(plain, compresslevel=9, mtime=0)
    is_worth_it = len(packed) < WORTH_PACKING * len(plain)
    return Asset(
        name=name, media_type=mimetypes.guess_type(name)[0] or "text/plain", plain=plain,
        digest=hashlib.sha256(plain).hexdigest()[:12], packed=packed if is_worth_it else None,
    )


def asset(name: str) -> str:
    """The address of a file, for templates."""
    return read(name).address


@public
def static(digest: str, filename: str) -> Response:
    """Style sheets, scripts and the files of Swagger UI, the same for everybody."""
    found = read(filename)
    is_packed = found.packed is not None and takes_gzip()
    response = Response(found.packed if is_packed else found.plain, mimetype=found.media_type)
    if is_packed:
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    # While services are renewed one after another a page may name a content that this one no longer, or not yet, has.
    response.headers["Cache-Control"] = FOREVER if digest == found.digest else "no-cache"
    return response


def takes_gzip() -> bool:
    """Whether who asks can unpack."""
    return request.accept_encodings["gzip"] > 0
