"""Who may be dispatched: replicas of dossiers, confirmations and eligibility, and what a revocation takes back."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from services.admission.domain.round import Standing
from services.admission.domain.status import OPEN
from services.admission.store import dossier as dossiers
from services.admission.store import eligibility as store
from services.admission.store import file as files
from services.admission.store import roll as rolls
from services.admission.usecases import clock, outcome
from services.admission.usecases import file as moves
from shared.contracts.registration import RegistrationVoided
from shared.contracts.review import EligibilitySettled
from shared.db import Tx
from shared.season import Season

REVOKED, WITHDRAWN = "报考资格已取消", "报名已撤回"


def settle(tx: Tx, told: Sequence[EligibilitySettled]) -> None:
    """Keep what review settled; a file of somebody who is not eligible any more is taken back."""
    store.put(tx, told)
    for each in told:
        if each.standing != store.ELIGIBLE:
            _take_back(tx, each.intake, each.account, reason=each.reason or REVOKED)


def void(tx: Tx, told: Sequence[RegistrationVoided]) -> None:
    """Registrations that count no more."""
    dossiers.add_voidings(tx, told)
    for each in told:
        _take_back(tx, each.intake, each.account, reason=WITHDRAWN)


def standings(conn: Connection, season: Season, *, no: str) -> Mapping[str, Standing]:
    """How everybody stands before round ``no``, by account."""
    every = files.of_season(conn, season.code)
    here = frozenset(each.account for each in every if each.round == no)
    held = frozenset(each.account for each in every if each.status in OPEN)
    confirmed, voided = dossiers.confirmed(conn, season.intake), dossiers.voided(conn, season.intake)
    admitted = rolls.admitted(conn, season.intake)
    return {
        account: Standing(
            category=each.category if each.eligible else None, tier=each.tier, confirmed=account in confirmed,
            withdrawn=account in voided, admitted=account in admitted, held=account in held, dispatched=account in here,
        )
        for account, each in store.of_season(conn, season.code).items()
    }


def _take_back(tx: Tx, intake: str, account: str, *, reason: str) -> None:
    tx.now = clock.season_now_here(tx, intake)  # what is heard comes without the season's time
    for season in sorted({file.season for file in moves.take_back(tx, intake, account, reason=reason)}):
        outcome.settle_again(tx, season)
