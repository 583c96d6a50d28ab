"""Telling candidates what is released to them: each status of a round once, and no result before its moment."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from services.admission.domain.round import SAID_OF_PASSED_OVER, Filed, Why
from services.admission.domain.status import Ended
from services.admission.store import file as files
from services.admission.store import filing as filings
from services.admission.store import plan as plans
from services.admission.store import release as store
from services.admission.store import round as rounds
from services.admission.store.file import File
from services.admission.usecases import order
from shared.contracts.admission import ResultsReleased, StatusReleased
from shared.contracts.parts import CollegeTest
from shared.db import Tx
from shared.season import Season
from shared.season.model import Round

DISPATCHED, NOT_ADMITTED, ADMITTED, UNPLACED, FREE = "dispatched", "not_admitted", "admitted", "unplaced", "free"
PASSED_OVER = store.PASSED_OVER
RESULTS = frozenset({Ended.ADMITTED, Ended.RETURNED, Ended.RULED})


def tell_dispatched(tx: Tx, season: Season, round_: Round, sent: Sequence[File]) -> None:
    """A college has the file: which one is not said, but for its test."""
    plan = plans.in_force(tx.conn, season.code)
    tests: dict[str, CollegeTest | None] = {each.college: each.test for each in plan.colleges} if plan else {}
    words = [replace(_word(tx, round_, each, status=DISPATCHED), test=tests.get(each.college)) for each in sent]
    _tell(tx, season, words, visible_at=tx.now)


def tell_passed_over(tx: Tx, season: Season, round_: Round, passed: Mapping[str, Why]) -> None:
    """A choice that did not go down with its round, and why; which college it was is not said."""
    next_at = _next_downs(tx, season, round_) if passed else {}
    words = [
        StatusReleased(
            account=account, intake=season.intake, season=season.code, round=round_.no, choice=round_.choice,
            choice_title=round_.title, status=PASSED_OVER, reason=SAID_OF_PASSED_OVER[why],
            next_at=next_at.get(account), released_at=tx.now,
        )
        for account, why in sorted(passed.items())
    ]
    _tell(tx, season, words, visible_at=tx.now)


def tell_taken_back(tx: Tx, season: Season, file: File, *, reason: str) -> None:
    """A file was taken back, as soon as it is."""
    round_ = season.round(file.round)
    if round_ is not None:
        _tell(tx, season, [replace(_word(tx, round_, file, status=FREE), reason=reason)], visible_at=tx.now)


def tell_unplaced(tx: Tx, season: Season, accounts: Sequence[str]) -> None:
    """The season is over, and these have no place."""
    last = season.rounds[-1]
    words = [
        StatusReleased(
            account=account, intake=season.intake, season=season.code, round=last.no, choice="", choice_title="",
            status=UNPLACED, released_at=tx.now,
        )
        for account in accounts
    ]
    _tell(tx, season, words, visible_at=tx.now)


def told(conn: Connection, season: Season, no: str) -> Counter[str]:
    """How many candidates were told what of a round."""
    return Counter(status for _account, status, _again in store.of_round(conn, season.code, no))


def open_results(tx: Tx, season: Season, round_: Round) -> None:
    """The moment of a round's results has come: everything that ended is told, what ends later is told then."""
    state = rounds.locked(tx, season.code, round_.no, intake=season.intake)
    rounds.put(tx, replace(state, results_at=state.results_at or tx.now))
    tell_results(tx, season, round_)
    _tell_all_out(tx, season, round_)


def tell_late_results(tx: Tx, season: Season, round_: Round) -> None:
    """What ended after the results' moment, at once."""
    state = rounds.locked(tx, season.code, round_.no, intake=season.intake)
    if state.results_at is not None and tell_results(tx, season, round_):
        _tell_all_out(tx, season, round_)


def tell_results(tx: Tx, season: Season, round_: Round) -> int:
    """Tell every result of a round that was not told yet; returns how many."""
    ended = [each for each in files.locked_of_round(tx, season.code, round_.no) if each.ended in RESULTS]
    names = _names(tx, season)
    next_at = _next_downs(tx, season, round_)
    words = [
        _admitted(tx, round_, each, names) if each.ended is Ended.ADMITTED
        else _not_admitted(tx, round_, each, next_at.get(each.account))
        for each in ended
    ]
    return _tell(tx, season, words, visible_at=round_.result_visible_at)


def _tell(tx: Tx, season: Season, words: Sequence[StatusReleased], *, visible_at: datetime) -> int:
    told = {no: store.of_round(tx.conn, season.code, no) for no in {word.round for word in words}}
    back = Counter((no, account) for no, said in told.items() for account, status, _ in said if status == FREE)
    words = [replace(word, again=back[word.round, word.account]) for word in words]
    new = [word for word in words if (word.account, word.status, word.again) not in told[word.round]]
    store.add(tx, [
        {"season": season.code, "account": word.account, "round": word.round, "status": word.status,
         "again": word.again, "released_at": word.released_at, "visible_at": visible_at}
        for word in new
    ])
    for word in new:
        tx.emit(word, key=f"admission/status/{word.account}", intake=season.intake, season=season.code)
    return len(new)


def _tell_all_out(tx: Tx, season: Season, round_: Round) -> None:
    tx.emit(
        ResultsReleased(
            intake=season.intake, season=season.code, round=round_.no,
            released=store.count(tx.conn, season.code, round_.no), released_at=tx.now,
        ),
        key=f"admission/round/{season.code}/{round_.no}", intake=season.intake, season=season.code,
    )


def _word(tx: Tx, round_: Round, file: File, *, status: str) -> StatusReleased:
    return StatusReleased(
        account=file.account, intake=file.intake, season=file.season, round=file.round, choice=file.choice,
        choice_title=round_.title, status=status, released_at=tx.now,
    )


def _not_admitted(tx: Tx, round_: Round, file: File, next_at: datetime | None) -> StatusReleased:
    return replace(_word(tx, round_, file, status=NOT_ADMITTED), reason=file.reason, next_at=next_at)


def _admitted(tx: Tx, round_: Round, file: File, names: Mapping[tuple[str, str], str]) -> StatusReleased:
    major = file.admitted_major or ""
    return replace(
        _word(tx, round_, file, status=ADMITTED), college=file.college, major=major,
        college_name=names.get((file.college, ""), file.college), major_name=names.get((file.college, major), major),
    )


def _names(tx: Tx, season: Season) -> dict[tuple[str, str], str]:
    names = {(each.code, ""): each.name for each in season.colleges.items}
    plan = plans.in_force(tx.conn, season.code)
    return names | {(each.college, each.code): each.name for each in plan.majors} if plan else names


def _next_downs(tx: Tx, season: Season, round_: Round) -> dict[str, datetime]:
    """By account, when their next choice goes down, if one still does."""
    coming = {
        each.choice: each.down_at for each in season.rounds if each.batch == round_.batch and each.down_at > tx.now
    }
    batches = order.batches_of(tx.conn, season, round_.batch) if coming else []
    filed: dict[str, Filed] = {}
    for seal in [filings.newest_seal(tx.conn, season.code, batch) for batch in batches]:
        if seal is not None:
            filed |= {each.account: each
                      for each in filings.of_seal(tx.conn, tx.box, (season.code, seal.batch, seal.seal))}
    downs = {each.account: [coming[label] for label in each.choices if label in coming] for each in filed.values()}
    return {account: min(own) for account, own in downs.items() if own}
