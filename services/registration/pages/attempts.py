"""The browser that somebody uses: a cookie of its own, so that a neighbour's guesses are not taken for the owner's."""

from datetime import timedelta

from flask import Response, make_response, request
from flask.typing import ResponseReturnValue

from services.registration.usecases.attempts import Caller
from shared.security.links import new_token
from shared.web.parts import parts

DEVICE_COOKIE = "longmen_device"
KEPT_FOR = timedelta(days=180)
LONGEST = 200


def caller() -> Caller:
    """The device by its cookie; a browser that keeps none is a stranger everywhere."""
    return Caller(device=request.cookies.get(DEVICE_COOKIE, "")[:LONGEST], address=request.remote_addr or "")


def with_device(answer: ResponseReturnValue) -> Response:
    """The answer, giving this browser its cookie if it has none."""
    response = make_response(answer)
    if DEVICE_COOKIE not in request.cookies:
        response.set_cookie(DEVICE_COOKIE, new_token(), max_age=KEPT_FOR, path="/", secure=parts().is_https,
                            httponly=True, samesite="Lax")
    return response
