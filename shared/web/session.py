"""The one cookie of a signed-in browser: ``__Host-longmen`` over https, ``longmen`` only in a rehearsal over http."""

from datetime import datetime, timedelta

from flask import Response, request

from shared.kernel import LongmenError, SignInNeeded, Unavailable
from shared.security.access import Principal
from shared.web.parts import WebParts, parts

SECURE_NAME, PLAIN_NAME = "__Host-longmen", "longmen"
NO_LEEWAY = timedelta(0)


class SessionEnded(SignInNeeded):
    """This session was ended: signed out, password reset, or account closed."""

    code = "session_ended"
    message = "登录已失效，请重新登录。"


class InsecureAddress(Unavailable):
    """Real applicants sign in over https only."""

    code = "insecure_address"
    message = "正式招生只能通过 https 地址登录。"


def cookie_name(given: WebParts) -> str | None:
    """The name in use; None where no cookie may be used: plain http and a real intake."""
    if given.is_https:
        return SECURE_NAME
    return None if given.holds_real_intake() else PLAIN_NAME


def set_session(response: Response, token: str) -> None:
    """Sign this browser in. It ends with the browser; the token inside ends sooner, and `/renew` renews it."""
    name = cookie_name(parts())
    if name is None:
        raise InsecureAddress
    response.set_cookie(name, token, path="/", secure=parts().is_https, httponly=True, samesite="Lax")


def clear_session(response: Response) -> None:
    """Sign this browser out."""
    name = cookie_name(parts())
    if name is not None:
        response.delete_cookie(name, path="/", secure=parts().is_https, httponly=True, samesite="Lax")


def bearer() -> str | None:
    """The token of an ``Authorization: Bearer`` header."""
    given = request.authorization
    return given.token if given is not None and given.type == "bearer" else None


def cookie() -> str | None:
    """The token in the session cookie."""
    if not request.cookies:  # and so /readyz answers before there is a database to look into
        return None
    name = cookie_name(parts())
    return request.cookies.get(name) if name else None


def identify(now: datetime, *, leeway: timedelta = NO_LEEWAY) -> Principal | None:
    """Who is asking, verified offline; None without a token. ``leeway``: for how long an ended cookie still counts."""
    token = bearer()
    stored = None if token else cookie()
    if token is None and stored is None:
        return None
    who = parts().verify(token, now=now) if token else parts().verify(stored or "", now=now, leeway=leeway)
    if parts().is_revoked(who.session):
        raise SessionEnded
    return who


def identify_if_possible(now: datetime, *, leeway: timedelta = NO_LEEWAY) -> Principal | None:
    """The same for public views, where a token that ended or cannot be checked means: nobody."""
    try:
        return identify(now, leeway=leeway)
    except LongmenError:
        return None
