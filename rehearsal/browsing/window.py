"""A person's browser window without scripts: it keeps cookies, follows links, sends forms, and signs in where asked to.

No address is made up here: one begins at the beginning, and goes where the menu, a link or a form leads.
"""

import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlencode, urljoin, urlsplit

import httpx

from rehearsal.doors import PATIENCE, TIMEOUT, Doors, Refused
from shared.testing.pages import Form, NotPossible, Page, Sent, Typed

START, SIGN_IN, STAY = "/", "/sign-in", "/renew"
HEADERS = {"Accept": "text/html", "Accept-Language": "zh-CN", "Sec-Fetch-Site": "same-origin"}
RENEWED_AFTER = 240.0
"""Seconds after which a page's image that keeps one signed in is loaded: at half of a token's life there is something
to renew, before it there is not."""

T = TypeVar("T")


class FormRefused(Refused):
    """A page said no, in words."""

    def __init__(self, response: httpx.Response, page: Page) -> None:
        self.said = "；".join(page.refusals) or page.text
        super().__init__(response, problem={"detail": self.said[:300]})


class SignInEnded(FormRefused):
    """A form came when its sign-in was over: sign in, look at the page again, and do what is still to be done."""


@dataclass
class Window:
    """One window of one person. ``page``: what it shows. ``enter``: how its person fills in the sign-in form.
    ``sent``: forms that were accepted, signing in apart. ``renew_at``: when its sign-in is to be renewed."""

    doors: Doors
    browser: httpx.Client
    role: str
    whose: str
    enter: Callable[["Window"], object]
    page: Page = field(default_factory=lambda: Page("", START))
    sent: int = 0
    renew_at: float = field(default_factory=lambda: time.monotonic() + RENEWED_AFTER)

    def open(self, address: str) -> Page:
        """Where a link leads; by way of the sign-in form where the page is for somebody who is signed in."""
        self._stay()
        self._show(self._answered("GET", address))
        if self._is_at(SIGN_IN) and urlsplit(address).path != SIGN_IN:
            self.enter(self)
        return self.page

    def follow(self, words: str) -> Page:
        """The link of these words."""
        return self.open(self.page.link(words))

    def menu(self, words: str) -> Page:
        """An entry of one's menu; who sees none begins at the beginning, and signs in there."""
        if words not in self.page.menu:
            self.open(START)
        if words not in self.page.menu and self.page.has_link("登录"):
            self.follow("登录")
            self.enter(self)
        if words not in self.page.menu:
            raise NotPossible(f"no {words} in the menu {list(self.page.menu)} of {self.page}")
        return self.open(self.page.menu[words])

    def send(self, form: Form, button: str = "", /, **typed: Typed) -> Page:
        """Fill in a form of the page, press its button, and go where that leads. Raises :class:`FormRefused`."""
        sent, address = form.sent(button, **typed), form.action or self.page.address
        if not form.is_post:
            return self.open(f"{urlsplit(address).path}?{urlencode(sent.fields)}")
        self._show(self._answered("POST", address, **_body(sent)))
        self.sent += urlsplit(address).path != SIGN_IN
        return self.page

    def patiently(self, act: Callable[[], T]) -> T:
        """Somebody who, when no answer comes, looks at the page again, and does what is still to be done. ``act``
        begins with a look at what is there."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return act()
            except SignInEnded:
                self.page = Page("", START)
            except httpx.TransportError:
                if time.monotonic() >= deadline:
                    raise
            except FormRefused as refused:
                if refused.status != httpx.codes.SERVICE_UNAVAILABLE or time.monotonic() >= deadline:
                    raise
            threading.Event().wait(0.2)

    def _answered(self, method: str, address: str, **options: Any) -> tuple[str, httpx.Response]:
        response = self.doors.visit(self.browser, method, address, **options)
        while response.has_redirect_location:
            address = _local(urljoin(address, response.headers["Location"]))
            response = self.doors.visit(self.browser, "GET", address)
        return address, response

    def _show(self, answered: tuple[str, httpx.Response]) -> None:
        address, response = answered
        self.page = Page(response.text, address)
        if response.status_code == httpx.codes.UNAUTHORIZED:
            raise SignInEnded(response, self.page)
        if response.is_error:
            raise FormRefused(response, self.page)

    def _is_at(self, path: str) -> bool:
        return urlsplit(self.page.address).path == path

    def _stay(self) -> None:
        if time.monotonic() >= self.renew_at:
            self.doors.visit(self.browser, "GET", STAY)
            self.renew_at = time.monotonic() + RENEWED_AFTER


class Windows:
    """Every window of a play, and whose they are."""

    def __init__(self, doors: Doors, transport: httpx.BaseTransport | None = None) -> None:
        self._doors, self._transport = doors, transport
        self._verify = ssl.create_default_context()  # once: it takes as long as opening a page
        self._every: list[Window] = []

    def open(self, role: str, whose: str, enter: Callable[[Window], object]) -> Window:
        """Somebody's own, with no cookie in it."""
        browser = httpx.Client(timeout=TIMEOUT, headers=HEADERS, verify=self._verify, transport=self._transport)
        self._every.append(Window(self._doors, browser, role, whose, enter))
        return self._every[-1]

    def used(self) -> Counter[str]:
        """By role, how many people, or colleges with all their people, had a form of theirs accepted."""
        return Counter(role for role, _ in {(each.role, each.whose) for each in self._every if each.sent})

    def close(self) -> None:
        for each in self._every:
            each.browser.close()


def _body(sent: Sent) -> dict[str, Any]:
    """A form as httpx is told to send it."""
    fields: dict[str, list[str]] = {}
    for name, value in sent.fields:
        fields.setdefault(name, []).append(value)
    return {"data": fields, "files": sent.files} if sent.files else {"data": fields}


def _local(address: str) -> str:
    return urlsplit(address)._replace(scheme="", netloc="", fragment="").geturl()
