"""The staff of a rehearsal: officers, operator, auditor, each college's and authority's people, invited as in life."""

import secrets
import time
from dataclasses import dataclass
from functools import partial

import pyotp

from rehearsal.doors import Account, Doors, Tokens
from rehearsal.phones import Post
from rehearsal.waiting import until

STEP = 30
"""Seconds of an authenticator's code. Phones' clocks drift: the last code and the next one are good too."""
LATE = 20
"""So many seconds the staff's phones run behind: who joins and signs in at once has used the last code and the present
one, and the next one is good already. In the rest of a step the last one might be too old before it is looked at."""


@dataclass
class Credentials:
    """What somebody signs in with: made in the minute when they accepted their invitation. ``used``: the step of the
    code that was used last, which is not good again."""

    email: str
    role: str
    scope: str | None
    password: str
    totp_secret: str
    used: int = 0

    def code(self) -> str:
        """What the authenticator shows, or the first after it that was not used."""
        return pyotp.TOTP(self.totp_secret).generate_otp(max(int(time.time()) // STEP, self.used + 1))

    def spend(self) -> str:
        """A code that was not used, to be used now."""
        self.rest()
        self.used = free_step(time.time(), self.used)
        return pyotp.TOTP(self.totp_secret).generate_otp(self.used)

    def rest(self) -> None:
        """Until a code is good that was not used: who has used the next one already waits until there is another."""
        until(lambda: self.used <= int(time.time()) // STEP, what="the next code", seconds=2 * STEP, every=0.2)


def free_step(now: float, used: int) -> int:
    """The earliest step whose code is good and was not used, with time enough to get to the door."""
    return max(int(now - LATE) // STEP, used + 1)


@dataclass(frozen=True, kw_only=True)
class Guest:
    """Somebody of the staff whom only a person plays."""

    role: str
    name: str
    scope: str | None = None


@dataclass
class Staff:
    """Everybody with an office."""

    officers: list[Account]
    operator: Account
    registrars: dict[str, Account]
    reviewers: dict[str, Account]
    desks: dict[str, list[Account]]
    """Two at each admitting college: what one enters the other signs too."""


class Cast:
    """Invites, joins, and remembers who chose what: a rehearsal's people have nobody else to remember it."""

    def __init__(self, doors: Doors, post: Post) -> None:
        self._doors = doors
        self._post = post
        self.credentials: list[Credentials] = []
        self._joined: list[tuple[Account, Credentials]] = []

    def join(self, token: str, *, email: str, role: str = "officer", scope: str | None = None) -> Account:
        """Follow an invitation's link: own password, authenticator, first code; then sign in."""
        password = f"{secrets.token_hex(8)}-Yz"
        path = f"/invitations/{token}"
        self._doors.ask("GET", "registration", path)
        secret = self._doors.ask("POST", "registration", f"{path}/acceptance", json={"password": password}).json()
        own = Credentials(email, role, scope, password, secret["totp_secret"])
        self._doors.ask("POST", "registration", f"{path}/confirmation", json={"totp": own.spend()})
        self.credentials.append(own)
        joined = Account.of(self._doors, self._sign_in(own), again=partial(self._sign_in, own))
        self._joined.append((joined, own))
        return joined

    def invite(self, officer: Account, *, role: str, name: str, scope: str | None = None) -> Account:
        """An officer invites by e-mail, and the invited person joins."""
        email = f"{name}@rehearsal.example"
        body = {"email": email, "role": role} | ({"scope": scope} if scope else {})
        officer.ask("POST", "registration", "/invitations", json=body)
        return self.join(self._post.invitation(email), email=email, role=role, scope=scope)

    def of(self, account: Account) -> Credentials:
        """What somebody signs in with who joined here."""
        return next(own for joined, own in self._joined if joined is account)

    def _sign_in(self, own: Credentials) -> Tokens:
        body = {"login": own.email, "password": own.password, "totp": own.spend()}
        found: Tokens = self._doors.ask("POST", "registration", "/sign-in", json=body).json()
        return found
