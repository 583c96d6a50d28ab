"""The admitting colleges, open to everybody: who they are, whom they take, their test, and how they are reached."""

from flask import request

from services.admission.pages.calendar import shelf
from services.admission.usecases import college as colleges
from shared.kernel import NotFound, is_storable
from shared.web.access import public
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading
from shared.web.pages import page

blueprint = PageBlueprint("college_pages", __name__)
LONGEST = 60


@blueprint.route("/colleges")
@public
def every() -> str:
    """All of them, or those whose code or name has the words."""
    here, words = shelf(), request.args.get("q", "")[:LONGEST].strip()
    found = []
    if here.season is not None and is_storable(words):
        with reading() as conn:
            found = colleges.every(conn, here.season, words)
    return page("colleges.html", shelf=here, colleges=found, q=words)


@blueprint.route("/colleges/<code>")
@public
def one(code: str) -> str:
    """A college."""
    here = shelf()
    if here.season is None:
        raise NotFound
    with reading() as conn:
        found = colleges.one(conn, here.season, code)
    return page("college.html", shelf=here, college=found)
