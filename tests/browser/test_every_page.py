"""Every page that links lead to: light on the wire, from this site alone, nothing written into it that a browser would
run; and it keeps nobody out: nothing that axe calls serious or critical, nothing wider than its window."""

import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, product
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from rehearsal.doors import Account
from tests.browser.crawl import Crawl, Page, reached
from tests.browser.looks import barriers, shape
from tests.browser.season import Play
from tests.browser.stage import DEVICES, LANGUAGES, Device, window

STATE = "filing"
FIRST_LOAD, LATER = 60_000, 10_000
LOADS = {"link": "href", "script": "src", "img": "src", "iframe": "src", "form": "action", "source": "src"}
"""A link (a college's charter) may lead out; nothing is fetched from there."""
SWEPT = ("filing", "dispatched", "results")
"""When most pages stand; the other states join one by one as each is seen to pass whole."""
SEED, SOME = 4, 6
Sight = tuple[str, str, str, Device]
"""Who, at which address, in which language, in which window."""


def every_page(play: Play) -> Iterator[tuple[str, Page]]:
    """What each person reaches now, and those who are not signed in."""
    for who, by_kind in reached(play).items():
        for pages in by_kind.values():
            for page in pages:
                yield who, page


def faults(page: Page) -> list[str]:
    """What this page must not have."""
    found = [f"{page.wire} bytes"] if page.wire > LATER else []
    for tag, attributes in page.tags():
        address = attributes.get(LOADS.get(tag, ""), "")
        if urlsplit(address).netloc:
            found.append(f"{tag} of another site: {address}")
        if (tag == "script" and "src" not in attributes) or tag == "style":
            found.append(f"inline {tag}")
        found += [f"{tag} {name}" for name in attributes if name == "style" or name.startswith("on")]
    return found


def loaded(page: Page) -> set[str]:
    """The files that a browser fetches for it the first time."""
    return {attributes[name] for tag, attributes in page.tags() for name in ("href", "src")
            if attributes.get(name, "").startswith("/static/") or "/static/" in attributes.get(name, "")}


def check_all(play: Play) -> None:
    weights: dict[str, int] = {}
    for who, page in every_page(play):
        assert page.status < 400 or page.endpoint == "nowhere", f"{who} {page.path}: {page.status}"
        assert faults(page) == [], f"{who} {page.path}"
        for file in loaded(page) - weights.keys():
            answer = Crawl(play.portal).client.get(file, headers={"Accept-Encoding": "gzip"})
            weights[file] = int(answer.headers["content-length"])
        assert page.wire + sum(weights[file] for file in loaded(page)) <= FIRST_LOAD, f"{who} {page.path}"


def test_every_page_is_light_and_this_sites_own(play: Play) -> None:
    check_all(play)


def test_what_must_not_stand_in_a_page_is_seen() -> None:
    html = '<script>1</script><p style="x" onclick="y"></p><img src="https://elsewhere.example/a.png"><style></style>'
    assert len(faults(Page("x", "/x", 200, html, LATER + 1))) == 6


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


def test_the_plan_reads_in_lines_on_a_phone(play: Play, chrome: Browser) -> None:
    """Seats of several categories take more than the line beside a major has."""
    with window(chrome, play.portal.base, device=DEVICES[0]) as page:
        for address in ("/admission/plan", f"/admission/colleges/{play.script.plan.colleges.items[0].code}"):
            page.goto(address)
            assert shape(page) == [], address


def test_an_english_button_keeps_its_spaces(play: Play, chrome: Browser) -> None:
    """What a season calls its steps stands in Chinese within English words, in an element of its own."""
    for who in (each for name, each in play.people().items() if name.startswith("candidate")):
        with window(chrome, play.portal.base, who=who, lang="en") as page:
            page.goto("/notify/")
            assert shape(page) == []


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
    check_all(play)
    assert wrong(play, chrome, without_twins(sights(play))) == []


def without_twins(every: Sequence[Sight]) -> list[Sight]:
    """Each address once in each language and width, whoever looks at it."""
    return list({sight[1:]: sight for sight in every}.values())
