"""The audit chain's newest link, signed and shown to everybody: what somebody outside keeps, nobody inside can undo.

A chain alone proves that its entries follow from each other; whoever can write to the database can cut off its end, or
chain everything anew. Against that stands a head which a witness fetched earlier (``/<service>/api/v1/audit/head``) and
hands to ``verify --heads``. The key is derived from the service's key ring, which the database does not hold.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, bindparam, insert, select

from shared import codec
from shared.audit import AUDIT_CHAIN, AUDIT_HEADS
from shared.db import Database
from shared.security.signing import SigningKey, signature_holds

_newest = select(AUDIT_CHAIN.c.seq, AUDIT_CHAIN.c.hash).order_by(AUDIT_CHAIN.c.seq.desc()).limit(1)
_newest_head = select(AUDIT_HEADS).order_by(AUDIT_HEADS.c.seq.desc()).limit(1)
_heads = select(AUDIT_HEADS).order_by(AUDIT_HEADS.c.seq)
_newest_heads = select(AUDIT_HEADS).order_by(AUDIT_HEADS.c.seq.desc()).limit(bindparam("most"))
_hash_at = select(AUDIT_CHAIN.c.hash).where(AUDIT_CHAIN.c.seq == bindparam("at"))
_append = insert(AUDIT_HEADS)


class Derives(Protocol):
    """What the key needs of ``security.crypt.Box``."""

    def keyed_digest(self, purpose: str, message: bytes) -> bytes: ...


@dataclass(frozen=True, kw_only=True)
class Head:
    """``seq`` and ``hash`` of the newest link when it was signed (wall clock), by whose key, and the signature."""

    service: str
    seq: int
    hash: str
    signed_at: datetime
    public: str
    signature: str = ""


class NoHead(Exception):
    """A line that was handed in holds no head."""


def head_key(box: Derives) -> SigningKey:
    """The service's own key for heads: the same for as long as its key ring lives, rotations included."""
    return SigningKey(Ed25519PrivateKey.from_private_bytes(box.keyed_digest("audit-head", b"")))


def signing_bytes(head: Head) -> bytes:
    """What is signed: the canonical JSON of every field but the signature."""
    told = {name: value for name, value in codec.plain(head).items() if name != "signature"}
    return codec.canonical(told)


def sign_step(db: Database, key: SigningKey, wall: datetime) -> Head | None:
    """Sign the chain's newest link, unless that was done."""
    with db.read() as conn:
        if not _is_new(conn):
            return None
    with db.begin(actor="audit") as tx:
        newest = tx.conn.execute(_newest).one()
        if not _is_new(tx.conn):
            return None
        unsigned = Head(service=db.service, seq=newest.seq, hash=newest.hash, signed_at=wall, public=key.public)
        head = Head(**{**vars(unsigned), "signature": key.sign(signing_bytes(unsigned))})
        tx.conn.execute(_append, {name: value for name, value in vars(head).items() if name != "service"})
    return head


def newest(conn: Connection, service: str) -> Head | None:
    """The head that everybody may see."""
    row = conn.execute(_newest_head).one_or_none()
    return Head(service=service, **row._mapping) if row else None  # noqa: SLF001  (SQLAlchemy's public accessor)


def kept(conn: Connection, service: str) -> Iterator[Head]:
    """Every head ever signed here."""
    for row in conn.execute(_heads):
        yield Head(service=service, **row._mapping)  # noqa: SLF001  (SQLAlchemy's public accessor)


def lately(conn: Connection, service: str, *, most: int) -> Iterator[Head]:
    """The heads that were signed last, the newest first."""
    for row in conn.execute(_newest_heads, {"most": most}):
        yield Head(service=service, **row._mapping)  # noqa: SLF001  (SQLAlchemy's public accessor)


def read(lines: Iterable[str]) -> Iterator[Head]:
    """Heads that a witness kept, one JSON object to a line, as they were fetched. Raises :class:`NoHead`."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield codec.revived(Head, _only_known(json.loads(line)))
            except (ValueError, TypeError, codec.Malformed) as error:
                raise NoHead(f"line {number}: not a head: {error}") from error


def faults(conn: Connection, heads: Iterable[Head], *, service: str, public: str) -> Iterator[str]:
    """What contradicts the chain as it stands, a line each."""
    for head in heads:
        if head.service != service:
            yield f"head {head.seq} is {head.service}'s"
        elif head.public != public or not signature_holds(public, signing_bytes(head), head.signature):
            yield f"head {head.seq} was not signed by this service"
        elif (found := conn.execute(_hash_at, {"at": head.seq}).scalar_one_or_none()) is None:
            yield f"head {head.seq} of {head.signed_at.isoformat()} is no longer in the chain: its end was cut off"
        elif found != head.hash:
            yield f"head {head.seq} of {head.signed_at.isoformat()} is not what stands in the chain: it was made anew"


def _is_new(conn: Connection) -> bool:
    last, head = conn.execute(_newest).one_or_none(), conn.execute(_newest_head).one_or_none()
    return last is not None and (head is None or head.seq < last.seq)


def _only_known(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: told[name] for name in Head.__dataclass_fields__ if name in told}
