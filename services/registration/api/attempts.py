"""Who is guessing: the device that a caller names, and its address."""

from flask import request

from services.registration.usecases.attempts import Caller

DEVICE_HEADER = "X-Longmen-Device"
LONGEST = 200


def caller() -> Caller:
    """A device that says nothing of itself is known by its address and its browser's name alone."""
    named = request.headers.get(DEVICE_HEADER, "")
    address = request.remote_addr or ""
    return Caller(device=named[:LONGEST] or f"{address} {request.user_agent.string}"[:LONGEST], address=address)
