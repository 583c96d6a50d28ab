"""An application as its candidate sees it: the shape of what the doors answer."""

from marshmallow import fields

from shared.web.schemas import Instant, Schema


class PaperOut(Schema):
    """One paper; its content is at ``/application/evidence/<id>``."""

    id = fields.String()
    kind = fields.String()
    name = fields.String()
    media = fields.String()
    size = fields.Integer()
    uploaded_at = Instant()


class LackOut(Schema):
    """What is missing before it can be handed in."""

    field = fields.String()
    message = fields.String()


class CorrectionOut(Schema):
    """Why it was returned, and until when it may be handed in again."""

    stage = fields.String()
    reason = fields.String()
    until = Instant()


class ConfirmedOut(Schema):
    """What the source college said."""

    confirmed = fields.Boolean()
    settled_at = Instant()


class DecisionOut(Schema):
    """One stage of the review, decided."""

    revision = fields.Integer()
    stage = fields.String()
    stage_title = fields.String()
    decision = fields.String()
    reason = fields.String(allow_none=True)
    decided_at = Instant()


class StandingOut(Schema):
    """Whether the candidate may file."""

    standing = fields.String(metadata={"description": "eligible、not_eligible、revoked"})
    settled_at = Instant()


class ReleaseOut(Schema):
    """What was released of the candidate's admission."""

    round = fields.String()
    title = fields.String()
    status = fields.String()
    released_at = Instant()


class ApplicationOut(Schema):
    """An application as its candidate sees it."""

    account = fields.String()
    intake = fields.String()
    season = fields.String()
    category = fields.String()
    category_title = fields.String()
    claim = fields.Dict()
    status = fields.String(metadata={"description": "draft、submitted、returned、withdrawn"})
    revision = fields.Integer(metadata={"description": "已提交的次数"})
    version = fields.Integer()
    saved_at = Instant()
    submitted_at = Instant(allow_none=True)
    withdrawn_at = Instant(allow_none=True)
    papers = fields.List(fields.Nested(PaperOut))
    missing = fields.List(fields.Nested(LackOut))
    correction = fields.Nested(CorrectionOut, allow_none=True)
    confirmation = fields.Nested(ConfirmedOut, allow_none=True)
    decisions = fields.List(fields.Nested(DecisionOut))
    standing = fields.Nested(StandingOut, allow_none=True)
    releases = fields.List(fields.Nested(ReleaseOut))
