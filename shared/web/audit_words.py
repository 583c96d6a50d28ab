"""Entries of the audit log as people read them: whom and what an id means, and instants as every page says them."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from shared.season import Season
from shared.web.layout import second
from shared.web.parts import parts

ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:\d\d|Z)")
ENDING = 8
UNITS = frozenset({"college", "source_college", "scope"})
"""Details that hold the code of a college or an authority."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """One word of an entry. ``whole``: the id of which only the end is said; ``coded``: it stands as it was written,
    unless the templates' table of this ``kind`` (a detail's name, ``about`` or ``truth``) has a word for it."""

    said: str
    whole: str = ""
    coded: bool = False
    kind: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What is known here: ``names`` of people and their files, ``seasons``, ``units`` by their codes, and what the
    season's ``rules`` call the codes that a detail of this name holds."""

    names: Mapping[str, str]
    seasons: Mapping[str, Season]
    units: Mapping[str, str]
    rules: Mapping[str, Mapping[str, str]]

    def row(self, row: Row[Any]) -> dict[str, Any]:
        """One entry as its page shows it; ``actor``, ``action`` and ``subject`` also as they are looked for."""
        role, _, by = row.actor.partition(":")
        return {
            "seq": row.seq, "at": row.recorded_at, "actor": row.actor, "role": role,
            "by": self._piece(by) if by else None, "action": row.action, "subject": row.subject,
            "about": list(self._about(row.subject)),
            "details": [(name, list(self._phrases(name, value))) for name, value in _details(row.details)],
        }

    def _about(self, subject: str) -> Iterator[Piece]:
        """What comes after the kind: within a season, its rounds and batches are said by their titles."""
        season: Season | None = None
        for part in subject.split("/")[1:]:
            if season is None and part in self.seasons:
                season = self.seasons[part]
                yield Piece(said=season.title, whole=part)
            elif season is not None and part in (titles := _titles(season)):
                yield Piece(said=titles[part], whole=part)
            elif part in self.units:
                yield Piece(said=self.units[part], whole=part)
            else:
                yield self._piece(part, kind="about")

    def _phrases(self, name: str, value: Any) -> Iterator[tuple[Piece, ...]]:
        """A value is one phrase of one piece; a list has a phrase for each item, a mapping one for each pair."""
        if isinstance(value, Mapping):
            yield from ((self._detail(name, key), self._detail(name, held)) for key, held in value.items())
        else:
            yield from ((self._detail(name, each),) for each in (value if isinstance(value, list) else [value]))

    def _detail(self, name: str, value: Any) -> Piece:
        said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        if isinstance(value, bool):
            return Piece(said=said, coded=True, kind="truth")
        if name == "season" and said in self.seasons:
            return Piece(said=self.seasons[said].title, whole=said)
        known = self.units if name in UNITS else self.rules.get(name, {})
        return Piece(said=known[said], whole=said) if said in known else self._piece(said, kind=name)

    def _piece(self, value: str, *, kind: str = "") -> Piece:
        if value in self.names:
            return Piece(said=self.names[value], whole=value)
        if ID.fullmatch(value):
            return Piece(said=f"…{value[-ENDING:]}", whole=value, coded=True)
        if INSTANT.fullmatch(value):
            return Piece(said=second(datetime.fromisoformat(value)))
        return Piece(said=value, coded=True, kind=kind)


def in_words(conn: Connection, rows: Sequence[Row[Any]]) -> list[dict[str, Any]]:
    """These entries, with what this service knows of whom they name."""
    seasons = parts().seasons.seasons()
    words = Words(names=parts().names(conn, parts().database.box, _ids(rows)),
                  seasons={each.code: each for each in seasons}, units=_units(seasons), rules=_rules(seasons))
    return [words.row(row) for row in rows]


def _ids(rows: Sequence[Row[Any]]) -> set[str]:
    """All that may be somebody's id."""
    found: set[str] = set()
    for row in rows:
        found |= {row.actor.partition(":")[2], *row.subject.split("/")[1:]}
        for _, value in _details(row.details):
            found |= {each for each in (value if isinstance(value, list | Mapping) else [value])
                      if isinstance(each, str) and ID.fullmatch(each)}
    return found - {""}


def _details(text: str) -> list[tuple[str, Any]]:
    """Each detail as it was written; what was empty is left out."""
    return [(name, value) for name, value in json.loads(text).items() if value is not None]


def _units(seasons: Sequence[Season]) -> dict[str, str]:
    found: dict[str, str] = {}
    for season in seasons:
        found |= {each.code: each.title for each in season.reviewers}
        found |= {each.code: each.name for each in season.source_colleges.items}
        found |= {each.code: each.name for each in season.colleges.items}
    return found


def _rules(seasons: Sequence[Season]) -> dict[str, dict[str, str]]:
    """By the name of the detail that holds such a code."""
    categories = [each for season in seasons for each in season.categories]
    return {
        "category": _titled((each.code, each.title) for each in categories),
        "kind": _titled((paper.id, paper.title) for each in categories for paper in each.claim.evidence),
        "honours": _titled((each.code, each.title) for season in seasons if season.honours
                           for each in season.honours.items),
        "stage": _titled((stage.id, stage.title) for each in categories for stage in each.review),
    }


def _titled(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each code's title; all of them where seasons or categories differ: an entry does not say whose it was."""
    titles: dict[str, dict[str, None]] = {}
    for code, title in pairs:
        titles.setdefault(code, {})[title] = None
    return {code: " / ".join(each) for code, each in titles.items()}


def _titles(season: Season) -> dict[str, str]:
    return {each.code: each.title for each in season.batches} | {each.no: each.title for each in season.rounds}
