"""Access tokens: who is signed in, signed by registration, verified by everybody offline.

Time is an argument: nothing here reads a clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt

from shared.contracts.parts import PublicKey
from shared.kernel import SignInNeeded, Unavailable
from shared.security.access import Principal, Role
from shared.security.signing import KeyFault, SigningKey, verifying_key

ALGORITHM = "EdDSA"
ISSUER = "longmen/registration"
AUDIENCE = "longmen"
CANDIDATE_LIFETIME = timedelta(minutes=60)
STAFF_LIFETIME = timedelta(minutes=10)
LONGEST_LIFETIME = max(CANDIDATE_LIFETIME, STAFF_LIFETIME)
CLOCK_SPREAD = timedelta(minutes=1)
"""How far the clocks of two services may lie apart before a fresh token looks as if it came from the future."""

_CLAIMS = ["exp", "iat", "aud", "iss", "sub", "sid", "role"]
_TEXTS = {"subject": "sub", "session": "sid", "scope": "scope", "intake": "intake", "name": "name"}
_OURS_TO_CHECK = {"verify_exp": False, "verify_iat": False, "verify_nbf": False, "require": _CLAIMS}


class SignInEnded(SignInNeeded):
    """The token was good and has ended."""

    code = "sign_in_ended"
    message = "登录已过期，请重新登录。"


class KeyNotHeard(Unavailable):
    """The token names a key that has not reached this service: its own fault, so nobody is signed out for it."""

    code = "signing_key_not_heard"
    message = "系统正在更新登录信息，请稍后再试。"


@dataclass(frozen=True, slots=True)
class Token:
    """What a caller sends as Bearer, and when it ends."""

    text: str
    expires_at: datetime


def lifetime_of(role: Role) -> timedelta:
    """Candidates fill long forms; staff see other people's data."""
    return STAFF_LIFETIME if role.staff else CANDIDATE_LIFETIME


def issue(principal: Principal, key: SigningKey, *, now: datetime, lifetime: timedelta | None = None) -> Token:
    """Sign the person in until ``now + lifetime`` (by default the role's), whatever ``principal.expires_at`` says."""
    expires_at = datetime.fromtimestamp(int((now + (lifetime or lifetime_of(principal.role))).timestamp()), UTC)
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": principal.subject,
        "sid": principal.session,
        "role": str(principal.role),
        "scope": principal.scope,
        "intake": principal.intake,
        "name": principal.name,
        "iat": int(now.timestamp()),
        "exp": int(expires_at.timestamp()),
    }
    present = {name: value for name, value in claims.items() if value is not None}
    return Token(jwt.encode(present, key.private, ALGORITHM, {"kid": key.kid}), expires_at)


def verify(token: str, keys: Iterable[PublicKey], *, now: datetime, leeway: timedelta = timedelta(0)) -> Principal:
    """The person behind the token; :class:`SignInNeeded` if it is not good, :class:`KeyNotHeard` if we cannot know.

    ``leeway`` honours a token past its end: for a form that was open when it ended, and has a token of its own.
    """
    key = _key_of(token, keys)
    if now >= key.ends_at + leeway:
        raise SignInEnded
    try:
        claims = jwt.decode(token, verifying_key(key.public), [ALGORITHM], _OURS_TO_CHECK,  # type: ignore[arg-type]
                            audience=AUDIENCE, issuer=ISSUER)
        return _principal(claims, now, leeway)
    except (jwt.InvalidTokenError, KeyFault, ValueError, TypeError, OverflowError) as error:
        raise SignInNeeded from error


def _key_of(token: str, keys: Iterable[PublicKey]) -> PublicKey:
    try:
        kid = jwt.get_unverified_header(token).get("kid")
    except jwt.InvalidTokenError as error:
        raise SignInNeeded from error
    if not isinstance(kid, str):
        raise SignInNeeded
    for key in keys:
        if key.kid == kid:
            return key
    raise KeyNotHeard


def _principal(claims: dict[str, Any], now: datetime, leeway: timedelta) -> Principal:
    issued_at = datetime.fromtimestamp(int(claims["iat"]), UTC)
    expires_at = datetime.fromtimestamp(int(claims["exp"]), UTC)
    if issued_at > now + CLOCK_SPREAD or expires_at - issued_at > LONGEST_LIFETIME:
        raise SignInNeeded
    if now >= expires_at + leeway:
        raise SignInEnded
    texts: dict[str, Any] = {name: claims.get(claim) for name, claim in _TEXTS.items()}
    if not all(value is None or isinstance(value, str) for value in texts.values()):
        raise SignInNeeded
    return Principal(role=Role(claims["role"]), expires_at=expires_at, **texts)
