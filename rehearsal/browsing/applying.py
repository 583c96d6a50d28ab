"""An application on the portal's pages: category, claim, papers, the check page, and handing in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from rehearsal.browsing.window import Window
from shared.season import Season
from shared.season.words import FieldKind

MENU, HONOURS, PNG = "报名信息", "honours", "image/png"


@dataclass
class Pages:
    """One candidate's. Each act begins where the menu leads, and does what is not done there yet. ``written``: what the
    check page must say."""

    window: Window
    season: Season
    written: Mapping[str, str] = field(default_factory=dict)

    def write(self, category: str, claim: Mapping[str, Any]) -> None:
        """The category, then what is claimed: facts on one page, honours on another."""
        self.window.patiently(partial(self._write, category, claim))
        found = self.season.category(category)
        assert found is not None
        self.written = {"报考类别": found.title} | {each.title: str(claim[each.id]) for each in found.claim.fields
                                                if each.kind is FieldKind.TEXT and each.id in claim}

    mend = write

    def bring(self, kind: str, picture: bytes) -> None:
        """A photograph of one paper."""
        self.window.patiently(partial(self._bring, kind, picture))

    def submit(self) -> None:
        """Read what is stored, and hand it in."""
        self.window.patiently(self._submit)

    def withdraw(self) -> None:
        self.window.patiently(self._withdraw)

    def _write(self, category: str, claim: Mapping[str, Any]) -> None:
        window = self.window
        if window.menu(MENU).has_link("填写报名信息"):
            window.follow("填写报名信息")
            window.send(window.page.form("category"), category=category)
        else:
            window.follow("申报内容")
        facts = {name: str(value) for name, value in claim.items() if name != HONOURS}
        window.send(window.page.form(next(iter(facts))), **facts)
        if window.page.has_form(HONOURS):
            window.send(window.page.form(HONOURS), honours=claim.get(HONOURS, ()))

    def _bring(self, kind: str, picture: bytes) -> None:
        self.window.menu(MENU)
        papers = self.window.follow("证明材料").address
        there = self.window.open(self.window.page.links_to(f"{papers}/{kind}")[0])
        if any(each.text.startswith("已保存") for each in there.main.every("h2")):
            return  # the answer to the form before was lost, not the paper
        self.window.send(there.form("photo"), photo=("照片.png", picture, PNG))
        if "上传成功" not in self.window.page.text:
            raise AssertionError(f"a paper was not kept: {self.window.page}")

    def _submit(self) -> None:
        if not self.window.menu(MENU).has_link("核对并提交"):
            return
        page = self.window.follow("核对并提交")
        if not self.written.items() <= page.main.rows().items():
            raise AssertionError(f"written {self.written}, read back {page.main.rows()}")
        self.window.send(page.form("version"))
        if "报名已提交" not in self.window.page.text:
            raise AssertionError(f"an application was not handed in: {self.window.page}")

    def _withdraw(self) -> None:
        if not self.window.menu(MENU).has_link("撤回报名"):
            return
        self.window.follow("撤回报名")
        self.window.send(self.window.page.form("sure"), sure="yes")
