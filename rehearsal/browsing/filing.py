"""Choices on the portal's pages: the declaration, what one may apply for, each choice by itself, 志愿信息 read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from rehearsal.browsing.window import Window
from rehearsal.courses import Major
from rehearsal.filing import ADMITTED, Saved
from shared.season import Season
from shared.testing.pages import Element

MENU = "志愿填报"


@dataclass
class Pages:
    """One candidate's. Each act begins where the menu leads, and does what is not done there yet."""

    window: Window
    season: Season

    def may_file(self, batch: str) -> bool:
        """Whether the page offers to file in this batch, or the declaration that comes before it."""
        page = self.window.menu(MENU)
        section = page.section(self._title(batch))
        is_open = section is not None and "正在填报" in section.text
        return is_open and bool(page.links_to(f"/choices/filing/{batch}") or page.links_to("/choices/terms"))

    def agree(self) -> None:
        self.window.patiently(self._agree)

    def offers(self, batch: str) -> list[Major]:
        """Every page of what one may apply for."""
        self.window.menu(MENU)
        if not self.window.page.links_to("/choices/plan"):
            raise AssertionError(f"nothing to file in {batch}: {self.window.page}")
        return list(self._offered(self.window.page.links_to("/choices/plan")[0]))

    def clear(self, batch: str, label: str) -> None:
        self.window.patiently(partial(self._clear, batch, label))

    def save(self, batch: str, label: str, college: str, majors: Sequence[str]) -> None:
        self.window.patiently(partial(self._save, batch, label, college, majors))

    def kept(self, batch: str) -> Saved:
        """志愿信息 as it is read from storage."""
        section = self.window.menu(self.season.terms.saved_choices).section(self._title(batch))
        return dict(_choices(section)) if section is not None else {}

    def is_admitted(self) -> bool:
        """By the messages, page by page."""
        page = self.window.menu("消息")
        while True:
            if any(each.text.startswith(ADMITTED) for each in page.main.every("h2")):
                return True
            if not page.has_link("下一页"):
                return False
            page = self.window.follow("下一页")

    def _agree(self) -> None:
        if self.window.menu(MENU).has_link("阅读《"):
            self.window.follow("阅读《")
            self.window.send(self.window.page.form("text"))

    def _offered(self, address: str) -> Iterator[Major]:
        page = self.window.open(address)
        while True:
            for section in page.main.every("section"):
                college = next(section.every("h2")).text.split()[0]
                yield from (Major(college=college, code=line.text.split()[0]) for line in section.every("li"))
            if not page.has_link("下一页"):
                return
            page = self.window.follow("下一页")

    def _clear(self, batch: str, label: str) -> None:
        self._open(batch, label)
        if not self.window.page.has_link(f"清除{label}志愿"):
            return
        self.window.follow(f"清除{label}志愿")
        self.window.send(self.window.page.form("seen", button=f"确认清除{label}志愿"))
        if f"{label}志愿已清除" not in self.window.page.text:
            raise AssertionError(f"choice {label} was not cleared: {self.window.page}")

    def _save(self, batch: str, label: str, college: str, majors: Sequence[str]) -> None:
        window = self.window
        self._open(batch, label)
        if window.page.has_link("更换院校"):
            window.follow("更换院校")
        window.follow(f"{college} ")
        places = [name for name in window.page.form("major1").names if name.startswith("major")]
        typed = dict(zip(places, [*majors, *[""] * len(places)], strict=False))
        window.send(window.page.form("major1"), f"保存{label}志愿", **typed)
        if f"{label}志愿保存成功" not in window.page.text or _choice(window.page.main) != (college, list(majors)):
            raise AssertionError(f"choice {label} was not saved as {college} {majors}: {window.page}")

    def _open(self, batch: str, label: str) -> None:
        """The form of one choice, by the link beside it."""
        self.window.menu(MENU)
        self.window.open(self.window.page.links_to(f"/choices/filing/{batch}/{label}")[0])

    def _title(self, batch: str) -> str:
        return next(each.title for each in self.season.batches if each.code == batch)


def _choices(section: Element) -> Iterator[tuple[str, tuple[str, list[str]]]]:
    """Each choice under its heading."""
    label = ""
    for each in section.inside:
        if isinstance(each, Element) and each.tag == "h3":
            label = each.text.removesuffix("志愿")
        elif isinstance(each, Element) and each.tag == "dl" and label:
            yield label, _choice(each)
            label = ""


def _choice(shown: Element) -> tuple[str, list[str]]:
    """A college and its majors in order, by their codes."""
    rows = shown.rows()
    majors = [said.split()[0] for term, said in rows.items() if term.startswith("专业") and said != "未填"]
    return rows["院校"].split()[0], majors
