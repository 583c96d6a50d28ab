"""The second factor of staff: RFC 6238 codes of six digits, each good once."""

import hmac
import secrets
from base64 import b32encode
from datetime import datetime

import pyotp

SECRET_BYTES = 20
STEP_SECONDS = 30
VALID_WINDOW = 1
"""Steps before and after the present one that count: phones' clocks drift."""


def new_secret() -> bytes:
    """A shared secret, to be sealed in its row."""
    return secrets.token_bytes(SECRET_BYTES)


def secret_text(secret: bytes) -> str:
    """The secret as a person types it into an authenticator."""
    return b32encode(secret).decode().rstrip("=")


def enrolment_uri(secret: bytes, *, account: str, issuer: str = "龙门") -> str:
    """What the QR code says. It shows ``account``: an e-mail address or a plain id, never an ID number or a phone."""
    return _totp(secret).provisioning_uri(name=account, issuer_name=issuer)


def code_at(secret: bytes, now: datetime) -> str:
    """What the authenticator shows: for the driver of a rehearsal and for tests."""
    return _totp(secret).at(int(now.timestamp()))


def used_counter(secret: bytes, code: str, *, now: datetime, last_used: int | None) -> int | None:
    """The step that this code belongs to, to be stored as last used; ``None`` if it is wrong or was used before.

    Steps up to the last used one do not count again: a code read over a shoulder is worth nothing.
    """
    present = int(now.timestamp()) // STEP_SECONDS
    earliest = present - VALID_WINDOW if last_used is None else max(present - VALID_WINDOW, last_used + 1)
    generator = _totp(secret)
    found: int | None = None
    for counter in range(earliest, present + VALID_WINDOW + 1):
        if hmac.compare_digest(generator.generate_otp(counter).encode(), code.strip().encode()):
            found = counter
    return found


def _totp(secret: bytes) -> pyotp.TOTP:
    return pyotp.TOTP(secret_text(secret), interval=STEP_SECONDS)
