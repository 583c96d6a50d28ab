"""An admitting college at the portal's pages: the list, each file with its decision, the return, two signatures.

As at the desk of :mod:`rehearsal.desk`, it goes on from where somebody of the college has left off.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from rehearsal.browsing.window import Window
from rehearsal.colleges import Rows, Task
from shared.season import Season
from shared.testing.pages import Page

MENU, NONE = "录取工作台", "无"
HAND_IN, SIGN, SIGNED = "核对并生成返回", "核对并签发", "已核对，签发"
OVER_SEATS = "拟录取人数超过计划"
STANDINGS = {"已返回，待考试院处理": "held", "已返回": "signed", "待签发": "submitted"}


@dataclass
class Desk:
    """Two people, each with a window. ``files``: where each candidate's file is; ``said``: what was decided here."""

    code: str
    season: Season
    windows: Sequence[Window]
    files: dict[str, str] = field(default_factory=dict)
    said: dict[str, dict[str, str]] = field(default_factory=dict)

    def fetch(self, no: str) -> Task:
        """The list; each file opened that is not decided yet; the seats that nobody has been given."""
        page = self._round(self.windows[0], no)
        if page is None:
            return Task([], {})
        codes = {each.title: each.code for each in self.season.categories}
        seats = {(line["专业"].text.split()[0], codes[line["考生类别"].text]): _left(line["余额"].text)
                 for line in page.main.table("计划使用情况")}
        lines = [*self._lines(self.windows[0].open(page.link("未填写意见")))]
        self.files |= {number: address for number, address, _ in lines}
        return Task([self._file(number, codes[category]) for number, _, category in lines], seats)

    def submit(self, no: str, rows: Rows) -> dict[str, Any]:
        """A decision on each file's page, then the return made of all; one that waits stays as it is."""
        for row in rows:
            self._decide(row)
        said = self.said.setdefault(no, {})
        said |= {row["candidate_number"]: row["admit"] or row["reason"] for row in rows}
        page = self._round(self.windows[0], no)
        if page is not None and page.has_link(HAND_IN):
            prepared = self.windows[0].follow(HAND_IN)
            page = self.windows[0].send(prepared.form(button="生成返回"))
        over = page is not None and OVER_SEATS in page.text
        return {"errors": [{"code": "over_seats"}] if over else []}

    def sign(self, no: str) -> str:
        """Both, each after reading it; but for who has signed already."""
        standing = ""
        for window in self.windows:
            page = self._round(window, no)
            if page is not None and page.has_link(SIGN):
                page = self._read(window.follow(SIGN), no)
                if page.has_form("digest", button=SIGNED):
                    page = window.send(page.form("digest"), SIGNED)
                standing = _standing(page)
        return standing

    def _round(self, window: Window, no: str) -> Page | None:
        """The list of a round; None where nothing was sent down to this college."""
        found = self.season.round(no)
        assert found is not None
        page = window.menu(MENU)
        return window.open(page.link(found.title)) if page.has_link(found.title) else None

    def _lines(self, page: Page) -> Iterator[tuple[str, str, str]]:
        """Number, address and category of every file of a list, page by page."""
        while True:
            for line in page.main.table("考生名单"):
                yield line["考生号"].text, line["考生号"].href, line["考生类别"].text
            if not page.has_link("下一页"):
                return
            page = self.windows[0].follow("下一页")

    def _file(self, number: str, category: str) -> dict[str, Any]:
        rows = self.windows[0].open(self.files[number]).main.rows()
        majors = [said.split()[0] for term, said in rows.items() if re.fullmatch(r"专业\d+", term)]
        return {"candidate_number": number, "category": category, "majors": majors, "id_number": rows["身份证号"],
                "honours": [] if rows["经认定的荣誉"] == NONE else rows["经认定的荣誉"].split("、")}

    def _decide(self, row: dict[str, Any]) -> None:
        form = self.windows[0].open(self.files[row["candidate_number"]]).form("admit")
        self.windows[0].send(form, admit=row["admit"] or "reject", reason=row["reason"] or "")

    def _read(self, page: Page, no: str) -> Page:
        """What is signed says of everybody what was decided here."""
        listed = {line["考生号"].text: line["录取专业或退档原因"].text for line in page.main.table("返回名单")}
        wrong = [number for number, said in self.said.get(no, {}).items() if not listed[number].startswith(said)]
        if wrong:
            raise AssertionError(f"{self.code} is to sign something else than it decided of {wrong}")
        return page


def _left(said: str) -> int:
    """``3``, or ``超出2名`` for two too many."""
    number = int(re.sub(r"\D", "", said))
    return -number if said.startswith("超出") else number


def _standing(page: Page) -> str:
    """Where a return stands, by the words beside its title."""
    lead = next(each.text for each in page.main.classed("lead"))
    return next(standing for words, standing in STANDINGS.items() if words in lead)
