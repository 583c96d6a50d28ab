"""Who is guessing, as a browser tells it: every browser is given a device id with its first page."""

from datetime import timedelta

from flask import Response, request

from services.registration.usecases.attempts import Caller
from shared.security.links import new_token
from shared.web.parts import parts

DEVICE_COOKIE = "longmen_device"
REMEMBERED = timedelta(days=180)
LONGEST = 200


def caller() -> Caller:
    """A browser that keeps no cookie is a stranger everywhere."""
    return Caller(device=request.cookies.get(DEVICE_COOKIE, "")[:LONGEST], address=request.remote_addr or "")


def know_device(response: Response) -> Response:
    """Give the browser its id, unless it has one. It says nothing about the person, and serves for nothing else."""
    if DEVICE_COOKIE not in request.cookies:
        response.set_cookie(
            DEVICE_COOKIE, new_token(), max_age=REMEMBERED, path="/", secure=parts().is_https, httponly=True,
            samesite="Lax",
        )
    return response
