"""Notify's own data about a season, as rows without personal data, for the invariants."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from services.notify.domain.notice import Channel
from services.notify.store import entry, mark, overview, release
from shared.kernel import NotFound
from shared.season.replica import whole

Lines = Mapping[Channel, Callable[[], Counter[str]]]
"""By channel: how many messages each notice has at a provider that can be counted."""


def facts(conn: Connection, season: str, *, lines: Lines) -> Iterator[Mapping[str, Any]]:
    """Every notice of the season's intake and of none, counts of them and of entries, and what providers hold."""
    ours: set[str] = set()
    counts: Counter[tuple[str, str]] = Counter()
    for row in overview.of_season(conn, season):
        ours.add(row.id)
        counts[row.channel, row.status] += 1
        yield _fact("notice", id=row.id, source=row.source, template=row.template, channel=row.channel,
                    outcome=row.status, account=row.account, intake=row.intake)
    for (channel, status), count in sorted(counts.items()):
        yield _fact("notices", channel=channel, outcome=status, count=count)
    for template, count in entry.counts(conn, season):
        yield _fact("entries", template=template, count=count)
    for row in entry.personal(conn, season):
        yield _fact("told_person", account=row.account, source=row.source, template=row.template,
                    at=row.at.isoformat())
    for what, value, people in mark.counts(conn, _intake_of(conn, season)):
        yield _fact("mark", mark=what, value=value, people=people)
    for round_no, released in release.rounds(conn, season).items():
        yield _fact("results_heard", round=round_no, released=released)
    for channel, count_lines in sorted(lines.items()):
        for notice_id, count in sorted(count_lines().items()):
            if notice_id in ours:
                yield _fact("carried", id=notice_id, channel=channel, lines=count)


def _intake_of(conn: Connection, season: str) -> str:
    try:
        return whole(conn, season).intake
    except NotFound:
        return ""


def _fact(name: str, **values: Any) -> Mapping[str, Any]:
    return {"fact": name, "service": "notify", **values}
