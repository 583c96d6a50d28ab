"""``python -m tests.browser.screens``: every page in every state of the season, as pictures with an index page."""

import hashlib
import json
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from html import escape
from itertools import groupby
from pathlib import Path

from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as BrowserError

from rehearsal.doors import Account
from tests.browser import crawl
from tests.browser.looks import foreign, shape, untranslated
from tests.browser.season import STATES, Play
from tests.browser.stage import DEVICES, LANGUAGES, PHONE, Device, browser, window

FOLDER = Path("var/screens")
TALLEST, QUALITY = 6000, 60
SIZE = "[document.documentElement.clientWidth, document.documentElement.scrollHeight]"
HEAD = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>龙门：页面</title>
<style>body { font: 13px sans-serif } div { display: flex; flex-wrap: wrap; gap: 1em }
figure { margin: 0; max-width: 480px } img { border: 1px solid #999 }</style>"""
CHANGES = re.compile(r'value="[^"]*"|<time.*?</time>|data-[a-z]+="[^"]*"|href="[^"]*"|[A-Za-z0-9_-]{24,}|\d+',
                     re.DOTALL)
"""What differs from page to page without making another picture: tokens, times, numbers."""


@dataclass
class Shot:
    """One picture and what was found wrong with what it shows."""

    state: str
    who: str
    endpoint: str
    path: str
    lang: str
    device: str
    file: str
    findings: list[str] = field(default_factory=list)


def _figure(shot: Shot) -> str:
    width = 270 if shot.device == PHONE.name else 480
    said = [f"{shot.who} · {shot.path} · {shot.lang}", *shot.findings]
    return (f'<figure id="{shot.file}"><a href="{shot.file}"><img src="{shot.file}" loading="lazy" width="{width}"></a>'
            f"<figcaption>{'<br>'.join(map(escape, said))}</figcaption></figure>")


def _found(shots: Sequence[Shot]) -> str:
    """What was found, each once, with the first picture that shows it."""
    first = {finding: shot for shot in reversed(shots) for finding in shot.findings}
    return "".join(f'<li><a href="#{shot.file}">{escape(finding)}</a></li>' for finding, shot in sorted(first.items()))


class Album:
    """Pictures of what differs from all that was taken before."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("[0-9]*-*.*"):
            old.unlink()
        self.shots: list[Shot] = []
        self._seen: set[str] = set()

    def is_new(self, found: crawl.Page) -> bool:
        """Whether this page has not been taken with this content."""
        said = CHANGES.sub("", found.html.partition("<main")[2].partition("</main>")[0])
        mark = hashlib.sha256(f"{found.endpoint} {said}".encode()).hexdigest()
        if mark in self._seen:
            return False
        self._seen.add(mark)
        return True

    def take(self, page: Page, shot: Shot) -> None:
        """The page at this address. What cannot be shown is a finding too, and ends nothing."""
        shot.file = f"{len(self.shots):04d}-{shot.state}-{shot.who}-{shot.endpoint}-{shot.lang}-{shot.device}.jpg"
        self.shots.append(shot)
        try:
            page.goto(shot.path)
            shot.findings = findings(page, shot.lang)
            wide, high = page.evaluate(SIZE)
            page.screenshot(path=self.folder / shot.file, full_page=True, type="jpeg", quality=QUALITY,
                            clip={"x": 0, "y": 0, "width": wide, "height": min(high, TALLEST)})
        except BrowserError as error:
            shot.findings = [f"no picture: {error.message.splitlines()[0]}"]

    def write_index(self) -> None:
        """One page with all of them."""
        states = "".join(f"<h2>{state}</h2><div>{''.join(map(_figure, shots))}</div>"
                         for state, shots in groupby(self.shots, lambda shot: shot.state))
        (self.folder / "index.html").write_text(f"{HEAD}<ul>{_found(self.shots)}</ul>{states}", encoding="utf-8")
        told = json.dumps([asdict(shot) for shot in self.shots], ensure_ascii=False, indent=1)
        (self.folder / "screens.json").write_text(told, encoding="utf-8")


def findings(page: Page, lang: str) -> list[str]:
    """What is wrong with its shape and its words."""
    words = [f"in Chinese: {each[:40]}" for each in untranslated(page)][:5] if lang == "en" else \
        [f"in English: {each}" for each in sorted(set(foreign(page)))][:8]
    return shape(page) + words


def views() -> Iterator[tuple[str, Device]]:
    """Both languages, both widths."""
    for lang in LANGUAGES:
        for device in DEVICES:
            yield lang, device


def photograph(shown: Browser, play: Play, album: Album, state: str, wanted: str) -> None:
    """What each person sees in this state."""
    everybody: dict[str, Account | None] = {"nobody": None, **play.people()}
    for who, account in everybody.items():
        if not re.search(wanted, who):
            continue
        if account:
            account.ask("GET", "registration", "/me")
        seen = crawl.Crawl(play.portal, token=account.access if account else None).walk()
        new = [page for pages in seen.values() for page in pages if album.is_new(page)]
        for lang, device in views() if new else ():
            with window(shown, play.portal.base, who=account, device=device, lang=lang) as page:
                for each in new:
                    album.take(page, Shot(state, who, each.endpoint, each.path, lang, device.name, ""))
        tell(f"{state} · {who}: {len(new)} pages, {len(album.shots)} pictures so far")
    album.write_index()


def tell(said: str) -> None:
    """On the terminal, at once."""
    sys.stdout.write(f"{said}\n")
    sys.stdout.flush()


def main(wanted_states: str = ".", wanted_people: str = ".") -> None:
    """All of it; two patterns narrow it."""
    album = Album(FOLDER)
    with tempfile.TemporaryDirectory() as var, browser() as shown:
        play = Play(Path(var))
        try:
            for stop in STATES:
                play.to(stop.name)
                if re.search(wanted_states, stop.name):
                    photograph(shown, play, album, stop.name, wanted_people)
        finally:
            play.close()
    wrong = sum(bool(shot.findings) for shot in album.shots)
    tell(f"{len(album.shots)} pictures, {wrong} with findings: {FOLDER / 'index.html'}")


if __name__ == "__main__":
    main(*sys.argv[1:3])
