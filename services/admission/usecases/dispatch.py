"""The dispatch: at ``down_at`` exactly what two officers signed goes down, and of that what still stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from services.admission.domain.proposal import Kind, Stage
from services.admission.domain.round import NOBODY, PASSED_OVER, Choice, Filed, Ground, Standing, Why, why_not
from services.admission.domain.status import Mover, Status, check_move
from services.admission.store import dossier as dossiers
from services.admission.store import file as files
from services.admission.store import filing as filings
from services.admission.store import plan as plans
from services.admission.store import round as rounds
from services.admission.store.file import File
from services.admission.usecases import eligibility, filing, order, overdue, profile, proposal, release
from services.admission.usecases.proposal import About
from shared.contracts.admission import RoundDispatched
from shared.db import Seal as Box
from shared.db import Tx
from shared.kernel import Conflict, new_id
from shared.season import Season
from shared.season.model import Round
from shared.season.words import WhenFull


@dataclass(frozen=True, kw_only=True, slots=True)
class Gone:
    """What went down; who of those signed for did not, since something had changed; and whose choice is passed over,
    signed for or not: account to why."""

    files: Sequence[File]
    dropped: Mapping[str, Why]
    passed_over: Mapping[str, Why]


@dataclass(frozen=True, slots=True)
class Grounds:
    """What decides about everybody at the moment of a dispatch."""

    standings: Mapping[str, Standing]
    ground: Ground


def go_down(tx: Tx, season: Season, round_: Round) -> Gone | None:
    """Send what is signed, if its time has come and the seals are still those that it was made from; None: nothing
    went (unsigned, too early, or the seal is not to be trusted), and the gauge ``rounds_unsigned`` says so."""
    signed = proposal.standing_of(tx, About(season=season.code, kind=Kind.ROUND, subject=round_.no))
    if signed is None or signed.proposal.status is not Stage.SIGNED or tx.now < round_.down_at:
        return None
    body = signed.proposal.body
    if not _stands(tx, season, round_, body["seals"]):
        return None
    grounds = Grounds(eligibility.standings(tx.conn, season, no=round_.no), ground_of(tx.conn, season))
    gone = _sent(tx, season, round_, body, grounds)
    state = rounds.locked(tx, season.code, round_.no, intake=season.intake)
    rounds.put(tx, replace(state, dispatched_at=state.dispatched_at or tx.now))
    dossiers.forget_sent(tx, files.add(tx, gone.files))
    overdue.note_late(tx, season, round_)
    release.tell_dispatched(tx, season, round_, gone.files)
    release.tell_passed_over(tx, season, round_, gone.passed_over)
    proposal.settle(tx, signed)
    tx.emit(
        RoundDispatched(
            intake=season.intake, season=season.code, round=round_.no, seal=body["seals"][round_.batch],
            files=len(gone.files), colleges=len({each.college for each in gone.files}), dispatched_at=tx.now,
        ),
        key=f"admission/round/{season.code}/{round_.no}", intake=season.intake, season=season.code,
    )
    tx.audit(
        "round.dispatch", f"round/{season.code}/{round_.no}", proposal=signed.proposal.id,
        digest=signed.proposal.digest, files=len(gone.files), dropped=dict(gone.dropped),
    )
    return gone


def ground_of(conn: Connection, season: Season) -> Ground:
    """What colleges offer now. Where the season does not pass over full ones everybody is sent."""
    skips = season.when_full.policy is WhenFull.SKIP
    return Ground(left=plans.left(conn, season.code) if skips else None, bars=profile.bars(conn, season))


def _stands(tx: Tx, season: Season, round_: Round, signed_for: Mapping[str, int]) -> bool:
    """Whether the seals are the ones that were signed for, and agree."""
    try:
        seals = filing.ready_seals(tx.conn, season, round_.batch, order.in_force(tx, season.code))
    except Conflict as error:
        tx.audit("round.held_back", f"round/{season.code}/{round_.no}", why=error.code)
        return False
    now = {seal.batch: seal.seal for seal in seals}
    if now != signed_for:
        tx.audit("round.held_back", f"round/{season.code}/{round_.no}", why="another_seal", seals=now)
    return now == signed_for


def _sent(tx: Tx, season: Season, round_: Round, body: Mapping[str, Any], grounds: Grounds) -> Gone:
    """Eligibility, confirmation, seats and everything else asked once more, at this moment."""
    sent, dropped = [], {}
    for each in [_filed(row, round_) for row in body["lines"]]:
        why = _why(each, round_, grounds)
        if why is None:
            sent.append(_file(tx, season, round_, each))
        else:
            dropped[each.account] = why
    over = [account for account, why in body["left_out"].items() if why in PASSED_OVER]
    left = {each.account: _why(each, round_, grounds)
            for each in filed_of(tx.conn, tx.box, (season, body["seals"]), over)}
    passed = {account: why for account, why in {**left, **dropped}.items() if why in PASSED_OVER}
    return Gone(files=sent, dropped=dropped, passed_over=passed)


def _why(filed: Filed, round_: Round, grounds: Grounds) -> Why | None:
    standing = grounds.standings.get(filed.account, NOBODY)
    return why_not(filed, standing, label=round_.choice, ground=grounds.ground)


def filed_of(
    conn: Connection, box: Box, sealed: tuple[Season, Mapping[str, int]], accounts: Sequence[str]
) -> list[Filed]:
    """What these have in a list's seals (batch to number): a reopened person's own filing stands."""
    season, seals = sealed
    found: dict[str, Filed | None] = {}
    for account in accounts:
        for batch, seal in seals.items():
            found[account] = filings.one(conn, box, (season.code, batch, seal), account) or found.get(account)
    return [each for each in found.values() if each is not None]


def _file(tx: Tx, season: Season, round_: Round, filed: Filed) -> File:
    check_move(Status.FREE, Status.DISPATCHED, by=Mover.AUTHORITY)
    choice = filed.choices[round_.choice]
    return File(
        id=new_id(), intake=season.intake, season=season.code, round=round_.no, choice=round_.choice,
        account=filed.account, candidate_number=filed.candidate_number, category=filed.category,
        college=choice.college, majors=choice.majors, seal=filed.seal, filing_revision=filed.revision,
        status=Status.DISPATCHED, dispatched_at=tx.now,
    )


def _filed(row: Mapping[str, Any], round_: Round) -> Filed:
    choice = Choice(college=row["college"], majors=tuple(row["majors"]))
    return Filed(
        account=row["account"], candidate_number=row["candidate_number"], category=row["category"],
        batch=row["batch"], seal=row["seal"], revision=row["revision"], choices={round_.choice: choice},
    )
