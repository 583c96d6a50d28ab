"""Cases that nobody completed in time: not confirmed by the source college, not handed in again by the candidate."""

from dataclasses import replace
from datetime import datetime

from services.review.domain.case import Lapse, Registered, Standing
from services.review.store import case as store
from services.review.store import registration
from services.review.store.case import Case
from services.review.usecases.eligibility import settle
from services.review.usecases.windows import confirmation_closed, corrected_by
from shared.db import Tx
from shared.season import Season
from shared.season.replica import SeasonReplica
from shared.season.windows import Orders

SLICE = 500


def lapse_everywhere(tx: Tx, *, at: datetime) -> int:
    """Settle every case whose time had passed at this wall instant, each as of when it passed; returns how many."""
    replica = SeasonReplica(tx.db, public_key="")
    return sum(
        lapse_overdue(tx, replica.season(copy.season), replica.orders(copy.season),
                      now=replica.season_time(copy.intake, at))
        for copy in replica.copies()
    )


def lapse_overdue(tx: Tx, season: Season, orders: Orders, *, now: datetime) -> int:
    """The same for one season, at an instant of its own clock."""
    waiting, settled = store.under_way(tx.conn, season.code), 0
    for start in range(0, len(waiting), SLICE):
        cases = store.hold(tx, waiting[start : start + SLICE])
        known = registration.of_accounts(tx.conn, cases)
        lapsed = []
        for account, case in cases.items():
            registered = known.get(account, Registered())
            due = due_lapse(
                replace(case, until=corrected_by(season, orders, case)), registered,
                confirmation_closed(season, orders, case, now=now), now=now)
            if due is not None:
                lapse, at = due
                lapsed.append(settle(tx, replace(case, lapse=lapse), registered, at=at))
        settled += len(store.put(tx, lapsed))
    return settled


def due_lapse(
    case: Case, registered: Registered, confirmed_until: datetime | None, *, now: datetime
) -> tuple[Lapse, datetime] | None:
    """What was missed, and when its time ended; None for a case that has still time, or waits for its reviewers.
    ``confirmed_until``: when the college could last confirm, if that is past."""
    if case.standing not in (Standing.OPEN, Standing.RETURNED):  # another worker was first
        return None
    if case.standing is Standing.RETURNED and case.until is not None and case.until <= now:
        return Lapse.UNCORRECTED, case.until
    if confirmed_until is not None and not registered.confirmed:
        return Lapse.UNCONFIRMED, confirmed_until
    return None
