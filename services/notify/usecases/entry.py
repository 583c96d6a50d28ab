"""Timelines: writing entries, and reading them in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from services.notify.domain.template import filled
from services.notify.domain.texts import TEMPLATES
from services.notify.store import Part, entry
from services.notify.store.entry import Entry
from shared.db import Seal, Tx
from shared.kernel import new_id


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """An entry asked for; without ``account`` it is for everybody in the intake. ``at`` is the season's time."""

    source: str
    template: str
    params: Mapping[str, str]
    at: datetime
    intake: str | None
    season: str | None = None
    account: str | None = None
    dedupe: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """An entry in words; ``heading`` and ``params``: its title before it is filled, as another language says it."""

    id: str
    title: str
    heading: str
    params: Mapping[str, str]
    text: str
    at: datetime
    season: str | None
    personal: bool


def write_entries(tx: Tx, said: Iterable[Said]) -> None:
    """Write entries; the same thing said twice is there once."""
    entry.add(tx, [_row(each) for each in said])


def read_timeline(conn: Connection, box: Seal, *, account: str, intake: str, part: Part) -> list[Told]:
    """What one person was told, with what everybody in the intake was told, newest first."""
    return [told(each) for each in entry.of_person(conn, box, account=account, intake=intake, part=part)]


def read_announcements(conn: Connection, box: Seal, *, intake: str, part: Part) -> list[Told]:
    """What everybody in the intake was told, newest first."""
    return [told(each) for each in entry.of_intake(conn, box, intake=intake, part=part)]


def _row(said: Said) -> dict[str, Any]:
    return {
        "id": new_id(), "dedupe_key": f"{said.dedupe or said.source}/{said.template}", "intake": said.intake,
        "season": said.season, "account": said.account, "source": said.source, "template": said.template,
        "params": said.params, "at": said.at,
    }


def told(found: Entry) -> Told:
    """An entry in its template's words."""
    template = TEMPLATES[found.template]
    return Told(
        id=found.id, title=filled(template, template.title, found.params), heading=template.title, params=found.params,
        text=filled(template, template.entry, found.params), at=found.at, season=found.season,
        personal=found.account is not None,
    )
