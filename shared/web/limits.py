"""How large and of which type a body may be: looked at before a byte of it is read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import request

from shared.web.problems import LengthWanted, TooLarge, UnsupportedType

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
    """Raise LengthWanted, TooLarge or UnsupportedType, from the headers alone."""
    if request.method in ("GET", "HEAD"):
        return
    length = request.content_length
    if length is None and "Transfer-Encoding" in request.headers:
        raise LengthWanted
    if length is not None and length > body.limit:
        raise TooLarge(limit=shown_size(body.limit))
    if length and request.mimetype not in body.types:
        raise UnsupportedType(types="、".join(body.types))
    request.max_content_length = body.limit + 1  # at the very limit, the parser looks for more once again
    request.max_form_memory_size = body.limit
