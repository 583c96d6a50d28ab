"""The staff of a rehearsal: officers, operator, auditor and each source college's registrar, invited as in life."""

import secrets
import time
from dataclasses import dataclass

import pyotp

from rehearsal.doors import Account, Doors
from rehearsal.phones import Post

LATER = 30
"""Seconds that a phone's clock may run ahead: the next code of an authenticator is good already, so nobody waits."""


@dataclass(frozen=True)
class Credentials:
    """What somebody signs in with: made in the minute when they accepted their invitation."""

    email: str
    password: str
    totp_secret: str


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

    def join(self, token: str, *, email: str) -> Account:
        """Follow an invitation's link: own password, authenticator, first code; then sign in."""
        password = f"{secrets.token_hex(8)}-Yz"
        path = f"/invitations/{token}"
        self._doors.ask("GET", "registration", path)
        secret = self._doors.ask("POST", "registration", f"{path}/acceptance", json={"password": password}).json()
        authenticator = pyotp.TOTP(secret["totp_secret"])
        now = int(time.time())
        self._doors.ask("POST", "registration", f"{path}/confirmation", json={"totp": authenticator.at(now)})
        self.credentials.append(Credentials(email, password, secret["totp_secret"]))
        body = {"login": email, "password": password, "totp": authenticator.at(now + LATER)}
        return Account.of(self._doors, self._doors.ask("POST", "registration", "/sign-in", json=body).json())

    def invite(self, officer: Account, *, role: str, name: str, scope: str | None = None) -> Account:
        """An officer invites by e-mail, and the invited person joins."""
        email = f"{name}@rehearsal.example"
        body = {"email": email, "role": role} | ({"scope": scope} if scope else {})
        officer.ask("POST", "registration", "/invitations", json=body)
        return self.join(self._post.invitation(email), email=email)
