"""The bus door: one function per event heard, the table at the foot. The chassis hears the rest."""

from collections.abc import Mapping, Sequence

from services.registration.usecases.codes import settle_code
from services.registration.usecases.progress import hear_progress
from services.registration.usecases.verdicts import hear_corrections, hear_decisions, hear_releases, hear_standings
from shared.contracts import Event
from shared.contracts.admission import StatusReleased
from shared.contracts.choices import FilingProgressed
from shared.contracts.notify import NoticeSettled
from shared.contracts.review import ClaimDecided, CorrectionRequested, EligibilitySettled
from shared.db import Tx
from shared.inbox import Handler, Heard

CODES = "registration/code/"


def on_notice_settled(tx: Tx, heard: Sequence[Heard[NoticeSettled]]) -> None:
    """A code reached its phone, or never will."""
    for each in heard:
        if each.event.source.startswith(CODES):
            code_id = each.event.source.removeprefix(CODES)
            settle_code(tx, code_id, outcome=each.event.outcome, at=each.event.settled_at)


SUBSCRIPTIONS: Mapping[type[Event], Handler] = {
    NoticeSettled: on_notice_settled,
    CorrectionRequested: hear_corrections,
    ClaimDecided: hear_decisions,
    EligibilitySettled: hear_standings,
    FilingProgressed: hear_progress,
    StatusReleased: hear_releases,
}
