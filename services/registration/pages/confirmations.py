"""《院校确认》 in the browser: a source college's candidates, one or many confirmed after a check page."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response as AnyResponse

from services.registration.domain.applications import ApplicationMoved, Status
from services.registration.pages.lists import every_season, own_college
from services.registration.usecases.calendars import Calendar, calendars_of
from services.registration.usecases.confirmations import (
    Asked,
    applications_page,
    confirmation_standing,
    own_account_of,
    own_registration,
    settle_confirmation,
)
from shared.kernel import LongmenError, NotFound
from shared.season.windows import Standing
from shared.security.access import Role
from shared.service import Service
from shared.web.access import OWN, permits
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading, season_now, writing
from shared.web.lists import page_of, read_cursor
from shared.web.pages import page, refused, typed
from shared.web.parts import adapter, parts
from shared.web.problems import InvalidInput
from shared.web.translation import gettext as _
from shared.web.translation import text_of

blueprint = PageBlueprint("confirmations_pages", __name__)
HOME = "/registration/confirmations"
ON_A_PAGE = 50
LONGEST_NUMBER = 30
WAITING, ALL = "waiting", "all"
STATES = (WAITING, *(str(status) for status in Status), ALL)


@blueprint.route("/confirmations")
@permits(Role.SOURCE_COLLEGE, scope=OWN)
def confirmations() -> str | AnyResponse:
    """Who waits to be confirmed; anybody else by the filter, or by their number."""
    number = request.args.get("number", "").strip()
    if not number:
        return page("confirmations.html", **_listed())
    with reading() as conn:
        found = own_account_of(conn, number[:LONGEST_NUMBER], college=own_college())
    if found is not None:
        return redirect(f"{HOME}/{found}", 303)
    error = InvalidInput([("number", _("没有找到该考生号的本校考生，或该考生尚未填写报名信息。"))])
    return refused("confirmations.html", error, **_listed())


@blueprint.route("/confirmations/check", methods=["POST"])
@permits(Role.SOURCE_COLLEGE, scope=OWN)
def check() -> str | AnyResponse:
    """Those that were ticked, read once more before anything is confirmed."""
    try:
        picked = _picked()
    except LongmenError as error:
        return refused("confirmations.html", error, **_listed())
    return page("confirmations_check.html", **_picked_shown(picked))


@blueprint.route("/confirmations/many", methods=["POST"])
@permits(Role.SOURCE_COLLEGE, scope=OWN)
def confirm_many() -> str | AnyResponse:
    """All of them, or none: who stands against it is named."""
    picked: list[tuple[str, int]] = []
    try:
        picked = _picked()
        _settle(picked, confirmed=True)
    except NotFound:
        raise
    except LongmenError as error:
        if not picked:
            return refused("confirmations.html", error, **_listed())
        return refused("confirmations_check.html", error, **_picked_shown(picked))
    return redirect(f"{HOME}?done={len(picked)}", 303)


@blueprint.route("/confirmations/<account>", methods=["GET"])
@permits(Role.SOURCE_COLLEGE, scope=OWN)
def registration(account: str) -> str:
    """One candidate's registration, and what may be done with it."""
    return page("confirmation.html", **_one(account))


@blueprint.route("/confirmations/<account>", methods=["POST"])
@permits(Role.SOURCE_COLLEGE, scope=OWN)
def settle(account: str) -> str | AnyResponse:
    """Confirmed, or taken back."""
    shown = _one(account)
    said = typed("confirmed", most=5)
    try:
        if said not in ("yes", "no"):
            raise InvalidInput([("main", _("请选择确认或撤销确认。"))])
        _settle([(account, _number(typed("revision", most=10)))], confirmed=said == "yes")
    except LongmenError as error:
        return refused("confirmation.html", error, **shown)
    return redirect(f"{HOME}/{account}?news={said}", 303)


def _listed() -> dict[str, Any]:
    state = request.args.get("state", WAITING)
    state = state if state in STATES else WAITING
    query: dict[str, Any] = {"limit": ON_A_PAGE, "cursor": request.args.get("cursor")}
    cursor = read_cursor(query, "confirmations")
    asked = Asked(college=own_college(), status=state if state in list(Status) else None, after=(cursor or [""])[0],
                  most=ON_A_PAGE + 1, waiting=state == WAITING)
    with reading() as conn:
        found = applications_page(conn, parts().database.box, asked)
    listed = page_of(found, query, name="confirmations", key=lambda row: [row["account"]])
    rows = [_in_words(row) for row in listed["items"]]
    return {"rows": rows, "state": state, "next_cursor": listed["next"], "is_first": cursor is None,
            "standing": _standing(rows[0]) if rows else None, "all_checked": "checked" in request.args}


def _one(account: str) -> dict[str, Any]:
    with reading() as conn:
        row = own_registration(conn, parts().database.box, account, college=own_college())
    return {"row": _in_words(row), "standing": _standing(row)}


def _in_words(row: dict[str, Any]) -> dict[str, Any]:
    seasons = {season.code: season for season in every_season()}
    category = seasons[row["season"]].category(row["category"]) if row["season"] in seasons else None
    return {**row, "category": category.title if category else row["category"]}


def _standing(row: dict[str, Any]) -> Standing:
    calendars, now = _calendars(row["intake"]), season_now(row["intake"])
    with reading() as conn:
        return confirmation_standing(conn, calendars, row["account"], now=now)


def _calendars(intake: str) -> list[Calendar]:
    return calendars_of(adapter(Service).season, intake)


def _picked() -> list[tuple[str, int]]:
    """Account and revision of each that was ticked. Raises InvalidInput for none."""
    ticked = [each.partition(":") for each in request.form.getlist("case")[:ON_A_PAGE]]
    if not ticked:
        raise InvalidInput([("main", _("请先勾选要确认的考生。"))])
    return [(account, _number(revision)) for account, _colon, revision in ticked]


def _picked_shown(picked: Sequence[tuple[str, int]]) -> dict[str, Any]:
    """As they stand now; each with the revision that was ticked."""
    return {"rows": [_in_words(row) for row in _read(picked)],
            "carried": {"case": [f"{account}:{revision}" for account, revision in picked]}}


def _read(picked: Sequence[tuple[str, int]]) -> list[dict[str, Any]]:
    college = own_college()
    with reading() as conn:
        return [own_registration(conn, parts().database.box, account, college=college) for account, _revision in picked]


def _settle(picked: Sequence[tuple[str, int]], *, confirmed: bool) -> None:
    """In one transaction. Raises with the name of the candidate who stands against it."""
    college, rows = own_college(), _read(picked)
    intakes = {row["intake"] for row in rows}
    if len(intakes) > 1:
        raise InvalidInput([("main", _("所选考生不属于同一招生年度，请分别确认。"))])
    calendars = _calendars(rows[0]["intake"])
    with writing(intake=rows[0]["intake"]) as tx:
        for row, (account, revision) in zip(rows, picked, strict=True):
            try:
                settle_confirmation(tx, calendars, account, college=college, confirmed=confirmed, seen=_seen(revision))
            except LongmenError as error:
                said = _("%(name)s（考生号%(number)s）：%(said)s", name=row["name"], number=row["candidate_number"],
                         said=text_of(error))
                raise InvalidInput([("main", said)]) from error


def _seen(revision: int) -> Callable[[int], None]:
    def check_same(there: int) -> None:
        if there != revision:
            raise ApplicationMoved

    return check_same


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
