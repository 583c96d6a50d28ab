"""ETag and If-Match: nobody overwrites what they have not seen."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Response, g, request

from shared.web.problems import VersionPassed, VersionWanted

F = TypeVar("F", bound=Callable[..., Any])


def wants_match(view: F) -> F:
    """This write is refused (428) without ``If-Match``; the view calls :func:`want_version` inside its transaction."""
    view.__dict__["_wants_match"] = True
    return view


def want_version(present: object) -> None:
    """Raise VersionPassed (412) unless ``If-Match`` names the present version (or is ``*``)."""
    if not request.if_match:
        raise VersionWanted
    if not request.if_match.contains(str(present)):
        raise VersionPassed


def tag(version: object) -> None:
    """The answer carries this version as its ETag; a GET whose ``If-None-Match`` names it is answered 304."""
    g.etag = str(version)


def demand_match(view: Any) -> None:
    """Refuse early a request that does not say which version it changes."""
    if getattr(view, "_wants_match", False) and "If-Match" not in request.headers:
        raise VersionWanted


def put_tag(response: Response) -> None:
    """Write the tag onto the finished answer."""
    if "etag" in g and response.status_code < 400:
        response.set_etag(g.etag)
        if request.method == "GET":
            response.make_conditional(request)
