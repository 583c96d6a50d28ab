"""Writes come from our own pages: where the browser says the request began, and a token in every form.

A token names the session, the form and its hour, so that it serves no other person, form or day. It also
lets a form be sent after its sign-in has run out: what was typed for an hour is not lost to a redirect.
"""

import hashlib
import hmac
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from flask import request

from shared.web.access import principal_or_none
from shared.web.door import receipt
from shared.web.parts import WebParts, parts
from shared.web.problems import CrossSite, FormExpired

LIFE = timedelta(hours=2)
FIELD, HEADER = "_form", "X-Form-Token"
API_FORM = "api"
"""The form name of scripts on our pages that call the API with the cookie."""


def form_token(form: str) -> str:
    """The token to put in a hidden field :data:`FIELD` of the form of this name (its endpoint)."""
    who = principal_or_none()
    issued = int(receipt().timestamp())
    return f"{issued}.{_mac(form, who.session if who else '', issued)}"


def check_origin() -> None:
    """Raise CrossSite for a write that another site made the browser send, or that hides where it began."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise CrossSite
        return
    if request.headers.get("Origin") != origin_of(parts()):
        raise CrossSite


def check_token(form: str, session: str, *, now: datetime) -> None:
    """Raise FormExpired unless the request carries this form's token of this session, not older than :data:`LIFE`."""
    issued_text, _, mac = (request.headers.get(HEADER) or request.form.get(FIELD, "")).partition(".")
    if not (issued_text.isascii() and issued_text.isdigit() and len(issued_text) < 12):
        raise FormExpired
    issued = int(issued_text)
    is_ours = hmac.compare_digest(mac.encode(), _mac(form, session, issued).encode())
    if not is_ours or not -5 <= now.timestamp() - issued <= LIFE.total_seconds():
        raise FormExpired


def origin_of(given: WebParts) -> str:
    """``scheme://host[:port]`` of the public address."""
    url = urlsplit(given.public_url)
    return f"{url.scheme}://{url.netloc}"


def _mac(form: str, session: str, issued: int) -> str:
    message = "\0".join(["form", parts().service, session, form, str(issued)]).encode()
    return hmac.digest(parts().form_key, message, hashlib.sha256).hex()[:40]
