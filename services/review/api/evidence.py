"""Papers of a case over HTTP, for those who review it."""

from flask import Response

from services.review.usecases.case import open_case, reviewer_of
from services.review.usecases.evidence import evidence_of
from shared.files import LocalStorage
from shared.security.access import Role
from shared.service import Service
from shared.web.access import OWN, permits, principal
from shared.web.blueprint import JsonBlueprint
from shared.web.door import reading
from shared.web.parts import adapter, parts

blueprint = JsonBlueprint("evidence", __name__, url_prefix="/cases", description="资格审查：证明材料")
SUFFIXES = {"image/png": "png", "image/jpeg": "jpg", "application/pdf": "pdf"}


@blueprint.route("/<account>/evidence/<digest>", methods=["GET"])
@permits(Role.SOURCE_COLLEGE, Role.REVIEWER, scope=OWN)
@blueprint.response(200, content_type="application/octet-stream")
def evidence(account: str, digest: str) -> Response:
    """一份证明材料的内容；作为附件下载，不在页面中打开"""
    with reading() as conn:
        found = open_case(conn, parts().database.box, account, reviewer_of(principal()), adapter(Service).season)
    paper, content = evidence_of(found.case, digest, adapter(LocalStorage))
    suffix = SUFFIXES.get(paper.media)
    return Response(
        content, mimetype=paper.media if suffix else "application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{paper.kind}.{suffix or "bin"}"'},
    )
