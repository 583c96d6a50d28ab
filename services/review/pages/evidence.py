"""Papers of a case inside its page: pictures and PDFs only, run nowhere; anything else is downloaded."""

from flask import Response

from services.review.pages.queue import desk
from services.review.usecases.case import open_case
from services.review.usecases.evidence import evidence_of
from shared.files import LocalStorage
from shared.security.access import Role
from shared.web.access import OWN, permits
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading
from shared.web.headers import allow_frame
from shared.web.parts import adapter, parts

blueprint = PageBlueprint("evidence_pages", __name__)
SHOWN = {"image/png": "png", "image/jpeg": "jpg", "application/pdf": "pdf"}


@blueprint.route("/cases/<account>/evidence/<digest>")
@permits(Role.SOURCE_COLLEGE, Role.REVIEWER, scope=OWN)
def evidence(account: str, digest: str) -> Response:
    """One paper."""
    own = desk()
    with reading() as conn:
        found = open_case(conn, parts().database.box, account, own.reviewer, own.seasons)
    paper, content = evidence_of(found.case, digest, adapter(LocalStorage))
    suffix = SHOWN.get(paper.media)
    way = "inline" if suffix else "attachment"
    allow_frame()
    return Response(content, mimetype=paper.media if suffix else "application/octet-stream", headers={
        "Content-Disposition": f'{way}; filename="{paper.kind}.{suffix or "bin"}"',
        "Cache-Control": "private, max-age=300",
    })
