"""《基本信息》 of a candidate: read back as their college imported it, and what to do where it is wrong."""

from services.registration.usecases.owners import own_basics
from shared.security.access import Role
from shared.web.access import OWN, permits, principal
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading
from shared.web.layout import Layout
from shared.web.pages import page
from shared.web.parts import parts

blueprint = PageBlueprint("owners_pages", __name__)


@blueprint.route("/me")
@permits(Role.CANDIDATE, scope=OWN)
def me() -> str:
    """Nothing is changed here: what is wrong is mended where it came from."""
    with reading() as conn:
        shown = own_basics(conn, parts().database.box, principal().subject)
    season = Layout().season
    colleges = season.source_colleges.items if season else ()
    college = next((each.name for each in colleges if each.code == shown["source_college"]), shown["source_college"])
    return page("me.html", me=shown, college=college)
