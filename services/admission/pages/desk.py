"""The desk of an admitting college: its rounds with the one next thing to do, and the list of a round's files."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from flask import request

from services.admission.pages.calendar import Shelf, orders_of, shelf
from services.admission.store.mailbox import HTTPS
from services.admission.usecases import turn as turns
from services.admission.usecases.claim import tier_titles
from services.admission.usecases.desk import Visit, version_of
from services.admission.usecases.returns import Turn
from services.admission.usecases.turn import Look, Part, Wanted
from shared.kernel import NotFound, is_storable
from shared.season import Season
from shared.season.model import Round
from shared.security.access import Role
from shared.web.access import OWN, permits, principal
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading, season_now
from shared.web.lists import page_of, read_cursor
from shared.web.pages import page
from shared.web.parts import parts

blueprint = PageBlueprint("desk_pages", __name__)
ON_A_PAGE, LONGEST = 50, 60
STATES = ("todo", "admit", "reject", "held")


@dataclass(frozen=True, kw_only=True)
class Bench:
    """Where somebody of a college works: their season, and their college in it."""

    shelf: Shelf
    season: Season
    college: str

    @property
    def name(self) -> str:
        found = self.season.college(self.college)
        return found.name if found else ""

    def query(self, **more: Any) -> str:
        return self.shelf.query(**more)

    def round(self, no: str) -> Round:
        """Raises NotFound."""
        found = self.season.round(no)
        if found is None:
            raise NotFound
        return found

    def visit(self, no: str) -> Visit:
        """Their turn in a round. Raises NotFound."""
        who = principal()
        turn = Turn(season=self.season, round=self.round(no).no, college=self.college, door=HTTPS)
        return Visit(turn=turn, scope=who.scope or "", subject=who.actor)


def bench() -> Bench:
    """The season that the address names, else the newest one in which the college takes part. Raises NotFound."""
    here, college = shelf(), principal().scope or ""
    every = [each for each in (here.season, *here.others) if each is not None and each.college(college) is not None]
    named = [here.season] if request.values.get("season") else every
    chosen = next((each for each in named if each in every), None)
    if chosen is None:
        raise NotFound
    others = tuple(each for each in every if each is not chosen)
    return Bench(shelf=replace(here, season=chosen, others=others), season=chosen, college=college)


@contextmanager
def looking(own: Bench) -> Iterator[Look]:
    """To look at the college's files, without a lock."""
    with reading() as conn:
        yield Look(conn, parts().database.box, own.season, own.college, season_now(own.season.intake),
                   orders_of(own.season))


@blueprint.route("/desk")
@permits(Role.ADMISSION_COLLEGE, scope=OWN)
def desk() -> str:
    """The college's part in every round."""
    own = bench()
    with looking(own) as look:
        found = turns.parts(look)
    due = [each for each in found if each.act in (turns.Act.DECIDE, turns.Act.HAND_IN, turns.Act.SIGN)]
    first = min(due, key=lambda each: each.deadline.closes_at, default=None)
    return page("desk.html", own=own, rounds=found, due=first,
                next=next((each for each in found if each.act is turns.Act.WAIT_DOWN), None))


@blueprint.route("/desk/<no>")
@permits(Role.ADMISSION_COLLEGE, scope=OWN)
def files(no: str) -> str:
    """The files of a round, the seats as they stand, and what is to be done."""
    own = bench()
    wanted = wanted_now()
    with looking(own) as look:
        part = turns.part(look, own.round(no))
        found = turns.meeting(look, part.files, wanted)
        values = {**shown(look, own, part), **_rows(look, found, wanted)}
    return page("desk_files.html", fragment="desk_seats.html", **values)


def shown(look: Look, own: Bench, part: Part) -> dict[str, Any]:
    """What every page of a round shows of it."""
    season = own.season
    return {
        "own": own, "part": part, "season": season, "seats": turns.seats(look, part.files), "now": look.now,
        "majors": turns.majors(look), "words": dict(own.shelf.categories), "here": f"/admission/desk/{part.round.no}",
    }


def wanted_now() -> Wanted:
    """What the address narrows the list to."""
    said = {name: request.values.get(name, "")[:LONGEST].strip() for name in ("state", "major", "q")}
    words = said["q"] if is_storable(said["q"]) else ""
    return Wanted(state=said["state"] if said["state"] in STATES else "", major=said["major"], words=words)


def asked(wanted: Wanted) -> Mapping[str, str]:
    """The same as the address has it."""
    held = {"state": wanted.state, "major": wanted.major, "q": wanted.words}
    return {name: value for name, value in held.items() if value}


def _rows(look: Look, found: list[Any], wanted: Wanted) -> dict[str, Any]:
    name = f"desk-page/{look.season.code}/{wanted}"
    cursor = read_cursor(request.args, name)
    rest = [each for each in found if cursor is None or each.candidate_number > cursor[0]]
    listed = page_of(rest[:ON_A_PAGE + 1], {"limit": ON_A_PAGE}, name=name, key=lambda each: [each.candidate_number])
    papers = turns.papers(look, listed["items"])
    return {
        "rows": [{"file": each, "dossier": papers.get(each.account), "version": version_of(each)}
                 for each in listed["items"]],
        "count": len(found), "next_cursor": listed["next"], "is_first": cursor is None, "wanted": wanted,
        "asked": asked(wanted), "tiers": tier_titles(look.season), "all_checked": request.args.get("checked") == "1",
    }
