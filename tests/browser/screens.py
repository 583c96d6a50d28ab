"""``python -m tests.browser.screens``: every page in every state of the season, as pictures with an index page."""

import hashlib
import json
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from html import escape
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from rehearsal.doors import Account
from tests.browser import crawl
from tests.browser.looks import foreign, shape, untranslated
from tests.browser.season import STATES, Play
from tests.browser.stage import DEVICES, LANGUAGES, PHONE, Device, browser, window

FOLDER = Path("var/screens")
TALLEST = 6000
HEAD = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>龙门：页面</title>
<style>body { display: flex; flex-wrap: wrap; gap: 1em; font: 13px sans-serif }
figure { margin: 0; max-width: 30em } img { border: 1px solid #999 }</style>"""
CHANGES = re.compile(r'value="[^"]*"|<time.*?</time>|data-[a-z]+="[^"]*"|[A-Za-z0-9_-]{24,}', re.DOTALL)


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
    said = [f"{shot.state} · {shot.who} · {shot.path} · {shot.lang}", *shot.findings]
    return (f'<figure><a href="{shot.file}"><img src="{shot.file}" loading="lazy" width="{width}"></a>'
            f"<figcaption>{'<br>'.join(map(escape, said))}</figcaption></figure>")


class Album:
    """Pictures of what differs from all that was taken before."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.shots: list[Shot] = []
        self._seen: set[str] = set()

    def is_new(self, found: crawl.Page) -> bool:
        """Whether this page has not been taken with this content."""
        said = f"{found.endpoint} {CHANGES.sub('', found.html.partition('<main')[2].partition('</main>')[0])}"
        mark = hashlib.sha256(said.encode()).hexdigest()
        if mark in self._seen:
            return False
        self._seen.add(mark)
        return True

    def take(self, page: Page, shot: Shot) -> None:
        """The page as it stands now."""
        shot.findings = shape(page)
        if shot.lang == "en":
            shot.findings += [f"in Chinese: {each[:40]}" for each in untranslated(page)][:5]
        else:
            shot.findings += [f"in English: {each}" for each in sorted(set(foreign(page)))][:8]
        shot.file = f"{len(self.shots):04d}-{shot.state}-{shot.who}-{shot.endpoint}-{shot.lang}-{shot.device}.png"
        save(page.screenshot(full_page=True), self.folder / shot.file)
        self.shots.append(shot)

    def write_index(self) -> None:
        """One page with all of them."""
        figures = "".join(map(_figure, self.shots))
        (self.folder / "index.html").write_text(HEAD + figures, encoding="utf-8")
        told = json.dumps([asdict(shot) for shot in self.shots], ensure_ascii=False, indent=1)
        (self.folder / "screens.json").write_text(told, encoding="utf-8")


def save(png: bytes, path: Path) -> None:
    """In 64 colours: a page has few."""
    with Image.open(BytesIO(png)) as picture:
        low = picture.crop((0, 0, picture.width, min(picture.height, TALLEST)))
        low.convert("RGB").quantize(64).save(path, optimize=True)


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
                    page.goto(each.path)
                    album.take(page, Shot(state, who, each.endpoint, each.path, lang, device.name, ""))
        album.write_index()


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
                    sys.stdout.write(f"{stop.name}: {len(album.shots)}\n")
                    sys.stdout.flush()
        finally:
            play.close()
    wrong = sum(bool(shot.findings) for shot in album.shots)
    sys.stdout.write(f"{len(album.shots)} pictures, {wrong} with findings: {FOLDER / 'index.html'}\n")


if __name__ == "__main__":
    main(*sys.argv[1:3])
