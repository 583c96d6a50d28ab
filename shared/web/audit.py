"""``GET /audit/head``: the newest signed link of this service's audit chain, for whoever keeps it as a witness."""

from typing import Any

from marshmallow import fields

from shared import audit_heads, codec
from shared.kernel import NotFound
from shared.web.access import public
from shared.web.blueprint import JsonBlueprint
from shared.web.parts import parts
from shared.web.schemas import Schema


class AuditHeadOut(Schema):
    """As it was signed: the signature is over the canonical JSON of the other fields."""

    service = fields.String()
    seq = fields.Integer()
    hash = fields.String()
    signed_at = fields.String()
    public = fields.String()
    signature = fields.String()


def audit_blueprint() -> JsonBlueprint:
    """The route, made anew for each app."""
    blueprint = JsonBlueprint("audit_head", __name__, url_prefix="/audit", description="本服务审计日志的公开凭据")

    @blueprint.route("/head")
    @public
    @blueprint.response(200, AuditHeadOut)
    def head() -> Any:
        """审计链的最新签名：留存后可据以核验日志未被删改"""
        with parts().database.read() as conn:
            found = audit_heads.newest(conn, parts().service)
        if found is None:
            raise NotFound
        return codec.plain(found)

    return blueprint
