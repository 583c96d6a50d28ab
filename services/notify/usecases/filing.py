"""Saved and cleared choices, without their content: an entry each, and one SMS for those close together."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from services.notify.domain.audience import saved
from services.notify.domain.gathering import What, told_by
from services.notify.store import gathering, mark
from services.notify.usecases.contact import News, tell_people
from services.notify.usecases.season import choice_name, season_of
from shared.contracts.choices import FilingProgressed, FilingSaved
from shared.db import Database, Tx
from shared.inbox import Heard
from shared.kernel import shown
from shared.season.replica import SeasonReplica

SLICE = 200
_CHANGED = MappingProxyType({
    What.SAVED: "filing_changed", What.CLEARED: "filing_emptied", What.BOTH: "filing_altered",
})


def hear_saves(tx: Tx, heard: Sequence[Heard[FilingSaved]]) -> None:
    """On the timeline at once; by SMS at once from a new device, else when ten minutes are over."""
    tell_people(tx, [
        News(account=each.event.account, template="filing_cleared" if each.event.cleared else "filing_saved",
             params={"label": _label(tx, each.event), "at": shown(each.event.saved_at)}, source=each.key,
             event_id=each.id, at=each.event.saved_at, season=each.event.season)
        for each in heard
    ])
    news = [_gathered(each) for each in heard]
    tell_people(tx, [_changed(row) for row, each in zip(news, heard, strict=True) if not each.event.known_device])
    gathering.gather(tx, [row for row, each in zip(news, heard, strict=True) if each.event.known_device])


def hear_progress(tx: Tx, heard: Sequence[Heard[FilingProgressed]]) -> None:
    """Whether anything is saved: who has nothing is reminded."""
    mark.put(tx, [(each.event.account, each.event.intake, saved(each.event.batch),
                   "some" if each.event.saved else "none") for each in heard])


def tell_gathered(db: Database, wall: datetime) -> bool:
    """Tell what has waited long enough by each intake's clock. True if anything had."""
    with db.read() as conn:
        intakes = gathering.waiting(conn)
    replica = SeasonReplica(db, public_key="")
    return any([_tell_slice(db, intake, now=replica.season_time(intake, wall)) for intake in intakes])


def _tell_slice(db: Database, intake: str, *, now: datetime) -> bool:
    with db.begin(actor="gathered") as tx:
        due = gathering.take_due(tx, intake, now=now, most=SLICE)
        tell_people(tx, [_changed(dict(row._mapping)) for row in due])  # noqa: SLF001  (SQLAlchemy's public name)
    return bool(due)


def _label(tx: Tx, saved_: FilingSaved) -> str:
    return choice_name(season_of(tx.conn, saved_.season), saved_.label, batch=saved_.batch)


def _gathered(each: Heard[FilingSaved]) -> dict[str, Any]:
    event = each.event
    return {"account": event.account, "source": each.key, "intake": event.intake, "season": event.season,
            "event_id": each.id, "at": event.saved_at, "until": told_by(event.saved_at),
            "what": What.CLEARED if event.cleared else What.SAVED}


def _changed(row: Mapping[str, Any]) -> News:
    return News(account=row["account"], template=_CHANGED[row["what"]], params={"at": shown(row["at"])},
                source=row["source"], event_id=row["event_id"], at=row["at"], season=row["season"])
