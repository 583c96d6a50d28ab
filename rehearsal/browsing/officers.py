"""The second officer at the portal's pages: goes to what waits for a signature, and signs what the page shows."""

from dataclasses import dataclass

from rehearsal.browsing.window import Window
from rehearsal.officers import Paper

SIGN = "已核对，签批"


@dataclass
class Officer:
    """One of two, who proposes nothing."""

    window: Window

    def sign(self, paper: Paper, digest: str) -> None:
        """Raises AssertionError where the page shows something else than was proposed."""
        menu, *links = paper.way
        page = self.window.menu(menu)
        for words in links:
            page = self.window.follow(words)
        form = page.form("digest", button=SIGN)
        if form.held("digest") != [digest]:
            raise AssertionError(f"what was proposed as {digest} is not what is shown: {page}")
        self.window.send(form)
