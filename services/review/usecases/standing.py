"""Where cases stand, for those who see all and decide none: officers before an order, auditors. Names are masked."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from services.review.store import queue
from services.review.store.queue import Asked, Listed
from shared.db import Seal
from shared.kernel import masked_name
from shared.season.replica import SeasonReplica


def list_standings(
    conn: Connection, box: Seal, seasons: SeasonReplica, asked: Asked, *, number: str | None
) -> Sequence[Listed]:
    """Every case, oldest first, or that of one candidate number."""
    if number is not None:
        found = queue.of_number(conn, box, number, asked)
    else:
        pairs = [(copy.season, each.code) for copy in seasons.copies()
                 for each in seasons.season(copy.season).categories]
        found = queue.of_categories(conn, box, pairs, asked)
    return [replace(each, name=masked_name(each.name)) for each in found]
