"""How far a source college's candidates are, in numbers and by name, and nothing of what they choose."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from services.registration.domain.progress import check_shown
from services.registration.domain.rosters import IntakeUnclear, NotASourceCollege
from services.registration.store import box_of, confirmations, verdicts
from services.registration.store import progress as store
from services.registration.store.verdicts import Awaited
from shared.contracts.choices import FilingProgressed
from shared.db import Seal, Tx
from shared.inbox import Heard
from shared.kernel import NotFound
from shared.season import Season
from shared.season.words import ReviewBy


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which page of which list: of a batch's filing, of everybody or only of who has saved nothing."""

    college: str
    batch: str | None
    unfiled: bool
    after: str
    most: int


def season_of_college(seasons: Sequence[Season], college: str, *, wanted: str | None) -> Season:
    """The season that a college asks about. Raises NotASourceCollege, IntakeUnclear."""
    ours = [season for season in seasons if wanted in (None, season.code, season.intake)
            and any(each.code == college for each in season.source_colleges.items)]
    if not ours:
        raise NotASourceCollege(field="season")
    if len(ours) > 1:
        raise IntakeUnclear(field="season", intakes="、".join(season.code for season in ours))
    return ours[0]


def overview(conn: Connection, season: Season, college: str) -> dict[str, int]:
    """How many students, accounts and applications there are, how many of these are confirmed, and of how many the
    college's own review is next, as far as review has told."""
    counted = confirmations.counts(conn, college=college, season=season.code)
    by_status = {status: sum(row.applications for row in counted if row.status == status)
                 for status in ("draft", "submitted", "returned", "withdrawn")}
    return {
        "students": store.students(conn, college=college, intake=season.intake),
        "accounts": store.accounts(conn, college=college, intake=season.intake), **by_status,
        "unconfirmed": sum(row.applications for row in counted if row.status == "submitted" and not row.confirmed),
        "confirmed": sum(row.applications for row in counted if row.confirmed and row.status != "withdrawn"),
        "unreviewed": sum(verdicts.awaiting(conn, stage) for stage in _own_stages(season, college)),
    }


def _own_stages(season: Season, college: str) -> Iterator[Awaited]:
    for category in season.categories:
        for before, stage in zip((None, *category.review), category.review, strict=False):
            if stage.by is ReviewBy.SOURCE_COLLEGE:
                yield Awaited(college=college, season=season.code, category=category.code, stage=stage.id,
                              after=before.id if before else "")


def filing_page(conn: Connection, seal: Seal, season: Season, wanted: Wanted) -> dict[str, Any]:
    """One page of who may file, with how many choices they have saved; and all of them counted. Raises NotFound for a
    batch that there is not, ProgressNotShown."""
    code = wanted.batch or season.batches[0].code
    batch = next((each for each in season.batches if each.code == code), None)
    filing = season.filing(code)
    if batch is None or filing is None:
        raise NotFound(field="batch")
    is_supplementary = season.supplementary is not None and season.supplementary.batch == code
    check_shown(batch.title, shown=season.progress.supplementary if is_supplementary else season.progress.first)
    counts = store.counts(conn, college=wanted.college, season=season.code, batch=code)
    rows = store.page(conn, college=wanted.college, season=season.code, batch=code, unfiled=wanted.unfiled,
                      after=wanted.after, most=wanted.most)
    most = len(filing.choices)
    return {
        "batch": code, "batch_title": batch.title, "may_file": sum(counts.values()),
        "nothing_saved": counts.get(0, 0), "all_saved": sum(count for saved, count in counts.items() if saved >= most),
        "rows": [{
            "account": row.account, "candidate_number": row.number, "saved": row.saved, "of": most,
            "accepted_terms": row.accepted_terms,
            **box_of(seal).open_row("student_records", row.record,
                                    {"name": row.name, "student_number": row.student_number}),
        } for row in rows],
    }


def hear_progress(tx: Tx, heard: Sequence[Heard[FilingProgressed]]) -> None:
    """Choices told how far filings are: only how many stand is kept."""
    store.keep(tx.conn, [
        {"account": each.event.account, "batch": each.event.batch, "season": each.event.season,
         "saved": len(each.event.saved), "accepted_terms": each.event.accepted_terms, "recorded_at": tx.wall}
        for each in heard
    ])
