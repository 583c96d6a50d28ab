"""``python -m tests.browser.guide``: the pictures of docs/guide, taken from a season that is played for them."""

import re
import sys
import tempfile
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from tests.browser.season import STATES, Play
from tests.browser.stage import DESKTOP, PHONE, Device, browser, window

FOLDER = Path("docs/guide/pictures")
QUALITY = 55
LOWEST = {PHONE: 900, DESKTOP: 1000}
"""Pictures end here: a guide shows where to begin."""


@dataclass(frozen=True)
class Picture:
    """What somebody sees at an address; ``follow``: the link that is pressed there first."""

    name: str
    state: str
    who: str
    path: str
    follow: str = ""

    @property
    def device(self) -> Device:
        return PHONE if self.who.startswith(("candidate", "nobody")) else DESKTOP


STEADY, LATE = "candidate-steady", "candidate-not_filed"
DESK = "admission-college"
FIRST = "main table tbody a"
PICTURES = (
    Picture("candidate-welcome", "registration", "nobody", "/"),
    Picture("candidate-account", "registration", "nobody", "/open-account"),
    Picture("candidate-application", "registration", STEADY, "/registration/application"),
    Picture("candidate-phone", "registration", STEADY, "/account/phone"),
    Picture("candidate-review", "review", STEADY, "/review/mine"),
    Picture("candidate-home", "filing", STEADY, "/notify/"),
    Picture("candidate-terms", "filing", LATE, "/choices/terms"),
    Picture("candidate-filing", "last-minutes", STEADY, "/choices/filing"),
    Picture("candidate-choice", "last-minutes", STEADY, "/choices/filing/MAIN/A"),
    Picture("candidate-stored", "last-minutes", STEADY, "/choices/filings"),
    Picture("candidate-results", "results", STEADY, "/admission/results"),
    Picture("source-college-overview", "registration", "source-college", "/registration/college"),
    Picture("source-college-import", "before-opening", "source-college", "/registration/rosters"),
    Picture("source-college-queue", "review", "source-college", "/review/queue?state=open"),
    Picture("source-college-case", "review", "source-college", "/review/queue?state=open", follow=FIRST),
    Picture("source-college-confirmations", "review", "source-college", "/registration/confirmations"),
    Picture("source-college-progress", "filing", "source-college", "/registration/progress"),
    Picture("reviewer-queue", "review", "reviewer", "/review/queue"),
    Picture("reviewer-excel", "review", "reviewer", "/review/batches/new"),
    Picture("desk-overview", "dispatched", DESK, "/admission/desk"),
    Picture("desk-files", "dispatched", DESK, "/admission/desk/1"),
    Picture("desk-file", "dispatched", DESK, "/admission/desk/1", follow=FIRST),
    Picture("officer-board", "dispatched", "officer", "/admission/board"),
    Picture("officer-season", "before-opening", "officer", "/admission/seasons"),
    Picture("officer-plan", "filing", "officer", "/admission/plans"),
    Picture("officer-staff", "registration", "officer", "/registration/staff"),
    Picture("officer-results", "results", "officer", "/admission/results-release"),
    Picture("auditor-audit", "dispatched", "auditor", "/admission/audit"),
    Picture("operator-service", "dispatched", "operator", "/notify/operations"),
)


def take(shown: Browser, play: Play, picture: Picture) -> None:
    """One picture into the folder."""
    who = play.people().get(picture.who)
    with window(shown, play.portal.base, who=who, device=picture.device) as page:
        answer = page.goto(picture.path)
        if answer is None or not answer.ok:
            sys.stdout.write(f"{picture.name}: no page at {picture.path}\n")
            return
        if picture.follow:
            page.locator(picture.follow).first.click()
            page.wait_for_load_state("networkidle")
        keep(page.screenshot(full_page=True), FOLDER / f"{picture.name}.webp", lowest=LOWEST[picture.device])


def keep(png: bytes, path: Path, *, lowest: int) -> None:
    """Small enough to lie beside the text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(BytesIO(png)) as picture:
        seen = picture.crop((0, 0, picture.width, min(picture.height, lowest)))
        seen.convert("RGB").save(path, quality=QUALITY, method=6)


def main(states: str = ".") -> None:
    """All of them, or those of some states, in the order of the season."""
    order = [stop.name for stop in STATES]
    found = (each for each in PICTURES if re.search(states, each.state))
    wanted = sorted(found, key=lambda each: order.index(each.state))
    with tempfile.TemporaryDirectory() as var, browser() as shown:
        play = Play(Path(var))
        try:
            for state, pictures in groupby(wanted, lambda each: each.state):
                play.to(state)
                for picture in pictures:
                    take(shown, play, picture)
        finally:
            play.close()


if __name__ == "__main__":
    main(*sys.argv[1:2])
