"""Who could go down by now and is not in the list that officers signed, or that went down: they need a new dry run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from services.admission.domain.round import NOBODY, Filed, Why, why_not
from services.admission.store import file as files
from services.admission.store import filing as filings
from services.admission.usecases import dispatch, eligibility
from shared.db import Seal
from shared.season import Season
from shared.season.model import Round

PASSING = frozenset({
    Why.NOT_ELIGIBLE, Why.NOT_CONFIRMED, Why.CATEGORY_CHANGED, Why.HELD, Why.TIER_TOO_LOW, Why.FULL,
})
"""Why somebody was left out that may be so no more: review decides anew, a college confirms, an earlier one returns."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """A round's list as it was last proposed. ``has_gone``: it went down."""

    season: Season
    round: Round
    body: Mapping[str, Any]
    has_gone: bool


def latecomers(conn: Connection, box: Seal, listed: Listed) -> Sequence[Filed]:
    """Those whom a list left out, or who were dropped from it as it went down, and who would be in it by now."""
    season, round_, body = listed.season, listed.round, listed.body
    asked = [account for account, why in body["left_out"].items() if why in PASSING]
    if listed.has_gone:
        sent = {each.account for each in files.of_round(conn, season.code, round_.no)}
        asked += [line["account"] for line in body["lines"] if line["account"] not in sent]
    if not asked:
        return []
    standings, ground = eligibility.standings(conn, season, no=round_.no), dispatch.ground_of(conn, season)
    filed = dispatch.filed_of(conn, box, (season, body["seals"]), asked)
    return [each for each in filed
            if why_not(each, standings.get(each.account, NOBODY), label=round_.choice, ground=ground) is None]


def is_stale(conn: Connection, listed: Listed) -> bool:
    """Whether a newer seal stands than a list was made from: nothing goes down from it."""
    if listed.has_gone:
        return False
    newest = {batch: filings.newest_seal(conn, listed.season.code, batch) for batch in listed.body["seals"]}
    return any(seal is None or seal.seal != listed.body["seals"][batch] for batch, seal in newest.items())
