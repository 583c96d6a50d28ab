"""A season's rules, each beside the sentence that it stands on, and what differs from a former version."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from shared.season import Season
from shared.season.rules import Source
from shared.season.whole import pieces
from shared.season.words import Grounded

IDS = ("id", "code", "no", "batch")
"""What an item of a list is known by, so that another place in the list is no difference."""


class Change(StrEnum):
    """How a rule differs from the former version's."""

    NONE = "none"
    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleSeen:
    """``group``: the part of the season; ``owner``: what it lies in, for a rule within another one."""

    group: str
    piece: Any
    owner: Any
    source: Source | None
    was: Any = None
    change: Change = Change.NONE

    @property
    def kind(self) -> str:
        """By which its words are found."""
        return type(self.piece).__name__


def rules_of(season: Season, before: Season | None = None) -> list[RuleSeen]:
    """Every rule in the order of the file; those that the former version had alone come last in their part."""
    old = _by_key(before) if before is not None else {}
    new = _by_key(season)
    found = [_seen(season, key, each, old, compared=before is not None) for key, each in new.items()]
    gone = [
        RuleSeen(group=key[0], piece=piece, owner=owner, source=before.ground(piece), change=Change.GONE)
        for key, (piece, owner) in old.items() if key not in new and before is not None
    ]
    order = [each.name for each in fields(Season)]
    return sorted([*found, *gone], key=lambda each: order.index(each.group))


def plain_changes(season: Season, before: Season) -> list[str]:
    """The parts that are no rules (title, terms, documents, units, batches) and differ, by their names."""
    names = ("title", "terms", "notice", "sources", "reviewers", "batches")
    return [name for name in names if getattr(season, name) != getattr(before, name)]


def _seen(
    season: Season, key: tuple[str, ...], at: tuple[Any, Any], old: dict[Any, Any], *, compared: bool
) -> RuleSeen:
    piece, owner = at
    was = old.get(key, (None, None))[0]
    change = Change.NONE
    if compared and was != piece:
        change = Change.NEW if was is None else Change.CHANGED
    return RuleSeen(group=key[0], piece=piece, owner=owner, source=season.ground(piece), was=was, change=change)


def _by_key(season: Season) -> dict[tuple[str, ...], tuple[Any, Any]]:
    """Rules by a key that does not count places: part, ids on the way; each with the piece that it lies in."""
    every = dict(pieces(season))
    found = {}
    for path, piece in every.items():
        if isinstance(piece, Grounded):
            owners = [every[path[:end]] for end in range(1, len(path)) if path[:end] in every]
            found[_key(season, path)] = (piece, owners[-1] if owners else None)
    return found


def _key(season: Season, path: Sequence[Any]) -> tuple[str, ...]:
    node: Any = season
    key = []
    for step in path:
        node = node[step] if isinstance(step, int) else getattr(node, step)
        key.append(_id_of(node, step) if isinstance(step, int) else step)
    return tuple(key)


def _id_of(node: Any, place: int) -> str:
    return next((str(getattr(node, name)) for name in IDS if hasattr(node, name)), str(place))
