"""Opening intakes, and looking at them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from services.admission.domain.intake import Intake, IntakeTaken, check_new
from services.admission.store import intake as store
from services.admission.store import season as seasons
from shared.contracts.admission import SeasonPublished
from shared.db import Tx


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """An intake with the newest versions of its seasons."""

    code: str
    title: str
    rehearsal: bool
    opened_by: str
    recorded_at: datetime
    seasons: Sequence[SeasonPublished]

    @classmethod
    def of(cls, intake: Intake, published: Sequence[SeasonPublished] = ()) -> "Seen":
        """Both together."""
        return cls(
            code=intake.code, title=intake.title, rehearsal=intake.rehearsal, opened_by=intake.opened_by,
            recorded_at=intake.recorded_at, seasons=published,
        )


def check_opening(code: str, *, rehearsal: bool, rehearsal_only: bool) -> None:
    """Whether an intake of this code and kind may be opened on this machine; nothing is written."""
    check_new(code, rehearsal=rehearsal, rehearsal_only=rehearsal_only)


def open_intake(tx: Tx, code: str, *, title: str, rehearsal: bool, rehearsal_only: bool) -> Intake:
    """A new intake, real or a rehearsal for ever."""
    check_new(code, rehearsal=rehearsal, rehearsal_only=rehearsal_only)
    if store.of_code(tx.conn, code) is not None:
        raise IntakeTaken(field="code", intake=code)
    intake = Intake(code=code, title=title, rehearsal=rehearsal, opened_by=tx.actor, recorded_at=tx.wall)
    try:
        store.add(tx, intake)
    except IntegrityError as error:  # another officer opened it at this moment
        raise IntakeTaken(field="code", intake=code) from error
    tx.audit("intake.open", f"intake/{code}", rehearsal=rehearsal)
    return intake


def every(conn: Connection) -> list[Seen]:
    """All intakes with the seasons published in each, by code."""
    published = seasons.newest_of_each(conn)
    return [Seen.of(intake, [each for each in published if each.intake == intake.code]) for intake in store.every(conn)]
