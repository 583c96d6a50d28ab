"""Codes sent by SMS: made, kept as a keyed hash, and judged. Their time is the wall clock."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shared.security.crypt import Box

TRIES = 5
LIFETIME = timedelta(minutes=5)
RESEND_AFTER = timedelta(seconds=60)


class Verdict(StrEnum):
    """What a code offered is. The caller counts a wrong try and commits it before refusing."""

    RIGHT = "right"
    WRONG = "wrong"
    EXPIRED = "expired"
    USED = "used"
    TRIED_OUT = "tried_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCode:
    """A code as the database knows it."""

    code_id: str
    digest: bytes
    expires_at: datetime
    tries: int = 0
    used_at: datetime | None = None


def new_code(digits: int) -> str:
    """So many digits, every number equally likely."""
    return f"{secrets.randbelow(10**digits):0{digits}d}"


def code_digest(box: Box, code_id: str, code: str) -> bytes:
    """What is kept instead of the code: bound to its row, and keyed, since a million hashes take a second."""
    return box.keyed_digest("codes", f"{code_id}:{code.strip()}".encode())


def judge(kept: KeptCode, offered: bytes, *, now: datetime) -> Verdict:
    """Whether ``offered`` (a :func:`code_digest`) opens what the code was sent for."""
    if kept.used_at is not None:
        return Verdict.USED
    if now >= kept.expires_at:
        return Verdict.EXPIRED
    if kept.tries >= TRIES:
        return Verdict.TRIED_OUT
    return Verdict.RIGHT if hmac.compare_digest(kept.digest, offered) else Verdict.WRONG
