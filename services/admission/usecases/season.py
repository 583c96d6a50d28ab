"""Publishing seasons: the version rises, admission's key signs, everybody is told, and told again."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from services.admission.domain.draft import Draft
from services.admission.domain.intake import Intake
from services.admission.store import season as store
from services.admission.usecases import clock
from shared.contracts.admission import MilestoneReached, SeasonPublished
from shared.db import Tx
from shared.kernel import NotFound
from shared.outbox import last_version
from shared.season import Moment, Season, moments, signed
from shared.security.signing import SigningKey


@dataclass(frozen=True, kw_only=True, slots=True)
class MomentSeen:
    """A moment of the version in force, and when it came (wall clock), if it did."""

    name: str
    title: str
    instant: datetime
    reached_at: datetime | None


def publish(tx: Tx, intake: Intake, draft: Draft, *, officers: Sequence[str], key: SigningKey) -> SeasonPublished:
    """The draft is in force from now on."""
    published = signed.signed(SeasonPublished(
        intake=intake.code, season=draft.season, season_version=draft.version, rehearsal=intake.rehearsal,
        document=json.loads(draft.document), officers=list(officers), signed_at=tx.wall, signature="",
    ), key)
    store.add(tx, published, draft=draft.id)
    tx.emit(
        published, key=_key(draft.season), intake=intake.code, season=draft.season,
        occurred_at=clock.season_now(tx.conn, intake.code, tx.wall),
    )
    tx.audit(
        "season.publish", f"season/{draft.season}", version=draft.version, draft=draft.id, digest=draft.digest,
        officers=list(officers),
    )
    return published


def retell_seasons(tx: Tx) -> None:
    """The newest version of every season again, under the version that it was told with."""
    for published in store.newest_of_each(tx.conn):
        key = _key(published.season)
        tx.emit(
            published, key=key, intake=published.intake, season=published.season,
            version=last_version(tx.conn, key=key, name=SeasonPublished.NAME),
        )


def reach(tx: Tx, season: Season, moment: Moment) -> None:
    """A moment has come: told to everybody, with its own instant."""
    tx.emit(
        MilestoneReached(
            intake=season.intake, season=season.code, season_version=store.version_held(tx.conn, season.code),
            moment=moment.name, instant=moment.instant,
        ),
        key=_key(season.code), intake=season.intake, season=season.code, occurred_at=moment.instant,
    )


def in_force(conn: Connection, season: str) -> SeasonPublished:
    """The newest version of a season. Raises NotFound."""
    found = store.newest(conn, season)
    if found is None:
        raise NotFound
    return found


def moments_of(conn: Connection, season: str) -> list[MomentSeen]:
    """Every moment of the version in force, in order. Raises NotFound."""
    every = moments(Season.from_document(in_force(conn, season).document))
    reached = {(row.moment, row.instant): row.recorded_at for row in store.reached(conn, season)}
    return [
        MomentSeen(
            name=each.name, title=each.title, instant=each.instant, reached_at=reached.get((each.name, each.instant))
        )
        for each in every
    ]


def _key(season: str) -> str:
    return f"admission/season/{season}"
