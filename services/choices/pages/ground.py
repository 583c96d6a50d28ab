"""What stands in a choice's form, typed or saved, and what its buttons do."""

from collections.abc import Callable
from typing import Any

from flask import request
from sqlalchemy import Connection

from services.choices.domain.filing import Choice, check_unmoved
from services.choices.pages.candidate import books, myself, own_intake
from services.choices.usecases.candidate import Own
from services.choices.usecases.choice import Search, choice_sheet, colleges_to
from services.choices.usecases.filing import Receipt, device_of, save_choice
from services.choices.usecases.ground import Asked
from shared.security.crypt import Box
from shared.service import Service
from shared.web.access import principal
from shared.web.door import reading, season_now, writing
from shared.web.pages import typed
from shared.web.parts import adapter, parts

DEVICE_COOKIE = "longmen_device"
LONGEST_CODE, MOST_MAJORS = 40, 20


def typed_choice() -> Choice:
    majors = [typed(f"major{place}", most=LONGEST_CODE).strip() for place in range(1, MOST_MAJORS + 1)]
    return Choice(college=typed("college", most=LONGEST_CODE).strip(), majors=tuple(each for each in majors if each))


def picked_choice(held: dict[str, Any] | None) -> Choice:
    """What stands in a form that is opened: the college picked on the page before, or what is saved."""
    picked = request.args.get("college", "") or (held["college"] if held else "")
    majors = [each["code"] for each in held["majors"]] if held and held["college"] == picked else []
    return Choice(college=picked, majors=tuple(majors))


def looked_up(batch: str, label: str) -> dict[str, Any]:
    with reading() as conn:
        return shown_choice(conn, myself(conn), batch, label)


def shown_choice(conn: Connection, me: Own, batch: str, label: str) -> dict[str, Any]:
    sheet = choice_sheet(conn, parts().database.box, books(), me, batch=batch, label=label,
                         now=season_now(own_intake()))
    return {**sheet, "words": me.calendar.season.terms}


def form_of(conn: Connection, me: Own, shown: dict[str, Any], wanted: Choice) -> dict[str, Any]:
    """The form with what stands in it, typed or saved."""
    search = Search(batch=shown["batch"]["batch"], everything=True)
    found = [each for each in colleges_to(conn, books(), me, search) if each["code"] == wanted.college]
    return {**shown, "college": found[0] if found else None, "wanted": wanted}


def typed_form(batch: str, label: str, wanted: Choice) -> dict[str, Any]:
    with reading() as conn:
        me = myself(conn)
        return form_of(conn, me, shown_choice(conn, me, batch, label), wanted)


def change(batch: str, label: str, wanted: Choice | None, seen: str) -> Receipt:
    box = parts().database.box
    assert isinstance(box, Box)
    named = request.cookies.get(DEVICE_COOKIE) or f"{request.remote_addr} {request.user_agent.string}"
    asked = Asked(account=principal().subject, batch=batch, label=label, choice=wanted, device=device_of(box, named),
                  check_seen=_saw(seen))
    with writing(intake=own_intake()) as tx:
        receipt = save_choice(tx, books(), asked)
    adapter(Service).metrics.count("filings_saved_total", season=receipt.season)
    return receipt


def _saw(seen: str) -> Callable[[int, Choice | None], None]:
    return lambda _revision, held: check_unmoved(held, seen)
