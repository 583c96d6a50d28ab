"""What a service keeps of registration's word on who may come in: the public keys of tokens, and sign-ins ended early.

Registration being away changes nothing: tokens are verified against these until they end.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Connection, String, Table, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from shared.contracts.parts import PublicKey
from shared.contracts.registration import SessionRevoked, SigningKeysPublished
from shared.db import CHASSIS, Database, Tx, UtcDateTime
from shared.inbox import Heard
from shared.kernel import wall_clock
from shared.remembered import Remembered
from shared.security.access import Principal
from shared.security.tokens import KeyNotHeard, verify

TOKEN_KEYS = Table(
    "token_keys",
    CHASSIS,
    Column("kid", String(64), primary_key=True),
    Column("public", String(64), nullable=False),
    Column("signs_from", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
)
REVOKED_SESSIONS = Table(
    "revoked_sessions",
    CHASSIS,
    Column("session", String(36), primary_key=True),
    Column("until", UtcDateTime, nullable=False),
)

_keys = select(TOKEN_KEYS).order_by(TOKEN_KEYS.c.kid)
_forget_keys = delete(TOKEN_KEYS)
_every_revoked = select(REVOKED_SESSIONS.c.session)
_forget_ended = delete(REVOKED_SESSIONS).where(REVOKED_SESSIONS.c.until < bindparam("wall"))


def _add(table: Table, dialect: Any) -> Any:
    return dialect.insert(table).on_conflict_do_nothing()


_add_key = {"postgresql": _add(TOKEN_KEYS, postgresql), "sqlite": _add(TOKEN_KEYS, sqlite)}
_add_revoked = {"postgresql": _add(REVOKED_SESSIONS, postgresql), "sqlite": _add(REVOKED_SESSIONS, sqlite)}
ENDED_EARLY = "sign-ins ended early"
_RELOAD = timedelta(seconds=5)
_MOST_TOKENS = 10_000


def _revoked(conn: Connection) -> frozenset[str]:
    return frozenset(conn.execute(_every_revoked).scalars())


@dataclass(frozen=True)
class _Held:
    """Keys as they were read, which of them had not ended, and what was verified with them: a signature is slow to
    check, and whoever is signed in asks for many things. All of it falls when a key does."""

    keys: tuple[PublicKey, ...]
    serving: frozenset[str]
    verified: dict[str, Principal] = field(default_factory=dict)


class IdentityReplica:
    """Verifies tokens offline. Keys are read anew when an unknown one turns up, and every few seconds; the short list
    of sign-ins ended early is at most ``fresh_for`` old, which spares every request a trip to the database."""

    def __init__(
        self, db: Database, *, fresh_for: timedelta = timedelta(0), wall: Callable[[], datetime] = wall_clock
    ) -> None:
        self._db = db
        self._wall = wall
        self._held = _Held((), frozenset())
        self._read_at: datetime | None = None
        self._revoked = Remembered(db, ENDED_EARLY, _revoked, fresh_for=fresh_for, wall=wall)

    def on_keys(self, tx: Tx, heard: Sequence[Heard[SigningKeysPublished]]) -> None:
        """Bus door of ``registration.signing_keys_published.v1``: the whole list replaces the last."""
        self.keep_keys(tx, heard[-1].event.keys)

    def on_revoked(self, tx: Tx, heard: Sequence[Heard[SessionRevoked]]) -> None:
        """Bus door of ``registration.session_revoked.v1``."""
        for each in heard:
            self.keep_revoked(tx, each.event.session, until=each.event.until)

    def keep_keys(self, tx: Tx, keys: Sequence[PublicKey]) -> None:
        """Make this list the one that tokens are verified with."""
        tx.conn.execute(_forget_keys)
        rows = [{"kid": k.kid, "public": k.public, "signs_from": k.signs_from, "ends_at": k.ends_at} for k in keys]
        if rows:
            tx.conn.execute(_add_key[tx.conn.dialect.name], rows)
        self._read_at = None

    def keep_key(self, tx: Tx, key: PublicKey) -> None:
        """Trust one more key beside those held."""
        row = {"kid": key.kid, "public": key.public, "signs_from": key.signs_from, "ends_at": key.ends_at}
        tx.conn.execute(_add_key[tx.conn.dialect.name], [row])
        self._read_at = None

    def keep_revoked(self, tx: Tx, session: str, *, until: datetime) -> None:
        """Refuse this sign-in until its tokens have ended anyway."""
        tx.conn.execute(_forget_ended, {"wall": tx.wall})
        tx.conn.execute(_add_revoked[tx.conn.dialect.name], {"session": session, "until": until})
        tx.changed(ENDED_EARLY)

    def is_revoked(self, session: str) -> bool:
        """Whether a sign-in was ended before its token."""
        return session in self._revoked.value()

    def verify(self, token: str, *, now: datetime, leeway: timedelta = timedelta(0)) -> Principal:
        """The person behind a token. Raises SignInNeeded, or Unavailable for a key that has not reached us.

        ``leeway`` honours a token that ended within it: for a form whose sign-in ran out while it was typed.
        """
        read_at = self._read_at
        if read_at is None or not read_at <= self._wall() < read_at + _RELOAD:
            self._reload()
        held = self._held
        known = held.verified.get(token)
        if known is not None and now < known.expires_at:
            return known
        try:
            found = verify(token, held.keys, now=now, leeway=leeway)
        except KeyNotHeard:
            held = self._reload()
            found = verify(token, held.keys, now=now, leeway=leeway)
        if not leeway:  # what is honoured past its end, or its key's, is honoured this once
            if len(held.verified) >= _MOST_TOKENS:
                held.verified.clear()
            held.verified[token] = found
        return found

    def _reload(self) -> _Held:
        wall = self._wall()
        with self._db.read() as conn:
            rows = conn.execute(_keys).all()
        keys = tuple(
            PublicKey(kid=row.kid, public=row.public, signs_from=row.signs_from, ends_at=row.ends_at) for row in rows
        )
        serving = frozenset(key.kid for key in keys if wall < key.ends_at)
        if (keys, serving) != (self._held.keys, self._held.serving):
            self._held = _Held(keys, serving)
        self._read_at = wall
        return self._held
