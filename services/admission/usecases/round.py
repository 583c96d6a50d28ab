"""A round before it goes down: the dry run, and the two signatures under it."""

from collections import Counter
from dataclasses import asdict, replace

from sqlalchemy import Connection

from services.admission.domain.proposal import Kind
from services.admission.domain.round import EarlierRoundWaits, ModeNotPlayed, RoundUnknown, select
from services.admission.domain.status import OPEN, Ended
from services.admission.store import file as files
from services.admission.store import round as rounds
from services.admission.usecases import dispatch, eligibility, filing, order, plan, proposal
from services.admission.usecases.proposal import About, Seen, Signing
from shared.contracts.admission import RoundClosed
from shared.db import Seal, Tx
from shared.season import Season
from shared.season.model import Round
from shared.season.words import Mode


def round_of(season: Season, no: str) -> Round:
    """The round of this number. Raises RoundUnknown."""
    found = season.round(no)
    if found is None:
        raise RoundUnknown(no=no)
    return found


def preview(tx: Tx, season: Season, no: str) -> Seen:
    """The dry run of a round, to be signed as it stands. Asked again with nothing changed it is the same one."""
    round_ = round_of(season, no)
    form = season.filing(round_.batch)
    if form is not None and form.mode is Mode.PARALLEL:
        raise ModeNotPlayed(mode="平行志愿")
    plan.published(tx.conn, season.code)
    _check_turn(tx, season, round_)
    filings = filing.filings_of(tx.conn, tx.box, season, round_.batch, order.in_force(tx, season.code))
    selection = select(
        filings.filed, eligibility.standings(tx.conn, season, no=no), label=round_.choice,
        ground=dispatch.ground_of(tx.conn, season),
    )
    return proposal.propose(tx, _about(season, no), {
        "seals": filings.seals, "lines": [asdict(line) for line in selection.lines],
        "left_out": {account: why.value for account, why in sorted(selection.left_out.items())},
    })


def sign(tx: Tx, season: Season, no: str, signing: Signing) -> Seen:
    """An officer's signature under a dry run. Two of them let it go at ``down_at``, or at once when that has passed."""
    round_ = round_of(season, no)
    signed = proposal.sign(tx, _about(season, no), signing)
    if signed.complete:
        dispatch.go_down(tx, season, round_)
    return signed


def close_if_ended(tx: Tx, season: Season, round_: Round) -> None:
    """Tell, once, that every file of a round has come to its end or is held by name."""
    state = rounds.locked(tx, season.code, round_.no, intake=season.intake)
    every = files.of_round(tx.conn, season.code, round_.no)
    if state.closed_at is not None or any(each.status in OPEN and each.held_why is None for each in every):
        return
    rounds.put(tx, replace(state, closed_at=tx.now))
    ends = Counter(each.ended for each in every)
    tx.emit(
        RoundClosed(
            intake=season.intake, season=season.code, round=round_.no, admitted=ends[Ended.ADMITTED],
            returned=ends[Ended.RETURNED] + ends[Ended.RULED], held=ends[None], closed_at=tx.now,
        ),
        key=f"admission/round/{season.code}/{round_.no}", intake=season.intake, season=season.code,
    )


def standing(conn: Connection, box: Seal, season: Season, no: str) -> Seen | None:
    """The dry run that is to be signed, or waits for its moment."""
    round_of(season, no)
    return proposal.look(conn, box, _about(season, no))


def counts(seen: Seen) -> dict[str, dict[str, int]]:
    """A dry run in numbers: files by college, and who does not go by why."""
    body = seen.proposal.body
    return {
        "colleges": dict(sorted(Counter(line["college"] for line in body["lines"]).items())),
        "left_out": dict(sorted(Counter(body["left_out"].values()).items())),
    }


def _check_turn(tx: Tx, season: Season, round_: Round) -> None:
    """Whether every earlier choice of the batch has gone down."""
    states = rounds.of_season(tx.conn, season.code)
    gone = {no for no, state in states.items() if state.dispatched_at is not None}
    for each in season.rounds:
        if each.batch == round_.batch and each.down_at < round_.down_at and each.no not in gone:
            raise EarlierRoundWaits(title=each.title)


def _about(season: Season, no: str) -> About:
    return About(season=season.code, kind=Kind.ROUND, subject=no)
