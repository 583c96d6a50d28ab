"""What is released of a candidate's admission, what a college owes, and the reminders that wait for both."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from services.notify.domain.audience import OUTCOME
from services.notify.domain.texts import TEMPLATES
from services.notify.store import contact, mark, release
from services.notify.usecases.contact import News, tell_people
from services.notify.usecases.reminder import Mailing, results_due
from services.notify.usecases.season import choice_name, season_of
from shared.contracts.admission import ResultsReleased, ReturnOverdue, StatusReleased
from shared.contracts.parts import CollegeTest
from shared.db import Tx
from shared.inbox import Heard, understood
from shared.jobs import enqueue
from shared.kernel import shown
from shared.metrics import Metrics
from shared.season import Season

NO_TEST = "考查安排由招生院校另行通知。"
UNSAID = "综合评价后未达到录取要求"
STAFF = "admission_college"
_OUTCOMES = {"admitted": "admitted", "not_admitted": "not_admitted", "passed_over": "not_admitted",
             "free": "not_admitted", "unplaced": "unplaced"}
_TEMPLATES = {"dispatched": "dispatched", "admitted": "admitted", "unplaced": "unplaced", "free": "taken_back"}

_OF_NO_FILE = ("unplaced", "passed_over")
"""What admission does not count among a round's results."""


def hear_statuses(tx: Tx, heard: Sequence[Heard[StatusReleased]]) -> None:
    """One entry for each, and one SMS where there is something to do or to know at once."""
    outcomes = [(each.event.account, each.event.intake, OUTCOME, _OUTCOMES[each.event.status])
                for each in heard if each.event.status in _OUTCOMES]
    mark.put(tx, outcomes)
    release.hear(tx, [(each.event.season, each.event.round) for each in heard
                      if each.event.status not in _OF_NO_FILE])
    tell_people(tx, [_news(each, _params(season_of(tx.conn, each.event.season), each.event)) for each in heard])


def hear_released(tx: Tx, heard: Sequence[Heard[ResultsReleased]]) -> None:
    """All results of a round were heard: reminders that waited for them are spread."""
    for each in heard:
        release.note(tx, each.event.season, each.event.round, each.event.released)
        out = release.rounds(tx.conn, each.event.season)
        season = season_of(tx.conn, each.event.season)
        for mailing_id, kept in release.put_by_for(tx, each.event.season).items():
            if results_due(season, Mailing.from_plain(kept).instant) <= set(out):
                release.take(tx, mailing_id)
                enqueue(tx, "spread", **kept)


def hear_overdue(tx: Tx, heard: Sequence[Heard[ReturnOverdue]]) -> None:
    """The college's own people are told what is missing."""
    for each in heard:
        params = {"round": each.event.round_title, "return_by": shown(each.event.return_by),
                  "missing": str(each.event.missing)}
        tell_people(tx, [
            News(account=person.account, template="return_overdue", params=params, source=each.key,
                 event_id=f"{each.id}/{person.account}", at=each.event.return_by, season=each.event.season)
            for person in contact.of_scope(tx, role=STAFF, scope=each.event.college)
        ])


def _news(each: Heard[StatusReleased], params: Mapping[str, str]) -> News:
    return News(
        account=each.event.account, template=_template(each.event, params), params=params,
        source=_source(each), event_id=each.id, at=each.event.released_at, season=each.event.season,
    )


def _source(each: Heard[StatusReleased]) -> str:
    """Once for each time that the file went down."""
    told = f"{each.key}/{each.event.round}/{each.event.status}"
    return f"{told}/{each.event.again}" if each.event.again else told


def _template(released: StatusReleased, params: Mapping[str, str]) -> str:
    if released.status in ("not_admitted", "passed_over"):
        return f"{released.status}_next" if released.next_at else released.status
    if released.status == "admitted" and not TEMPLATES["admitted"].fits(params):
        return "admitted_unnamed"
    return understood(_TEMPLATES, released.status, of="status")


def _params(season: Season, released: StatusReleased) -> dict[str, str]:
    held = season.round(released.round)
    choice = choice_name(season, released.choice, batch=held.batch if held else None)
    return {
        "choice": choice, "at": shown(released.released_at),
        "reason": (released.reason or UNSAID).rstrip("。"),
        "test": _test(released.test), "college": released.college_name or "", "major": released.major_name or "",
        "next": shown(released.next_at) if released.next_at else "",
    } | ({"choice": released.choice_title} if released.status == "admitted" else {})


def _test(test: CollegeTest | None) -> str:
    if test is None:
        return NO_TEST
    equipment = f"；设备要求：{test.equipment}" if test.equipment else ""
    return f"考查方式：{test.mode}；时间：{test.at}；地点：{test.place}{equipment}。"


def gauges(conn: Connection, metrics: Metrics) -> None:
    """``results_unheard``: what admission counted against what came here, whatever each message says of itself."""
    for (season, no), missing in release.unheard(conn).items():
        metrics.set("results_unheard", missing, season=season, round=no)
