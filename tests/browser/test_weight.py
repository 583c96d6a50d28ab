"""Every page on the wire: light, from this site alone, nothing written into it that a browser would run."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.browser.crawl import Crawl, Page, reached
from tests.browser.season import Play

STATE = "filing"
FIRST_LOAD, LATER = 60_000, 10_000
LOADS = {"link": "href", "script": "src", "img": "src", "iframe": "src", "form": "action", "source": "src"}
"""A link (a college's charter) may lead out; nothing is fetched from there."""


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


@pytest.mark.sweep
@pytest.mark.parametrize("state", ["dispatched", "results"])
def test_in_every_later_state(play: Play, state: str) -> None:
    play.to(state)
    check_all(play)
