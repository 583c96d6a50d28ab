"""Proposing and signing: what is proposed again unchanged is the same proposal, what changed takes its place."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from services.admission.domain import proposal as rules
from services.admission.domain.draft import Signed
from services.admission.domain.proposal import Kind, NothingProposed, Proposal, Stage
from services.admission.store import proposal as store
from shared import codec
from shared.db import Seal as Box
from shared.db import Tx
from shared.kernel import new_id


@dataclass(frozen=True, kw_only=True, slots=True)
class About:
    """What a proposal is about: at most one stands at a time."""

    season: str
    kind: Kind
    subject: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Signing:
    """An officer and what they have read."""

    officer: str
    digest: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """A proposal and who has signed it. ``complete``: this signature was the last one needed."""

    proposal: Proposal
    signatures: Sequence[Signed]
    complete: bool = False


def propose(tx: Tx, about: About, body: Mapping[str, Any], *, signed_by: str | None = None) -> Seen:
    """What is to be signed from now on. The same content as what stands is not proposed twice; anything else stands in
    its place, and signatures under the old one count no more. With ``signed_by`` who proposes signs by it."""
    made = Proposal(
        id=new_id(), season=about.season, kind=about.kind, subject=about.subject, status=Stage.OPEN,
        digest=digest_of(about, body), body=body, proposed_by=tx.actor, proposed_at=tx.now, recorded_at=tx.wall,
    )
    standing = store.standing(tx, about.season, about.kind, about.subject)
    if standing is not None and standing.digest == made.digest:
        return seen(tx, standing)
    if standing is not None:
        store.put(tx, standing.id, Stage.SUPERSEDED)
    store.add(tx, made)
    if signed_by is not None:
        store.sign(tx, made, signed_by)
    tx.audit(f"{about.kind}.propose", _subject(made), proposal=made.id, digest=made.digest)
    return seen(tx, made)


def sign(tx: Tx, about: About, signing: Signing) -> Seen:
    """An officer's signature under what stands. When ``complete``, the caller makes it true, now or at its moment."""
    standing = store.standing(tx, about.season, about.kind, about.subject)
    if standing is None:
        raise NothingProposed
    rules.check_signature(
        standing, store.signatures(tx.conn, standing.id), officer=signing.officer, digest=signing.digest
    )
    store.sign(tx, standing, signing.officer)
    tx.audit(f"{about.kind}.sign", _subject(standing), proposal=standing.id, digest=standing.digest)
    found = seen(tx, standing)
    if not rules.is_complete(found.signatures):
        return found
    store.put(tx, standing.id, Stage.SIGNED)
    return replace(found, proposal=replace(standing, status=Stage.SIGNED), complete=True)


def settle(tx: Tx, signed: Seen) -> Seen:
    """What was signed is in effect."""
    store.put(tx, signed.proposal.id, Stage.DONE, done_at=tx.now)
    return replace(signed, proposal=replace(signed.proposal, status=Stage.DONE, done_at=tx.now))


def standing_of(tx: Tx, about: About) -> Seen | None:
    """What is to be signed or waits for its moment."""
    standing = store.standing(tx, about.season, about.kind, about.subject)
    return None if standing is None else seen(tx, standing)


def look(conn: Connection, box: Box, about: About) -> Seen | None:
    """The same, to look at."""
    standing = store.to_look(conn, box, about.season, about.kind, about.subject)
    return None if standing is None else _seen(conn, standing)


def of_kind(conn: Connection, box: Box, season: str, kind: Kind) -> list[Seen]:
    """Everything of a kind that was proposed in a season, oldest first."""
    return [_seen(conn, each) for each in store.of_kind(conn, box, season, kind)]


def seen(tx: Tx, proposal: Proposal) -> Seen:
    """A proposal with its signatures."""
    return _seen(tx.conn, proposal)


def _seen(conn: Connection, proposal: Proposal) -> Seen:
    return Seen(proposal=proposal, signatures=store.signatures(conn, proposal.id))


def officers(signed: Seen) -> list[str]:
    """Who signed, in order."""
    return [each.officer for each in signed.signatures]


def digest_of(about: About, body: Mapping[str, Any]) -> str:
    """What an officer signs."""
    told = {"season": about.season, "kind": about.kind.value, "subject": about.subject, "body": body}
    return hashlib.sha256(codec.canonical(told)).hexdigest()


def _subject(proposal: Proposal) -> str:
    return f"{proposal.kind}/{proposal.season}/{proposal.subject}"
