"""A reviewer at the portal's pages: from the queue into the first case, a decision, and the next case after it."""

from collections.abc import Callable
from dataclasses import dataclass

from rehearsal.browsing.window import Window
from rehearsal.reviewing import APPROVED, HONOUR_PAPER, Ruling, ruling
from shared.season import Season
from shared.testing.pages import Form, Page

MENU, HONOUR, REASON = "资格审查", "honour_", "honour_reason_"


@dataclass
class Reviewer:
    """Somebody who decides one stage of cases, and knows what the season calls the papers."""

    window: Window
    scope: str
    season: Season

    def review(self, done: Callable[[], None] = lambda: None) -> int:
        """Decide everything that is due here; returns how many."""
        decided = 0
        page = self.window.menu(MENU)
        if page.has_link("从第一份开始审核"):
            page = self.window.follow("从第一份开始审核")
        while page.has_form("decision", button="保存并审核下一份"):
            page = self._decide(page)
            decided += 1
            done()
        return decided

    def _decide(self, page: Page) -> Page:
        form = page.form("decision", button="保存并审核下一份")
        found = self._ruling(page, form)
        typed = {"decision": found.decision, "reason": found.reason}
        for code, why in found.honours.items():
            typed |= {f"{HONOUR}{code}": "no" if why else "yes", f"{REASON}{code}": why}
        page = self.window.send(form, **typed)
        if page.has_form("decision", button="确认提交"):  # whoever refuses something reads it once more
            if found.decision != APPROVED and found.reason not in page.main.rows().values():
                raise AssertionError(f"{found.reason} is not what is to be confirmed: {page}")
            page = self.window.send(page.form("decision"), "确认提交")
        return page

    def _ruling(self, page: Page, form: Form) -> Ruling:
        """What is claimed stands in the section of that name, the papers beside it."""
        claim = page.section("申报内容")
        assert claim is not None
        captions = " ".join(each.text for each in page.main.every("figcaption"))
        titles = {paper.id: paper.title for each in self.season.categories for paper in each.claim.evidence}
        honours = [name.removeprefix(HONOUR) for name in form.names if name.startswith(HONOUR) and REASON not in name]
        papers = [HONOUR_PAPER] if titles.get(HONOUR_PAPER, HONOUR_PAPER) in captions else []
        return ruling(" ".join(claim.rows().values()), honours=honours, papers=papers)
