"""The staff of a rehearsal: officers, operator, auditor and each source college's registrar, invited as in life."""

import secrets
import time
from dataclasses import dataclass

import pyotp

from rehearsal.doors import Account, Doors
from rehearsal.phones import Post

LATER = 30
"""Seconds that a phone's clock may run ahead: the next code of an authenticator is good already, so nobody waits."""


@dataclass
class Staff:
    """Everybody with an office."""

    officers: list[Account]
    operator: Account
    registrars: dict[str, Account]


def join(doors: Doors, token: str, *, email: str) -> Account:
    """Follow an invitation's link: own password, authenticator, first code; then sign in."""
    password = f"{secrets.token_hex(8)}-Yz"
    doors.ask("GET", "registration", f"/invitations/{token}")
    secret = doors.ask("POST", "registration", f"/invitations/{token}/acceptance", json={"password": password}).json()
    authenticator = pyotp.TOTP(secret["totp_secret"])
    now = int(time.time())
    doors.ask("POST", "registration", f"/invitations/{token}/confirmation", json={"totp": authenticator.at(now)})
    body = {"login": email, "password": password, "totp": authenticator.at(now + LATER)}
    return Account.of(doors, doors.ask("POST", "registration", "/sign-in", json=body).json())


def invite(doors: Doors, post: Post, officer: Account, *, role: str, name: str, scope: str | None = None) -> Account:
    """An officer invites by e-mail, and the invited person joins."""
    email = f"{name}@rehearsal.example"
    body = {"email": email, "role": role} | ({"scope": scope} if scope else {})
    officer.ask("POST", "registration", "/invitations", json=body)
    return join(doors, post.invitation(email), email=email)
