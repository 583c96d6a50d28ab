"""Who may be dispatched: replicas of dossiers, confirmations and eligibility, and what a revocation takes back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from services.admission.domain.round import Standing
from services.admission.domain.status import OPEN, Ended
from services.admission.store import dossier as dossiers
from services.admission.store import eligibility as store
from services.admission.store import file as files
from services.admission.store import outcome as outcomes
from services.admission.store import roll as rolls
from services.admission.store.eligibility import Eligibility
from services.admission.store.file import File
from services.admission.usecases import clock, outcome
from services.admission.usecases import file as moves
from shared.contracts.registration import RegistrationVoided
from shared.contracts.review import MAY_FILE, EligibilitySettled
from shared.db import Tx
from shared.inbox import understood
from shared.season import Season

REVOKED, WITHDRAWN = "报考资格已取消", "报名已撤回"


def settle(tx: Tx, told: Sequence[EligibilitySettled]) -> None:
    """Keep what review settled; a file of somebody who is not eligible any more is taken back. Who is so again after
    the season was over has another end."""
    store.put(tx, told)
    for each in told:
        if not understood(MAY_FILE, each.standing, of="standing"):
            _take_back(tx, each.intake, each.account, reason=each.reason or REVOKED)
    restored = outcomes.turned_away(tx.conn, [each.account for each in told if each.standing == store.ELIGIBLE])
    for season, intake in sorted({(each.season, each.intake) for each in told if each.account in restored}):
        tx.now = clock.season_now_here(tx, intake)
        outcome.settle_again(tx, season)


def void(tx: Tx, told: Sequence[RegistrationVoided]) -> None:
    """Registrations that count no more."""
    dossiers.add_voidings(tx, told)
    for each in told:
        _take_back(tx, each.intake, each.account, reason=WITHDRAWN)


@dataclass(frozen=True, kw_only=True, slots=True)
class Ledger:
    """All that decides about everybody of a season, read once."""

    files: Sequence[File]
    confirmed: frozenset[str]
    voided: frozenset[str]
    admitted: frozenset[str]
    settled: Mapping[str, Eligibility]

    def before(self, no: str) -> Mapping[str, Standing]:
        """How everybody stands before round ``no``, by account."""
        here = frozenset(each.account for each in self.files if each.round == no and each.ended is not Ended.REVOKED)
        held = frozenset(each.account for each in self.files if each.status in OPEN)
        return {
            account: Standing(
                category=each.category if each.eligible else None, tier=each.tier, confirmed=account in self.confirmed,
                withdrawn=account in self.voided, admitted=account in self.admitted, held=account in held,
                dispatched=account in here,
            )
            for account, each in self.settled.items()
        }


def ledger(conn: Connection, season: Season) -> Ledger:
    """A season's, as it stands."""
    return Ledger(
        files=files.of_season(conn, season.code), confirmed=dossiers.confirmed(conn, season.intake),
        voided=dossiers.voided(conn, season.intake), admitted=rolls.admitted(conn, season.intake),
        settled=store.of_season(conn, season.code),
    )


def standings(conn: Connection, season: Season, *, no: str) -> Mapping[str, Standing]:
    """How everybody stands before round ``no``, by account."""
    return ledger(conn, season).before(no)


def _take_back(tx: Tx, intake: str, account: str, *, reason: str) -> None:
    tx.now = clock.season_now_here(tx, intake)  # what is heard comes without the season's time
    for season in sorted({file.season for file in moves.take_back(tx, intake, account, reason=reason)}):
        outcome.settle_again(tx, season)
