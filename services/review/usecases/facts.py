"""What review knows of a season, as ids and counts: for checking that its promises hold, and for who watches it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from services.review.domain.case import Standing, Verdict
from services.review.store import decision, queue
from shared.metrics import Metrics


def own_facts(conn: Connection, season: str) -> Iterator[Mapping[str, Any]]:
    """Every case with its standing and the honours that all stages' approval confirmed, revoked since or not; every
    decision with who made it and whose it was to make."""
    for row in queue.of_season(conn, season):
        yield {"fact": "case", "service": "review", "account": row.account, "revision": row.revision,
               "standing": row.standing, "category": row.category, "source_college": row.source_college,
               "honours": json.loads(row.honours) if row.verdict == Verdict.APPROVED else []}
    for row in decision.of_season(conn, season):
        yield {"fact": "review_decision", "service": "review", "account": row.account, "revision": row.revision,
               "stage": row.stage, "decision": row.decision, "actor_scope": row.actor_scope,
               "owner_scope": row.owner_scope}


def count_cases(conn: Connection, metrics: Metrics) -> None:
    """``review_cases``: how many stand where, by season; a standing that nobody has any more shows 0."""
    found = {(row.season, row.standing): row.number for row in queue.counts(conn)}
    for season in {season for season, _ in found}:
        for standing in Standing:
            metrics.set("review_cases", found.get((season, standing), 0), season=season, standing=standing)
