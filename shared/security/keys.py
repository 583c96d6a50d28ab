"""When token keys come and go: pure rules over the list of keys, told by registration, kept by everybody.

A key is published a day before it signs, so that every service has heard of it when the first token comes; it is
honoured until the last token that it signed has ended.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from shared.contracts.parts import PublicKey
from shared.kernel import Unavailable
from shared.security.signing import SigningKey
from shared.security.tokens import CLOCK_SPREAD, LONGEST_LIFETIME

PUBLISHED_BEFORE = timedelta(hours=24)
SIGNING_PERIOD = timedelta(days=30)
SPARE = timedelta(days=7)
"""How late a rotation may come (registration was down) before its last key stops signing."""
AFTERGLOW = LONGEST_LIFETIME + CLOCK_SPREAD
REMEMBERED = timedelta(hours=3)
"""An ended key stays listed so long: forms outlive their token by two hours, and ended is not unknown."""


class NoSigningKey(Unavailable):
    """No key may sign at this moment: the rotation has not run."""

    code = "no_signing_key"
    message = "登录服务正在准备，请稍后再试。"


def next_key(key: SigningKey, keys: Sequence[PublicKey], *, now: datetime) -> PublicKey:
    """How a fresh key is entered: at once when none can sign, else a day ahead and after its predecessor's period."""
    signs_from = now
    if _signing(keys, now):
        signs_from = max(now + PUBLISHED_BEFORE, max(held.signs_from for held in keys) + SIGNING_PERIOD)
    ends_at = signs_from + SIGNING_PERIOD + SPARE + AFTERGLOW
    return PublicKey(kid=key.kid, public=key.public, signs_from=signs_from, ends_at=ends_at)


def needs_rotation(keys: Sequence[PublicKey], now: datetime) -> bool:
    """Whether it is time to make the next key."""
    if not _signing(keys, now):
        return True
    return now >= max(key.signs_from for key in keys) + SIGNING_PERIOD - PUBLISHED_BEFORE


def signing_key(keys: Sequence[PublicKey], now: datetime) -> PublicKey:
    """The newest key whose time has come and which outlives any token that it signs now."""
    ready = _signing(keys, now)
    if not ready:
        raise NoSigningKey
    return max(ready, key=lambda key: key.signs_from)


def keys_to_publish(keys: Sequence[PublicKey], now: datetime) -> list[PublicKey]:
    """All keys that others must know: next, present and retired, each with the end that its successor gives it.

    A retired key ends with the last token that it signed before its successor took over.
    """
    ordered = sorted(keys, key=lambda key: (key.signs_from, key.kid))
    ended = [replace(key, ends_at=min(key.ends_at, successor.signs_from + AFTERGLOW))
             for key, successor in pairwise(ordered)]
    return [key for key in (*ended, *ordered[-1:]) if now < key.ends_at + REMEMBERED]


def withdrawn(keys: Iterable[PublicKey], kid: str, *, now: datetime) -> list[PublicKey]:
    """The list after a key was lost to somebody: it ends at once, and with it every token under it."""
    return [replace(key, ends_at=min(key.ends_at, now)) if key.kid == kid else key for key in keys]


def key_set(keys: Iterable[PublicKey]) -> dict[str, list[dict[str, str]]]:
    """The keys as a JWK set (RFC 7517, 8037)."""
    return {"keys": [{"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": key.kid, "x": key.public}
                     for key in keys]}


def _signing(keys: Iterable[PublicKey], now: datetime) -> list[PublicKey]:
    return [key for key in keys if key.signs_from <= now < key.ends_at - AFTERGLOW]
