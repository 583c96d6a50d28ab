"""Saving, clearing and reading back choices over HTTP."""

from typing import Any

from flask import request
from marshmallow import fields, validate

from services.choices.api.candidate import books, myself, own_intake
from services.choices.domain.filing import Choice
from services.choices.usecases.filing import Receipt, device_of, save_choice
from services.choices.usecases.ground import Asked
from services.choices.usecases.stored import read_back as read_stored
from shared.security.access import Role
from shared.security.crypt import Box
from shared.service import Service
from shared.web.access import OWN, permits, principal
from shared.web.blueprint import JsonBlueprint
from shared.web.door import reading, writing
from shared.web.parts import adapter, parts
from shared.web.schemas import Instant, Schema
from shared.web.versions import tag, want_version

blueprint = JsonBlueprint("filing", __name__, url_prefix="/filings", description="本人的志愿")

DEVICE_HEADER = "X-Longmen-Device"
CODE = validate.Length(1, 40)


class ChoiceIn(Schema):
    """A college and its majors in order."""

    college = fields.String(required=True, validate=CODE)
    majors = fields.List(fields.String(validate=CODE), required=True, validate=validate.Length(max=100))


class ReceiptOut(Schema):
    """What is acknowledged is kept, and will be in the seal."""

    season = fields.String()
    batch = fields.String()
    label = fields.String()
    candidate_number = fields.String()
    revision = fields.Integer()
    receipt = fields.String()
    saved_at = Instant()
    closes_at = Instant()
    saved = fields.List(fields.String())
    unsaved = fields.List(fields.String())
    text = fields.String()


class MajorOut(Schema):
    """A major by code, with its name as the plan has it."""

    code = fields.String()
    name = fields.String(allow_none=True)


class StoredChoiceOut(Schema):
    """One choice as it is stored."""

    label = fields.String()
    college = fields.String()
    college_name = fields.String(allow_none=True)
    majors = fields.List(fields.Nested(MajorOut))


class FilingOut(Schema):
    """志愿信息: read from storage, never from the form."""

    season = fields.String()
    batch = fields.String()
    title = fields.String()
    candidate_number = fields.String()
    revision = fields.Integer()
    saved_at = Instant()
    receipt = fields.String()
    saved = fields.List(fields.String())
    unsaved = fields.List(fields.String())
    sealed_at = Instant(allow_none=True)
    choices = fields.List(fields.Nested(StoredChoiceOut))


@blueprint.route("/<batch>", methods=["GET"])
@permits(Role.CANDIDATE, scope=OWN)
@blueprint.response(200, FilingOut)
def read_back(batch: str) -> Any:
    """志愿信息：从库中读出，请核对"""
    with reading() as conn:
        found = read_stored(conn, parts().database.box, books(), myself(conn), batch)
    tag(found["revision"])
    return found


@blueprint.route("/<batch>/choices/<label>", methods=["PUT"])
@permits(Role.CANDIDATE, scope=OWN)
@blueprint.arguments(ChoiceIn)
@blueprint.response(200, ReceiptOut)
def save(body: dict[str, Any], batch: str, label: str) -> Any:
    """保存一个志愿；其他志愿不变"""
    return _change(batch, label, Choice(college=body["college"], majors=tuple(body["majors"])))


@blueprint.route("/<batch>/choices/<label>", methods=["DELETE"])
@permits(Role.CANDIDATE, scope=OWN)
@blueprint.response(200, ReceiptOut)
def clear(batch: str, label: str) -> Any:
    """清除一个已保存的志愿"""
    return _change(batch, label, None)


def _change(batch: str, label: str, choice: Choice | None) -> Receipt:
    asked = Asked(account=principal().subject, batch=batch, label=label, choice=choice, device=_device(),
                  check_seen=_want_version if "If-Match" in request.headers else _any_version)
    with writing(intake=own_intake()) as tx:
        receipt = save_choice(tx, books(), asked)
    adapter(Service).metrics.count("filings_saved_total", season=receipt.season)
    tag(receipt.revision)
    return receipt


def _want_version(revision: int, _held: Choice | None) -> None:
    want_version(revision)


def _any_version(_revision: int, _held: Choice | None) -> None:
    """Without If-Match the last save counts, as the notice says."""


def _device() -> bytes:
    """A device that says nothing of itself is known by its address and its browser's name alone."""
    named = request.headers.get(DEVICE_HEADER, "") or f"{request.remote_addr} {request.user_agent.string}"
    box = parts().database.box
    assert isinstance(box, Box)
    return device_of(box, named)
