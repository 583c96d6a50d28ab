"""What colleges say of themselves, over HTTP."""

from typing import Any

from flask import request
from marshmallow import fields, validate

from services.admission.api.plan import CollegeOut
from services.admission.api.proposal import season_named, writing_in
from services.admission.domain.profile import HONOURS
from services.admission.usecases import profile
from shared.contracts.parts import CollegeProfile, CollegeTest
from shared.security.access import Role
from shared.web.access import permits, public
from shared.web.blueprint import JsonBlueprint
from shared.web.door import reading
from shared.web.schemas import Instant, Schema
from shared.web.versions import tag, want_version

blueprint = JsonBlueprint("profiles", __name__, url_prefix="/colleges", description="招生院校信息")
LINE = validate.Length(1, 200)


class SeasonQuery(Schema):
    """Of which season."""

    season = fields.String(required=True)


class TestIn(Schema):
    """The college's test, in the words in which it is published."""

    __test__ = False
    mode = fields.String(required=True, validate=LINE)
    at = fields.String(required=True, validate=LINE)
    place = fields.String(required=True, validate=LINE)
    equipment = fields.String(allow_none=True, load_default=None, validate=validate.Length(max=500))


class ProfileIn(Schema):
    """What is to be published of the college; ``phones`` left out: those of the season."""

    season = fields.String(required=True)
    charter = fields.String(allow_none=True, load_default=None, validate=validate.Length(max=500))
    min_tier = fields.String(allow_none=True, load_default=None, validate=validate.Length(max=30))
    honours = fields.String(load_default="none", validate=validate.OneOf(HONOURS))
    phones = fields.List(
        fields.String(validate=validate.Length(1, 40)), load_default=list, validate=validate.Length(max=20)
    )
    test = fields.Nested(TestIn, allow_none=True, load_default=None)


class ProfileOut(Schema):
    """A college's profile as it saved it last; ``revision`` 0: never."""

    profile = fields.Nested(CollegeOut)
    revision = fields.Integer()
    saved_at = Instant()


@blueprint.route("/<college>/profile", methods=["PUT"])
@permits(Role.ADMISSION_COLLEGE, scope="college")
@blueprint.arguments(ProfileIn)
@blueprint.response(200, ProfileOut)
def save_profile(body: dict[str, Any], college: str) -> Any:
    """填写本校信息，随招生计划一并公布；修改已有内容须带 If-Match"""
    season = season_named(body.pop("season"))
    test = body.pop("test")
    given = CollegeProfile(
        college=college, name="", test=CollegeTest(**test) if test else None, **body,
    )
    with writing_in(season) as tx:
        present = profile.saved(tx, season, college)
        if present is not None or request.if_match:
            want_version(present.revision if present else 0)
        saved = profile.save(tx, season, given)
    tag(saved.revision)
    return saved


@blueprint.route("/<college>/profile", methods=["GET"])
@permits(Role.ADMISSION_COLLEGE, Role.OFFICER, Role.AUDITOR, scope="college")
@blueprint.arguments(SeasonQuery, location="query")
@blueprint.response(200, ProfileOut)
def show_profile(query: dict[str, Any], college: str) -> Any:
    """本校信息的最新填写"""
    season = season_named(query["season"])
    with reading() as conn:
        found = profile.drafted(conn, season, college)
    tag(found.revision)
    return found


@blueprint.route("/<college>", methods=["GET"])
@public
@blueprint.arguments(SeasonQuery, location="query")
@blueprint.response(200, CollegeOut)
def show_college(query: dict[str, Any], college: str) -> Any:
    """院校公布的信息：章程、考查安排、咨询电话"""
    season = season_named(query["season"])
    with reading() as conn:
        return profile.shown(conn, season, college)


