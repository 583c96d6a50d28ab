"""A candidate's home in the browser: the one next thing to do, and the way behind and ahead."""

from datetime import datetime

from markupsafe import escape

from services.notify.domain.step import TO_DO, Step
from services.notify.usecases.entry import Told
from services.notify.usecases.home import Asked, read_home
from shared.kernel import NotFound
from shared.season.places import Terms
from shared.security.access import Role
from shared.service import Service
from shared.web.access import OWN, permits, principal
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading, season_now
from shared.web.layout import begun, moment
from shared.web.pages import page
from shared.web.parts import adapter, parts
from shared.web.translation import N_, gettext

blueprint = PageBlueprint("home_pages", __name__)

USUAL_TERMS = (
    N_("资格审查"), N_("院校确认"), N_("志愿填报"), N_("志愿"), N_("征集志愿"), N_("招生计划"), N_("志愿信息"),
    N_("生源院校"), N_("招生院校"),
)
"""What most notices say; English knows these. A province's own word is said as it writes it."""


@blueprint.route("/", methods=["GET"])
@permits(Role.CANDIDATE, scope=OWN)
def home() -> str:
    """What to do next, by when; what has happened, and what comes."""
    who = principal()
    if who.intake is None:
        raise NotFound
    now = season_now(who.intake)
    with reading() as conn:
        found = read_home(conn, parts().database.box, adapter(Service).season,
                          Asked(account=who.subject, intake=who.intake, now=now))
    past = [{"title": _heading(each), "state": "past", "time": moment(each.at)}
            for each in found.past]
    coming = [{"title": each.title, "state": "future", "time": moment(each.instant)} for each in found.coming]
    return page("home.html", step=found.step, words=_words(found.season.terms if found.season else None, found.step),
                past=past, coming=coming, unread=found.unread, is_to_do=found.step.act in TO_DO,
                counts_down=found.step.until is not None and now < found.step.until)


def _heading(told: Told) -> str:
    """An entry's title, its term in the reader's language."""
    params = dict(told.params)
    if "review" in params:
        params["review"] = gettext(params["review"])
    return begun(gettext(told.heading).format_map(params))


def _words(terms: Terms | None, step: Step) -> dict[str, str]:
    """The season's terms and the step's times, for its sentences."""
    words = {name: gettext(getattr(terms, name)) if terms else "" for name in Terms.__dataclass_fields__}
    return words | {"until": _said(step.until), "begins": _said(step.begins)}


def _said(instant: datetime | None) -> str:
    """Plain: a translated sentence takes no mark-up."""
    return escape(moment(instant)).striptags()

