"""The season as notify has it, for the words of what is told."""

from sqlalchemy import Connection, bindparam, select

from shared.inbox import NotYet
from shared.season import Season
from shared.season.replica import kept
from shared.season.tables import SEASONS

_version = select(SEASONS.c.version, SEASONS.c.signature).where(SEASONS.c.season == bindparam("season"))
_read: dict[str, tuple[tuple[int, str], Season]] = {}
"""By code: reading a season's document costs more than telling a hundred people."""


def season_of(conn: Connection, code: str, *, at_least: int = 1) -> Season:
    """The newest version. Raises NotYet while ours is older than ``at_least``, or there is none."""
    row = conn.execute(_version, {"season": code}).one_or_none()
    if row is None or row.version < at_least:
        raise NotYet(f"admission/season/{code}")
    mark = (row.version, row.signature)
    held = _read.get(code)
    if held is None or held[0] != mark:
        held = _read[code] = (mark, kept(conn, code))
    return held[1]


def choice_name(season: Season, label: str, *, batch: str | None) -> str:
    """A choice as people call it before 志愿: those of the supplementary filing are no A, B or C of the first."""
    again = season.supplementary
    if again is None or again.batch != batch:
        return label
    called = season.terms.supplementary.removesuffix(season.terms.choice)
    several = any(len(each.choices) > 1 for each in season.filings if each.batch == batch)
    return f"{called}{label}" if several else called
