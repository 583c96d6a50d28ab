"""The keys that sign tokens: made in time, told to everybody, told again."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from services.registration.store import keys as store
from shared.contracts.parts import PublicKey
from shared.contracts.registration import SigningKeysPublished
from shared.db import Seal, Tx
from shared.identity import IdentityReplica
from shared.outbox import last_version
from shared.security import keys as rules
from shared.security.signing import SigningKey

KEY = "registration/keys/tokens"


def tell_keys(tx: Tx) -> None:
    """At start and hourly: make the next key in time, and tell the list; an unchanged one under its old version."""
    store.hold(tx.conn)
    before = _held(tx.conn)
    if rules.needs_rotation(before, tx.wall):
        _make(tx, before)
    published = rules.keys_to_publish(_held(tx.conn), tx.wall)
    for gone in {key.kid for key in before} - {key.kid for key in published}:
        store.forget(tx.conn, gone)
    changed = {key.kid for key in before} != {key.kid for key in published}
    _tell(tx, published, version=None if changed else last_version(tx.conn, key=KEY, name=SigningKeysPublished.NAME))


def withdraw_key(tx: Tx, kid: str) -> bool:
    """A key was lost to somebody: it ends now, with every token under it, and another takes over at once."""
    store.hold(tx.conn)
    held = _held(tx.conn)
    if kid not in {key.kid for key in held}:
        return False
    store.end(tx.conn, kid, at=tx.wall)
    rest = rules.withdrawn(held, kid, now=tx.wall)
    if rules.needs_rotation(rest, tx.wall):
        _make(tx, rest)
    tx.audit("keys.withdraw", KEY, kid=kid)
    _tell(tx, rules.keys_to_publish(_held(tx.conn), tx.wall), version=None)
    return True


def present_key(conn: Connection, seal: Seal, *, now: datetime) -> SigningKey:
    """The key that signs now. Raises NoSigningKey until the worker has made the first."""
    rows = store.every(conn)
    wanted = rules.signing_key([_public(row) for row in rows], now)
    row = next(row for row in rows if row.kid == wanted.kid)
    return SigningKey.from_text(seal.open(row.private, table="signing_keys", column="private", row=row.kid).decode())


def key_set(conn: Connection, *, now: datetime) -> dict[str, Any]:
    """The public keys as a JWK set."""
    return rules.key_set(rules.keys_to_publish(_held(conn), now))


def _held(conn: Connection) -> list[PublicKey]:
    return [_public(row) for row in store.every(conn)]


def _public(row: Row[Any]) -> PublicKey:
    return PublicKey(kid=row.kid, public=row.public, signs_from=row.signs_from, ends_at=row.ends_at)


def _make(tx: Tx, held: list[PublicKey]) -> None:
    key = SigningKey.generate()
    entered = rules.next_key(key, held, now=tx.wall)
    store.add(tx.conn, {
        "kid": key.kid, "public": key.public, "signs_from": entered.signs_from, "ends_at": entered.ends_at,
        "private": tx.box.seal(key.to_text(), table="signing_keys", column="private", row=key.kid),
        "recorded_at": tx.wall,
    })
    tx.audit("keys.make", KEY, kid=key.kid, signs_from=entered.signs_from.isoformat())


def _tell(tx: Tx, published: list[PublicKey], *, version: int | None) -> None:
    IdentityReplica(tx.db).keep_keys(tx, published)  # here at once: whoever signs in must not wait for the bus
    tx.emit(SigningKeysPublished(keys=published), key=KEY, occurred_at=tx.wall, version=version)
