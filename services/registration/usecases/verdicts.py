"""What review and admission tell of candidates, kept for them to see; and a claim that is returned for correction."""

from collections.abc import Sequence

from services.registration.domain.applications import Status
from services.registration.store import applications, releases, verdicts
from services.registration.usecases.applications import tell_change
from shared.contracts.admission import StatusReleased
from shared.contracts.review import MAY_FILE, ClaimDecided, CorrectionRequested, EligibilitySettled
from shared.db import Tx
from shared.inbox import Heard, understood


def hear_corrections(tx: Tx, heard: Sequence[Heard[CorrectionRequested]]) -> None:
    """The candidate may change the application and hand it in again. One withdrawn, or handed in again since, stays."""
    for each in heard:
        event = each.event
        row = applications.hold(tx.conn, event.account)
        if row is None or row.status != Status.SUBMITTED or row.revision != event.revision:
            continue
        reason = tx.box.seal(event.reason, table="applications", column="return_reason", row=event.account)
        applications.give_back(tx.conn, event.account, stage=event.stage, reason=reason, until=event.until)
        tell_change(tx, row, Status.RETURNED, at=event.requested_at)
        tx.audit("application.return", f"account/{event.account}", stage=event.stage, revision=event.revision)


def hear_decisions(tx: Tx, heard: Sequence[Heard[ClaimDecided]]) -> None:
    """A stage was decided: shown with the application."""
    verdicts.decide(tx.conn, [{
        "account": each.event.account, "revision": each.event.revision, "stage": each.event.stage,
        "season": each.event.season, "decision": each.event.decision, "decided_at": each.event.decided_at,
        "recorded_at": tx.wall,
        "reason": None if each.event.reason is None else tx.box.seal(
            each.event.reason, table="verdicts", column="reason",
            row=f"{each.event.account} {each.event.revision} {each.event.stage}"),
    } for each in heard])
    applications.touch(tx.conn, *(each.event.account for each in heard))


def hear_standings(tx: Tx, heard: Sequence[Heard[EligibilitySettled]]) -> None:
    """Who may file: whose progress their college follows."""
    verdicts.settle(tx.conn, [{
        "account": each.event.account, "season": each.event.season, "category": each.event.category,
        "source_college": each.event.source_college, "standing": each.event.standing,
        "may_file": understood(MAY_FILE, each.event.standing, of="standing"),
        "settled_at": each.event.settled_at, "recorded_at": tx.wall,
    } for each in heard])
    applications.touch(tx.conn, *(each.event.account for each in heard))


def hear_releases(tx: Tx, heard: Sequence[Heard[StatusReleased]]) -> None:
    """What candidates may know of their admission."""
    releases.keep(tx.conn, [{
        "account": each.event.account, "round": each.event.round, "status": each.event.status,
        "season": each.event.season, "title": each.event.choice_title, "released_at": each.event.released_at,
        "recorded_at": tx.wall,
    } for each in heard])
    applications.touch(tx.conn, *(each.event.account for each in heard))
