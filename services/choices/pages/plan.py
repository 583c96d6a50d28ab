"""The plan as the candidate may apply for it, by college."""

from flask import request

from services.choices.pages.candidate import books, myself
from services.choices.usecases.choice import Search, colleges_to
from shared.security.access import Role
from shared.web.access import permits
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading
from shared.web.lists import page_of, read_cursor
from shared.web.pages import page

blueprint = PageBlueprint("plan_pages", __name__)
AT_ONCE, LONGEST = 20, 60


@blueprint.route("/plan", methods=["GET"])
@permits(Role.CANDIDATE)
def plan() -> str:
    """What the candidate may apply for, and everything on wish; before their category is known everything."""
    words, batch = request.args.get("q", "")[:LONGEST].strip(), request.args.get("batch", "")[:LONGEST]
    with reading() as conn:
        me = myself(conn)
        everything = request.args.get("all") == "1" or me.settled is None
        found = colleges_to(conn, books(), me, Search(batch=batch, words=words, everything=everything))
    name = f"plan-page/{words}/{everything}/{batch}"
    cursor = read_cursor(request.args, name)
    rows = [each for each in found if cursor is None or each["code"] > cursor[0]]
    shown = page_of(rows[:AT_ONCE + 1], {"limit": AT_ONCE}, name=name, key=lambda each: [each["code"]])
    season = me.calendar.season
    category = season.category(me.settled.category) if me.settled else None
    tiers = {each.code: each.title for each in season.award_tiers.items} if season.award_tiers else {}
    return page("plan.html", colleges=shown["items"], next=shown["next"], count=len(found), q=words, batch=batch,
                everything=everything, is_settled=me.settled is not None, category=category, tiers=tiers,
                has_tier=me.settled is not None and me.settled.tier is not None,
                title=me.calendar.batches().get(batch), words=season.terms)
