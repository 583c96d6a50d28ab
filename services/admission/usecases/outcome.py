"""How the season ended for everybody who handed in an application, as soon as nothing is open for them."""

from dataclasses import dataclass
from datetime import datetime

from services.admission.domain.outcome import End, Outcome, outcome_of
from services.admission.domain.status import OPEN
from services.admission.store import dossier as dossiers
from services.admission.store import eligibility as eligibilities
from services.admission.store import file as files
from services.admission.store import filing as filings
from services.admission.store import outcome as store
from services.admission.store import roll as rolls
from services.admission.store import round as rounds
from services.admission.usecases import release
from shared.db import Tx
from shared.season import Season
from shared.season.replica import kept


@dataclass(frozen=True, kw_only=True, slots=True)
class _Known:
    """Sets of accounts, each read once."""

    voided: frozenset[str]
    admitted: frozenset[str]
    filed: frozenset[str]
    open: frozenset[str]
    confirmed: frozenset[str]


def settle(tx: Tx, season: Season) -> None:
    """Settle whatever can be, once the seats have flowed; who has no place is told so."""
    if tx.now < _flows_at(season):
        return
    over = all(each.result_visible_at <= tx.now for each in season.rounds)
    known, standing = _known(tx, season), eligibilities.of_season(tx.conn, season.code)
    before, found = store.of_season(tx.conn, season.code), {}
    for row in dossiers.of_season(tx.conn, season.code):
        own = standing.get(row.account)
        outcome = outcome_of(End(
            withdrawn=row.account in known.voided, admitted=row.account in known.admitted, settled=own is not None,
            eligible=own is not None and own.eligible and row.account in known.confirmed,
            filed=row.account in known.filed, open=row.account in known.open,
        ), over=over)
        if outcome is not None and before.get(row.account) is not outcome:
            found[row.account] = outcome
    store.put(tx, season.code, list(found.items()))
    release.tell_unplaced(tx, season, [each for each, outcome in found.items() if outcome is Outcome.UNPLACED])


def settle_again(tx: Tx, season: str) -> None:
    """The same for a season by its code."""
    settle(tx, kept(tx.conn, season))


def _flows_at(season: Season) -> datetime:
    return season.seat_flow.at if season.seat_flow else season.rounds[-1].result_visible_at


def _known(tx: Tx, season: Season) -> _Known:
    visible = {no for no, state in rounds.of_season(tx.conn, season.code).items() if state.results_at is not None}
    every = files.of_season(tx.conn, season.code)
    return _Known(
        voided=dossiers.voided(tx.conn, season.intake), admitted=rolls.admitted(tx.conn, season.intake),
        confirmed=dossiers.confirmed(tx.conn, season.intake),
        filed=frozenset(
            filed.account for filed, _ in filings.of_season(tx.conn, tx.box, season.code) if filed.choices
        ),
        open=frozenset(
            each.account for each in every
            if each.status in OPEN or (each.round not in visible and each.ended in release.RESULTS)
        ),
    )
