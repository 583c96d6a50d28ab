"""What is on offer, open to everybody: the plan with search and filters, and the vacancies once they are announced."""

from flask import request

from services.admission.pages.calendar import Shelf, orders_of, shelf
from services.admission.usecases import offer
from services.admission.usecases.offer import Wanted
from shared.kernel import is_storable
from shared.season import Season
from shared.season.model import Window
from shared.season.words import WindowKind
from shared.web.access import public
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading, season_now
from shared.web.lists import page_of, read_cursor
from shared.web.pages import page
from shared.web.parts import parts

blueprint = PageBlueprint("offer_pages", __name__)
AT_ONCE, LONGEST = 10, 60


@blueprint.route("/plan")
@public
def plan() -> str:
    """Majors and seats by college."""
    here, wanted = shelf(), _wanted()
    if here.season is None:
        return page("offer_plan.html", shelf=here, offers=None, wanted=wanted)
    with reading() as conn:
        found = offer.published(conn, here.season, wanted)
    if found is None:
        return page("offer_plan.html", shelf=here, offers=None, wanted=wanted)
    name = f"offer-page/{here.season.code}/{wanted}"
    cursor = read_cursor(request.args, name)
    places = {each.code: place for place, each in enumerate(found)}
    begin = places.get(cursor[0], -1) + 1 if cursor else 0
    shown = page_of(found[begin:begin + AT_ONCE + 1], {"limit": AT_ONCE}, name=name, key=lambda each: [each.code])
    return page(
        "offer_plan.html", shelf=here, wanted=wanted, offers=shown["items"], count=len(found),
        majors=sum(len(each.majors) for each in found), is_first=cursor is None,
        next=here.query(cursor=shown["next"], **_asked(wanted)) if shown["next"] else None,
    )


@blueprint.route("/vacancies")
@public
def vacancies() -> str:
    """Seats left for the supplementary filing, once two officers announced them."""
    here, wanted = shelf(), _wanted()
    if here.season is None or here.season.supplementary is None:
        return page("offer_vacancies.html", shelf=here, announced=None, window=None, wanted=wanted)
    with reading() as conn:
        announced = offer.vacant(conn, parts().database.box, here.season)
    seats = [
        each for each in (announced.seats if announced else [])
        if (wanted.category in ("", each.category)) and any(
            wanted.words in said for said in (each.college, each.college_name, each.major, each.major_name))
    ]
    return page("offer_vacancies.html", shelf=here, announced=announced, seats=seats, wanted=wanted,
                window=window_of(here.season), is_announced=_is_announced(here), now=season_now(here.season.intake))


def window_of(season: Season) -> Window | None:
    """The window of the supplementary filing."""
    batch = season.supplementary.batch if season.supplementary else None
    return next((each for each in season.windows if batch and each.kind is WindowKind.FILING and each.batch == batch),
                None)


def _is_announced(here: Shelf) -> bool:
    window = window_of(here.season) if here.season else None
    return bool(window and here.season and (
        not window.to_be_announced or window.id in orders_of(here.season).announced))


def _wanted() -> Wanted:
    said = {name: request.args.get(name, "")[:LONGEST].strip() for name in ("q", "category", "college")}
    kept = {name: text if is_storable(text) else "" for name, text in said.items()}
    return Wanted(words=kept["q"], category=kept["category"], college=kept["college"])


def _asked(wanted: Wanted) -> dict[str, str]:
    return {"q": wanted.words, "category": wanted.category, "college": wanted.college}
