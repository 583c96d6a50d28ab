"""Secrets that are used once and carried whole: invitation links, refresh tokens. Only their hash is kept.

256 random bits need no key and no salt: nobody searches that.
"""

import secrets
from hashlib import sha256

TOKEN_BYTES = 32


def new_token() -> str:
    """43 characters, fit for an address or a cookie."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_digest(token: str) -> bytes:
    """What the database keeps and looks up by."""
    return sha256(token.strip().encode()).digest()
