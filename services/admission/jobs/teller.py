"""What colleges are told of rounds, as often as the worker looks."""

from datetime import datetime, timedelta

from services.admission.store import briefing as briefings
from services.admission.store import eligibility
from services.admission.store import plan as plans
from services.admission.store import round as rounds
from services.admission.store.briefing import Stand
from services.admission.store.eligibility import Eligibility
from services.admission.usecases import briefing
from services.admission.usecases.briefing import Told
from shared.db import Database, DatabaseAway
from shared.kernel import LongmenError
from shared.logs import open_log
from shared.season import Season
from shared.season.replica import SeasonReplica

ACTOR = "worker:link"
NO_TIME = timedelta(0)

log = open_log("admission")


class Teller:
    """An errand of the worker: every college is told of every round what it has not been told. ``every``: how often it
    looks, and how old may be what it knows of season and clock, where other work is not to wait for it."""

    def __init__(self, *, every: timedelta = NO_TIME) -> None:
        self._every = every
        self._looked_at: datetime | None = None
        self._replica: SeasonReplica | None = None

    def __call__(self, db: Database, wall: datetime) -> bool:
        """True if anybody was told anything."""
        if self._looked_at is not None and self._looked_at <= wall < self._looked_at + self._every:
            return False
        self._looked_at = wall
        replica = self._replica = self._replica or SeasonReplica(db, public_key="", fresh_for=self._every)
        moved = False
        for copy in replica.copies():
            now = replica.season_time(copy.intake, wall)
            lacking = self._lacking(db, replica, replica.season(copy.season), now)
            if lacking:
                with db.read() as conn:
                    standings = eligibility.of_season(conn, copy.season)
                moved = any([_tell(db, told, standings, now) for told in lacking]) or moved
        return moved

    def _lacking(self, db: Database, replica: SeasonReplica, season: Season, now: datetime) -> list[Told]:
        with db.read() as conn:
            begun = [state for state in rounds.of_season(conn, season.code).values() if state.dispatched_at]
            if not begun:
                return []
            plan = plans.in_force(conn, season.code)
            every = {college.college for college in plan.colleges} if plan else set()
            orders = replica.orders(season.code)
            found = []
            for state in begun:
                round_ = season.round(state.no)
                stands = briefings.stands(conn, season.code, state.no)
                known = briefings.of_round(conn, season.code, state.no)
                for college in sorted(every | set(stands)) if round_ else ():
                    assert round_ is not None
                    told = Told(
                        season=season, round=round_, college=college, stand=stands.get(college, Stand()),
                        deadline=briefing.deadline_of(season, round_, college, orders), closed_at=state.closed_at,
                    )
                    before = known.get(college) or briefings.blank(season.code, state.no, college)
                    if briefing.lacks(told, before, now=now):
                        found.append(told)
        return found


def _tell(db: Database, told: Told, standings: dict[str, Eligibility], now: datetime) -> bool:
    try:
        with db.begin(actor=ACTOR, now=now) as tx:
            return briefing.brief(tx, told, standings) > 0
    except DatabaseAway:
        raise
    except LongmenError as error:
        log.warning("college_not_told", college=told.college, round=told.round.no, code=error.code)
        return False
    except Exception:  # one college must not stop all others: it is tried again whenever the worker looks
        log.exception("college_not_told", college=told.college, round=told.round.no)
        return False
