"""Who could go down by now and is not in the list that officers signed, or that went down: they need a new dry run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from services.admission.domain.round import NOBODY, Filed, Standing, Why, why_not
from services.admission.domain.status import Ended
from services.admission.store import dossier as dossiers
from services.admission.store import filing as filings
from services.admission.store import release as releases
from services.admission.usecases import dispatch
from services.admission.usecases.eligibility import Ledger
from shared.db import Seal
from shared.season import Season
from shared.season.model import Round

PASSING = frozenset({
    Why.NOT_ELIGIBLE, Why.NOT_CONFIRMED, Why.CATEGORY_CHANGED, Why.HELD, Why.TIER_TOO_LOW, Why.FULL,
})
"""Why somebody was left out that may be so no more: review decides anew, a college confirms, an earlier one returns."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """A round's list as it was last proposed. ``has_gone``: it went down. ``ledger``: how everybody stands now."""

    season: Season
    round: Round
    body: Mapping[str, Any]
    has_gone: bool
    ledger: Ledger


@dataclass(frozen=True, kw_only=True, slots=True)
class Missed:
    """A candidate who could have gone down by now and did not before the returns were due, by name."""

    account: str
    candidate_number: str
    name: str
    college: str


def latecomers(conn: Connection, box: Seal, listed: Listed) -> Sequence[Filed]:
    """Those whom a list left out, or who were dropped from it as it went down, or whose file was taken back since, and
    who would be in it by now."""
    season, round_, body = listed.season, listed.round, listed.body
    asked = {account for account, why in body["left_out"].items() if why in PASSING}
    asked |= {each.account for each in listed.ledger.files if each.round == round_.no and each.ended is Ended.REVOKED}
    lines = {line["account"] for line in body["lines"]}
    asked = asked | lines if listed.has_gone else asked - lines
    standings = listed.ledger.before(round_.no) if asked else {}
    free = sorted(account for account in asked if _is_free(standings.get(account, NOBODY)))
    if not free:
        return []
    ground, filed = dispatch.ground_of(conn, season), dispatch.filed_of(conn, box, (season, body["seals"]), free)
    return [each for each in filed
            if why_not(each, standings.get(each.account, NOBODY), label=round_.choice, ground=ground) is None]


def missed(conn: Connection, box: Seal, listed: Listed) -> Sequence[Missed]:
    """Of a round whose returns were due: who could go down by now and never did. Whose choice was passed over was told
    so, and is not among them."""
    told = releases.of_round(conn, listed.season.code, listed.round.no)
    passed_over = {account for account, status, _ in told if status == releases.PASSED_OVER}
    found = [each for each in latecomers(conn, box, listed) if each.account not in passed_over]
    names = dossiers.of_accounts(conn, box, [each.account for each in found])
    return [
        Missed(account=each.account, candidate_number=each.candidate_number, name=names[each.account].name,
               college=each.choices[listed.round.choice].college)
        for each in sorted(found, key=lambda filed: filed.candidate_number) if each.account in names
    ]


def _is_free(standing: Standing) -> bool:
    """Whether nothing but what was filed may keep somebody back: asked before a filing is opened."""
    return standing.category is not None and standing.confirmed and not (
        standing.withdrawn or standing.admitted or standing.held or standing.dispatched)


def is_stale(conn: Connection, listed: Listed) -> bool:
    """Whether a newer seal stands than a list was made from: nothing goes down from it."""
    if listed.has_gone:
        return False
    newest = {batch: filings.newest_seal(conn, listed.season.code, batch) for batch in listed.body["seals"]}
    return any(seal is None or seal.seal != listed.body["seals"][batch] for batch, seal in newest.items())
