"""Officers' orders in a browser: an extension, one person's reopening, an announcement; each has a number and is signed
by two."""

from dataclasses import replace
from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response as AnyResponse

from services.admission.domain.order import Asked, OrderKind
from services.admission.pages.proposal import (
    BOARD,
    READERS,
    box,
    instant,
    news,
    season_named,
    signatures,
    signing,
)
from services.admission.usecases import dossier, order
from services.admission.usecases.proposal import Seen
from shared.kernel import LongmenError, NotFound
from shared.season import Season
from shared.season.windows import IMPORT
from shared.season.words import WindowKind
from shared.security.access import Role
from shared.service import Service
from shared.web.access import permits, principal
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading, season_now, writing
from shared.web.pages import page, refused, typed
from shared.web.parts import adapter
from shared.web.problems import InvalidInput
from shared.web.translation import N_
from shared.web.translation import gettext as _

blueprint = PageBlueprint("order_pages", __name__)
KINDS = {
    OrderKind.EXTENSION: N_("批准延时"), OrderKind.REOPENING: N_("为一名考生重新开放"),
    OrderKind.ANNOUNCEMENT: N_("公告窗口开放"), OrderKind.CANCELLATION: N_("公告窗口取消"),
}
TO_ALL = (OrderKind.ANNOUNCEMENT, OrderKind.CANCELLATION)
NEWS = {
    "given": N_("批准事项已登记，您已签批。另一名工作人员签批后生效。"),
    "done": N_("批准事项已经两人签批，已生效。"),
}


@blueprint.route("/board/<code>/orders")
@permits(*READERS)
def show_orders(code: str) -> str:
    """Every order of a season, the newest first."""
    season = season_named(code)
    with reading() as conn:
        every = order.every(conn, box(), code)
        said = [_said(conn, season, each) for each in reversed(every)]
    announces = [each for each in season.windows if each.to_be_announced]
    return page("officer_orders.html", season=season, orders=said, kinds=_kinds(), announces=announces)


@blueprint.route("/board/<code>/orders/new/<kind>", methods=["GET", "POST"])
@permits(Role.OFFICER)
def give_order(code: str, kind: str) -> str | AnyResponse:
    """An order: typed, read once more, and signed by who gives it."""
    season, wanted = season_named(code), _kind(kind)
    shown = {"season": season, "kind": wanted, "title": _(KINDS[wanted]), **_choices(season, wanted)}
    if request.method == "GET" or request.form.get("step") == "change":
        return page("officer_order.html", **shown, typed=request.values)
    confirmed = request.form.get("step") == "confirmed"
    try:
        asked = _asked(season, wanted)
        with writing(intake=season.intake) as tx:
            if confirmed:
                seen = order.give(tx, season, asked, officer=principal().subject)
            else:
                order.weigh(tx, season, asked)
    except LongmenError as error:
        return refused("officer_order.html", error, **shown, typed=request.form)
    if confirmed:
        return redirect(f"{BOARD}/{code}/orders/{seen.proposal.subject}?news=given", 303)
    with reading() as conn:
        return page("officer_order_check.html", **shown, typed=request.form, said=_words(conn, season, asked))


@blueprint.route("/board/<code>/orders/<order_id>")
@permits(*READERS)
def show_order(code: str, order_id: str) -> str:
    """An order, whole."""
    return page("officer_order_seen.html", **_shown(season_named(code), order_id),
                news=news(NEWS, request.args.get("news")))


@blueprint.route("/board/<code>/orders/<order_id>/signatures", methods=["POST"])
@permits(Role.OFFICER)
def sign_order(code: str, order_id: str) -> AnyResponse:
    """The second officer's signature: every service is told."""
    season = season_named(code)
    try:
        with writing(intake=season.intake) as tx:
            order.sign(tx, season, order_id, signing())
    except NotFound:
        raise
    except LongmenError as error:
        return refused("officer_order_seen.html", error, **_shown(season, order_id))
    return redirect(f"{BOARD}/{code}/orders/{order_id}?news=done", 303)


def _asked(season: Season, kind: OrderKind) -> Asked:
    asked = Asked(kind=kind, target=typed("target", most=60), number=typed("number", most=100).strip())
    if kind in TO_ALL:
        return asked
    asked = replace(asked, college=typed("college", most=30) or None, candidate=_account(season),
                    closes_at=instant("closes_at"))
    if kind is OrderKind.EXTENSION:
        return asked
    return replace(asked, opens_at=instant("opens_at"), batch=_new_batch(season, asked.target))


def _account(season: Season) -> str | None:
    """Whose candidate number was typed. Raises InvalidInput for nobody's."""
    number = typed("candidate", most=40).strip()
    if not number:
        return None
    with reading() as conn:
        found = dossier.account_of(conn, season, number)
    if found is None:
        raise InvalidInput([("candidate", _("没有该考生号的报名信息，请核对。"))])
    return found


def _new_batch(season: Season, target: str) -> str | None:
    """What one person files again is a batch of its own: the first code that is free."""
    window = season.window(target)
    if window is None or window.kind is not WindowKind.FILING:
        return None
    orders = adapter(Service).season.orders(season.code)
    used = {each.batch for each in orders.overrides} | {each.code for each in season.batches}
    free = (f"{window.batch}-R{n}" for n in range(1, len(used) + 2))
    return next(code for code in free if code not in used)


def _kind(kind: str) -> OrderKind:
    if kind not in list(OrderKind):
        raise NotFound
    return OrderKind(kind)


def _kinds() -> list[tuple[str, str]]:
    return [(kind.value, _(title)) for kind, title in KINDS.items()]


def _choices(season: Season, kind: OrderKind) -> dict[str, Any]:
    """What the form of a kind offers."""
    colleges = [(each.code, f"{each.code} {each.name}") for each in season.colleges.items]
    sources = [(each.code, f"{each.code} {each.name}") for each in season.source_colleges.items]
    return {"targets": list(_targets(season, kind).items()), "colleges": [*colleges, *sources],
            "now": season_now(season.intake), "to_all": kind in TO_ALL}


def _targets(season: Season, kind: OrderKind) -> dict[str, str]:
    windows = {each.id: each.title for each in season.windows if kind not in TO_ALL or each.to_be_announced}
    if kind is not OrderKind.EXTENSION:
        return windows
    rounds = {f"round.{each.no}": f"{each.title}{season.terms.returning}" for each in season.rounds}
    return {IMPORT: _("学籍信息导入"), **windows, **rounds}


def _said(conn: Any, season: Season, seen: Seen) -> dict[str, Any]:
    return {"seen": seen, "signatures": signatures(seen), **_words(conn, season, order.asked_of(seen))}


def _words(conn: Any, season: Season, asked: Asked) -> dict[str, Any]:
    """An order in words: what it is, about what, for whom."""
    sources = {each.code: each.name for each in season.source_colleges.items}
    colleges = sources | {each.code: each.name for each in season.colleges.items}
    whom = _("全体")
    if asked.college is not None:
        whom = f"{asked.college} {colleges.get(asked.college, '')}"
    elif asked.candidate is not None:
        whom = dossier.said_of(conn, box(), asked.candidate) or _("一名考生")
    targets = _targets(season, OrderKind.EXTENSION)
    return {"asked": asked, "title": _(KINDS[asked.kind]), "target": targets.get(asked.target, asked.target),
            "whom": whom}


def _shown(season: Season, order_id: str) -> dict[str, Any]:
    with reading() as conn:
        return {"season": season, **_said(conn, season, order.standing(conn, box(), season.code, order_id))}
