"""Every page that somebody reaches by links, as its HTML and its size on the wire."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx

from shared.web.navigation import MENUS
from tests.browser.portal import Portal
from tests.browser.season import Play

EACH = 2
"""Pages of one kind that are looked at: the first, and another one."""
START = ("/", "/sign-in", "/open-account", "/forgotten-password", "/registration/style", "/nowhere")
SIGNED_IN = ("/", "/account")
NOT_PAGES = ("/api/", "/static/", "/renew")


@dataclass
class Tags(HTMLParser):
    """The tags of a page with their attributes."""

    found: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


@dataclass(frozen=True)
class Page:
    """What an address answered."""

    endpoint: str
    path: str
    status: int
    html: str
    wire: int

    def tags(self) -> list[tuple[str, dict[str, str]]]:
        parser = Tags()
        parser.feed(self.html)
        return parser.found

    def links(self) -> Iterator[str]:
        """Addresses of this site that the page leads to."""
        for tag, attributes in self.tags():
            if tag == "a" and "href" in attributes and "download" not in attributes:
                target = urldefrag(urljoin(f"http://here{self.path}", attributes["href"]))[0]
                parts = urlsplit(target)
                if parts.netloc == "here" and not any(each in parts.path for each in NOT_PAGES):
                    yield parts.path + (f"?{parts.query}" if parts.query else "")


class Crawl:
    """A visitor who follows each link, signed in or not. ``seen``: what was found, by the page's endpoint."""

    def __init__(self, portal: Portal, *, token: str | None = None, lang: str = "zh-CN") -> None:
        self.portal = portal
        self.signed_in = token is not None
        cookies = {"longmen": token} if token else {}
        self.client = httpx.Client(base_url=portal.base, cookies=cookies, timeout=60,
                                   headers={"Accept": "text/html", "Accept-Language": lang})
        self.seen: dict[str, list[Page]] = defaultdict(list)
        self.asked: set[str] = set()

    def walk(self) -> dict[str, list[Page]]:
        """From the menu on, everywhere."""
        menu = [entry.href for entries in MENUS.values() for entry in entries]
        waiting = [*(SIGNED_IN if self.signed_in else START), *menu]
        with self.client:
            while waiting:
                page = self._visit(waiting.pop(0))
                if page:
                    waiting.extend(page.links())
        return self.seen

    def _visit(self, path: str) -> Page | None:
        endpoint = self.portal.endpoint(path) or ("nowhere" if path == "/nowhere" else "")
        if path in self.asked or not endpoint or len(self.seen[endpoint]) >= EACH:
            return None
        self.asked.add(path)
        answer = self.client.get(path)
        if answer.is_redirect:
            return self._visit(answer.headers["location"])
        if "html" not in answer.headers.get("content-type", "") or answer.status_code in (401, 403):
            return None
        page = Page(endpoint, path, answer.status_code, answer.text, int(answer.headers.get("content-length", 0)))
        self.seen[endpoint].append(page)
        return page


def reached(play: Play) -> dict[str, dict[str, list[Page]]]:
    """What each person reaches now, and those who are not signed in: walked once while the season stands still."""
    return _reached(play, play.calendar.now())


@cache
def _reached(play: Play, now: str) -> dict[str, dict[str, list[Page]]]:
    found = {"nobody": Crawl(play.portal).walk()}
    for who, account in play.people().items():
        account.ask("GET", "registration", "/me")  # renews the token where it is time
        found[who] = Crawl(play.portal, token=account.access).walk()
    return found
