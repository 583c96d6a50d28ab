"""Chromium as people hold it: a phone or a desk, with scripts or without, signed in or not."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from rehearsal.doors import Account

PATIENCE = 15_000
TIMES = "Asia/Shanghai"
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--lang=zh-CN")


@dataclass(frozen=True)
class Device:
    """A window."""

    name: str
    width: int
    height: int

    @property
    def is_phone(self) -> bool:
        return self.width < 600


PHONE, DESKTOP = Device("360", 360, 780), Device("1280", 1280, 900)
DEVICES = (PHONE, DESKTOP)
LANGUAGES = ("zh-CN", "en")


BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser")
"""The first is the same engine without a desktop's browser around it: a page costs it a third of the time."""


def chromium() -> str | None:
    """Debian's browser, if it is there."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@contextmanager
def browser() -> Iterator[Browser]:
    """One browser for many windows."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield started
        started.close()


@contextmanager
def window(
    browser: Browser, base: str, *, who: Account | None = None, device: Device = PHONE, scripts: bool = True,
    lang: str = "zh-CN",
) -> Iterator[Page]:
    """One person's window; ``scripts`` off is a browser in which nothing runs."""
    context = browser.new_context(
        base_url=base, viewport={"width": device.width, "height": device.height}, locale=lang, timezone_id=TIMES,
        java_script_enabled=scripts, bypass_csp=False, is_mobile=device.is_phone, has_touch=device.is_phone,
    )
    context.set_default_timeout(PATIENCE)
    context.add_cookies([{"name": "lang", "value": lang, "url": base}])
    if who is not None:
        sign_in(context, base, who)
    try:
        yield context.new_page()
    finally:
        context.close()


def sign_in(context: BrowserContext, base: str, who: Account) -> None:
    """The cookie that signing in leaves, without a second code of the authenticator."""
    who.ask("GET", "registration", "/me")  # renews the token where it is time
    context.add_cookies([{"name": "longmen", "value": who.access, "url": base}])
