"""The proof that one filing is in a seal: its entry, its place in the tree, and the path to the root."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row

from services.choices.domain import window as says
from services.choices.store import filing as filings
from services.choices.store import revision as revisions
from services.choices.store import seal as store
from services.choices.store.content import opened_revision
from services.choices.usecases.seal import LEVELS, entry_of, finalised
from shared.db import Seal
from shared.kernel import NotFound
from shared.security.tree import path_of


def proof_of(conn: Connection, box: Seal, account: str, *, season: str, batch: str) -> dict[str, Any]:
    """That one's filing is in the newest seal that has it: the entry, its place, and the path to the root.

    Raises NotFound for nothing saved, and NotSealedYet.
    """
    leaf = store.leaf_of(conn, account=account, season=season, batch=batch)
    filing = filings.of_place(conn, account=account, season=season, batch=batch)
    if filing is None:
        raise NotFound(field="batch")
    if leaf is None:
        raise says.NotSealedYet
    sealed = store.one(conn, season, batch, leaf.seal)
    block = leaf.position >> LEVELS << LEVELS
    stretch = store.stretch(conn, leaf, first=block, last=block + (1 << LEVELS) - 1)
    nodes = [bytes.fromhex(sealed.nodes[place : place + 64]) for place in range(0, len(sealed.nodes), 64)]
    path = path_of(stretch, leaf.position - block) + path_of(nodes, leaf.position >> LEVELS)
    return {
        "season": season, "batch": batch, "seal": leaf.seal, "root": sealed.root, "count": sealed.count,
        "position": leaf.position, "leaf": leaf.leaf, "path": [node.hex() for node in path],
        "candidate_number": filing.candidate_number, "revision": leaf.revision,
        "entry": _entry_at(conn, box, filing, leaf).decode(),
    }


def _entry_at(conn: Connection, box: Seal, filing: Row[Any], leaf: Row[Any]) -> bytes:
    """The entry of a seal, from the revisions up to the one that was sealed."""
    content: dict[str, Any] = {}
    saved_at = filing.saved_at
    for row in revisions.of_filing(conn, filing, last=leaf.revision):
        told = opened_revision(box, row)
        content[row.label] = told["choice"]
        saved_at = row.received_at
    held = {label: choice for label, choice in content.items() if choice is not None}
    as_sealed = finalised(filing, held, number=leaf.seal)
    return entry_of(replace(as_sealed, revision=leaf.revision, saved_at=saved_at))
