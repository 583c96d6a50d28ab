"""Whether every filing is what its revisions say, and every revision follows from the one before."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row

from services.choices.domain import chain
from services.choices.store import filing as store
from services.choices.store import revision as revisions
from services.choices.store.content import opened_filing, opened_revision
from shared.db import Seal
from shared.security.crypt import DoesNotOpen


def filing_faults(conn: Connection, box: Seal, season: str) -> Iterator[str]:
    """Walk every chain of a season; a line for each filing with the first thing that does not hold."""
    heads = {(row.batch, row.account): row for row in store.of_season(conn, season)}
    for place, chained in groupby(revisions.of_season(conn, season), key=lambda row: (row.batch, row.account)):
        fault = _fault(box, list(chained), heads.pop(place, None))
        if fault is not None:
            yield f"{place[0]} {place[1]}: {fault}"
    for batch, account in heads:
        yield f"{batch} {account}: no revisions"


def _fault(box: Seal, chained: list[Row[Any]], filing: Row[Any] | None) -> str | None:
    previous, content = chain.START, {}
    try:
        for number, row in enumerate(chained, start=1):
            told = opened_revision(box, row)
            if row.revision != number or row.previous != previous or row.hash != chain.link(previous, told):
                return f"revision {row.revision} does not follow from the one before"
            if told["received_at"] != row.received_at.isoformat() or told["label"] != row.label:
                return f"revision {row.revision} says something else than its row"
            previous = row.hash
            content[row.label] = told["choice"]
        if filing is None or filing.head != previous or filing.revision != len(chained):
            return "the filing does not stand at its last revision"
        held = {label: choice for label, choice in content.items() if choice is not None}
        if opened_filing(box, filing) != held:
            return "the filing says something else than its revisions"
    except DoesNotOpen as error:
        return str(error)
    return None
