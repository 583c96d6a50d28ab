"""No page keeps anybody out: nothing that axe calls serious or critical, nothing wider than its window."""

import random
from collections.abc import Iterable, Sequence
from itertools import groupby, product

import pytest
from playwright.sync_api import Browser

from rehearsal.doors import Account
from tests.browser.crawl import reached
from tests.browser.looks import barriers, shape
from tests.browser.season import Play
from tests.browser.stage import DEVICES, LANGUAGES, Device, window

STATE = "filing"
SWEPT = ("filing", "dispatched", "results")
"""When most pages stand; the other states join one by one as each is seen to pass whole."""
SEED, SOME = 4, 6
Sight = tuple[str, str, str, Device]
"""Who, at which address, in which language, in which window."""


def everybody(play: Play) -> dict[str, Account | None]:
    return {"nobody": None, **play.people()}


def sights(play: Play) -> list[Sight]:
    """Every kind of page once for each role, in both languages and widths."""
    found = []
    for who, pages in reached(play).items():
        addresses = [each[0].path for each in pages.values() if each]
        found += [(who, *rest) for rest in product(addresses, LANGUAGES, DEVICES)]
    return found


def wrong(play: Play, chrome: Browser, wanted: Iterable[Sight]) -> list[str]:
    """What stands in the way, with where it does."""
    found = []
    people = everybody(play)
    for (who, lang, wide), group in groupby(sorted(wanted, key=_window_of), key=_window_of):
        device = next(each for each in DEVICES if each.width == wide)
        with window(chrome, play.portal.base, who=people[who], device=device, lang=lang) as page:
            for _, address, _, _ in group:
                page.goto(address)
                faults = barriers(page) + shape(page)
                found += [f"{who} {address} {lang} {device.name}: {fault}" for fault in faults]
    return found


def _window_of(sight: Sight) -> tuple[str, str, int]:
    """One person's window in one language and width serves for all of their pages."""
    who, _, lang, device = sight
    return who, lang, device.width


def test_some_pages_drawn_by_lot(play: Play, chrome: Browser) -> None:
    assert wrong(play, chrome, random.Random(SEED).sample(sights(play), SOME)) == []


def test_what_axe_is_there_for_is_seen(play: Play, chrome: Browser) -> None:
    with window(chrome, play.portal.base) as page:
        page.goto("/sign-in")
        page.evaluate("document.querySelector('label').remove(); document.querySelector('h1').remove()")
        page.evaluate("document.querySelector('button').style.minWidth = '40rem'")
        assert any("label" in fault for fault in barriers(page))
        assert any("first headings" in fault for fault in shape(page))
        assert any("wider" in fault for fault in shape(page))


@pytest.mark.sweep
@pytest.mark.parametrize("state", SWEPT)
def test_every_page_in_every_state(play: Play, chrome: Browser, state: str) -> None:
    play.to(state)
    assert wrong(play, chrome, without_twins(sights(play))) == []


def without_twins(every: Sequence[Sight]) -> list[Sight]:
    """Each address once in each language and width, whoever looks at it."""
    return list({sight[1:]: sight for sight in every}.values())
