"""How large and of which type a body may be: looked at before a byte of it is read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import request

from shared.web.problems import TooLarge, UnsupportedType

F = TypeVar("F", bound=Callable[..., Any])
KIB, MIB = 1024, 1024 * 1024


@dataclass(frozen=True)
class Body:
    """What a route takes."""

    limit: int = 256 * KIB
    types: tuple[str, ...] = ("application/json",)


JSON = Body()
FORM = Body(types=("application/x-www-form-urlencoded", "multipart/form-data"))


def takes(*types: str, limit: int) -> Callable[[F], F]:
    """Declare a route's media types and its limit in bytes (default: JSON, or a form for pages, of 256 KiB)."""

    def mark(view: F) -> F:
        view.__dict__["_body"] = Body(limit, types)
        return view

    return mark


def body_of_view(view: Any, *, is_page: bool) -> Body:
    found: Body = getattr(view, "_body", FORM if is_page else JSON)
    return found


def shown_size(size: int) -> str:
    """``256 KB``, ``20 MB``."""
    return f"{size // MIB} MB" if size >= MIB else f"{size // KIB} KB"


def admit(body: Body) -> None:
    """Raise TooLarge or UnsupportedType from the headers alone; bodies without a length are cut off while read."""
    if request.method in ("GET", "HEAD"):
        return
    request.max_content_length = body.limit
    request.max_form_memory_size = body.limit
    length = request.content_length
    if length is not None and length > body.limit:
        raise TooLarge(limit=shown_size(body.limit))
    has_body = length or (length is None and request.environ.get("wsgi.input_terminated"))
    if has_body and request.mimetype not in body.types:
        raise UnsupportedType(types="、".join(body.types))
