"""The officers' board: how far each round is, what waits for signatures, and held candidates by name."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from services.admission.domain.filing import Seal as BatchSeal
from services.admission.domain.proposal import Kind, Stage
from services.admission.domain.status import Held
from services.admission.store import dossier as dossiers
from services.admission.store import file as files
from services.admission.store import filing as filings
from services.admission.store import proposal as proposals
from services.admission.store import round as rounds
from services.admission.store.file import File
from services.admission.store.round import State
from services.admission.usecases import eligibility, order, proposal
from services.admission.usecases.eligibility import Ledger
from services.admission.usecases.latecomer import Listed, Missed, is_stale, latecomers, missed
from services.admission.usecases.proposal import About, Seen
from shared.db import Seal
from shared.season import Season
from shared.season.model import Round


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldCandidate:
    """A candidate who waits for officers, by name."""

    account: str
    candidate_number: str
    name: str
    college: str
    why: Held


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangedCandidate:
    """A candidate whose file went down with another dossier than there is now, by name."""

    account: str
    candidate_number: str
    name: str
    college: str
    changed_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A round on the board. ``unsigned``: its moment has passed and nothing that two officers signed went down.
    ``late``: how many could go down by now and are in no list; ``stale``: the list was made from a seal before."""

    round: Round
    state: State
    seal: BatchSeal | None
    preview: Seen | None
    check: Seen | None
    unsigned: bool
    colleges: Sequence[Any]
    held: Sequence[HeldCandidate]
    changed: Sequence[ChangedCandidate]
    missed: Sequence[Missed] = ()
    late: int = 0
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Looking:
    """A connection to look, what opens sealed columns, the season, and its time."""

    conn: Connection
    box: Seal
    season: Season
    now: datetime


def board(look: Looking) -> list[Row]:
    """Every round of a season, in its order."""
    season = look.season
    states = rounds.of_season(look.conn, season.code)
    counts: dict[str, list[Any]] = defaultdict(list)
    for row in files.counts(look.conn, season.code):
        counts[row.round].append(row)
    held, changed, ledger = _held(look), _changed(look), eligibility.ledger(look.conn, season)
    return [
        _row(look, each, states.get(each.no) or State(season=season.code, no=each.no, intake=season.intake),
             _Beside(counts[each.no], held[each.no], changed[each.no], ledger))
        for each in season.rounds
    ]


@dataclass(frozen=True, slots=True)
class _Beside:
    """What is counted and named of a round's files, and how everybody stands."""

    colleges: Sequence[Any]
    held: Sequence[HeldCandidate]
    changed: Sequence[ChangedCandidate]
    ledger: Ledger


def _row(look: Looking, round_: Round, state: State, beside: _Beside) -> Row:
    code = look.season.code
    preview = proposal.look(look.conn, look.box, About(season=code, kind=Kind.ROUND, subject=round_.no))
    signed = preview is not None and preview.proposal.status is Stage.SIGNED
    gone = _gone(look, round_, state, beside.ledger)
    listed = gone if look.now < round_.return_by else None  # of which more may still be sent and returned
    if preview is not None:
        listed = Listed(season=look.season, round=round_, body=preview.proposal.body, has_gone=False,
                        ledger=beside.ledger)
    excused = signed or round_.batch in order.cancelled_batches(look.conn, look.season)
    return Row(
        round=round_, state=state, seal=filings.newest_seal(look.conn, code, round_.batch), preview=preview,
        check=proposal.look(look.conn, look.box, About(season=code, kind=Kind.CHECK, subject=round_.no)),
        unsigned=state.dispatched_at is None and round_.down_at <= look.now and not excused,
        colleges=beside.colleges, held=beside.held, changed=beside.changed,
        missed=missed(look.conn, look.box, gone) if gone and look.now >= round_.return_by else (),
        late=len(latecomers(look.conn, look.box, listed)) if listed else 0,
        stale=listed is not None and is_stale(look.conn, listed),
    )


def _gone(look: Looking, round_: Round, state: State, ledger: Ledger) -> Listed | None:
    """The list that went down last."""
    if state.dispatched_at is None:
        return None
    last = proposals.newest(look.conn, look.box, (look.season.code, Kind.ROUND, round_.no))
    if last is None:
        return None
    return Listed(season=look.season, round=round_, body=last.body, has_gone=True, ledger=ledger)


def _held(look: Looking) -> dict[str, list[HeldCandidate]]:
    every = files.held(look.conn, look.season.code)
    names = dossiers.of_accounts(look.conn, look.box, [each.account for each in every])
    found: dict[str, list[HeldCandidate]] = defaultdict(list)
    for each in sorted(every, key=lambda file: (file.college, file.candidate_number)):
        dossier = names.get(each.account)
        found[each.round].append(_candidate(each, dossier.name if dossier else ""))
    return found


def _changed(look: Looking) -> dict[str, list[ChangedCandidate]]:
    every = dossiers.changed_since(look.conn, look.season.code)
    names = dossiers.of_accounts(look.conn, look.box, [each.account for each in every])
    found: dict[str, list[ChangedCandidate]] = defaultdict(list)
    for each in every:
        found[each.round].append(ChangedCandidate(
            account=each.account, candidate_number=each.candidate_number, name=names[each.account].name,
            college=each.college, changed_at=each.changed_at,
        ))
    return found


def _candidate(file: File, name: str) -> HeldCandidate:
    assert file.held_why is not None
    return HeldCandidate(
        account=file.account, candidate_number=file.candidate_number, name=name, college=file.college,
        why=file.held_why,
    )
