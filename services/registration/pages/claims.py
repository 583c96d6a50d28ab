"""What a candidate states for their category: the facts on one page, honours on another."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response as AnyResponse

from services.registration.domain.claims import LONGEST_TEXT
from services.registration.pages.applications import HOME, blueprint, may_change, save, sheet
from services.registration.usecases.applications import Written
from services.registration.usecases.claims import choices_of
from shared.kernel import LongmenError
from shared.season.rules import ClaimField
from shared.season.words import FieldKind
from shared.security.access import Role
from shared.web.access import OWN, permits
from shared.web.pages import page, refused, typed
from shared.web.problems import InvalidInput
from shared.web.translation import gettext as _

FACTS, HONOURS = "claim", "honours"
MOST_HONOURS = 50


@blueprint.route("/application/<any(claim, honours):topic>", methods=["GET"])
@permits(Role.CANDIDATE, scope=OWN)
def claim(topic: str) -> str | AnyResponse:
    """The fields of one topic, with what is saved in them."""
    shown = sheet()
    if not may_change(shown):
        return redirect(HOME, 303)
    if not fields_of(shown, topic):
        return redirect(following(shown, topic), 303)
    return page("application_claim.html", **_form(shown, topic), values=shown["mine"]["claim"])


@blueprint.route("/application/<any(claim, honours):topic>", methods=["POST"])
@permits(Role.CANDIDATE)
def state(topic: str) -> str | AnyResponse:
    """Kept whole, to go on; or kept as far as it is, to come back later."""
    shown = sheet()
    if shown["mine"] is None:
        return redirect(HOME, 303)
    fields, later = fields_of(shown, topic), typed("step", most=10) == "later"
    try:
        given = {field.id: _typed(field) for field in fields}
        if not later:
            _check_whole(fields, given)
        save(lambda mine: Written(shown["mine"]["category"], _over(mine, given)))
    except LongmenError as error:
        return refused("application_claim.html", error, **_form(sheet(), topic), values=_as_typed(fields))
    return redirect(f"{HOME}?news=saved" if later else following(shown, topic), 303)


def fields_of(shown: Mapping[str, Any], topic: str) -> list[ClaimField]:
    """The fields of one page."""
    every = shown["category"].claim.fields
    return [field for field in every if (field.kind is FieldKind.HONOURS) == (topic == HONOURS)]


def following(shown: Mapping[str, Any], topic: str) -> str:
    """The page after this one."""
    if topic == FACTS and shown["has_honours"]:
        return f"{HOME}/{HONOURS}"
    return f"{HOME}/papers"


def _form(shown: dict[str, Any], topic: str) -> dict[str, Any]:
    fields = [(field, choices_of(shown["season"], shown["category"], field)) for field in fields_of(shown, topic)]
    return {**shown, "topic": topic, "fields": fields, "longest": LONGEST_TEXT}


def _typed(field: ClaimField) -> Any:
    if field.kind is FieldKind.HONOURS:
        return request.form.getlist(field.id)[:MOST_HONOURS]
    return typed(field.id).strip()


def _as_typed(fields: list[ClaimField]) -> dict[str, Any]:
    """As it came, even where it could not be read."""
    many = {field.id for field in fields if field.kind is FieldKind.HONOURS}
    return {field.id: request.form.getlist(field.id) if field.id in many else request.form.get(field.id, "")
            for field in fields}


def _check_whole(fields: list[ClaimField], given: Mapping[str, Any]) -> None:
    empty = [field for field in fields if field.required and not given[field.id]]
    if empty:
        raise InvalidInput([(field.id, _("%(title)s必填。", title=field.title)) for field in empty])


def _over(mine: Mapping[str, Any] | None, given: Mapping[str, Any]) -> dict[str, Any]:
    return {**(mine["claim"] if mine else {}), **given}
