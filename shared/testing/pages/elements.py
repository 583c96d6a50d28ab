"""Marks made into elements, and what a person reads in them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
UNSEEN = frozenset({"script", "style", "template", "title"})
IN_A_LINE = frozenset({"a", "b", "code", "em", "small", "span", "strong", "time"})


@dataclass
class Element:
    """A piece of a page and all that is inside it."""

    tag: str
    attrs: Mapping[str, str]
    inside: "list[Element | str]" = field(default_factory=list)

    def every(self, *tags: str) -> "Iterator[Element]":
        """The elements of these kinds inside it, in their order."""
        return (each for each in self._all() if each.tag in tags)

    def classed(self, name: str) -> "Iterator[Element]":
        """The elements of this class inside it."""
        return (each for each in self._all() if name in each.attrs.get("class", "").split())

    @property
    def text(self) -> str:
        """What a person reads, blanks gathered."""
        return " ".join(self.raw.split())

    @property
    def raw(self) -> str:
        """What stands in it, blanks and lines as they are."""
        return "".join(self._words())

    @property
    def pieces(self) -> "Iterator[str]":
        """Every piece of text in it, between one mark and the next."""
        for each in self.inside:
            if isinstance(each, str):
                yield each
            else:
                yield from each.pieces

    @property
    def href(self) -> str:
        """Where the first link in it leads; empty where there is none."""
        return next((each.attrs["href"] for each in self.every("a") if "href" in each.attrs), "")

    def rows(self) -> dict[str, str]:
        """What its lists of terms say."""
        found = {}
        lists = [self] if self.tag == "dl" else self.every("dl")
        for row in (row for each in lists for row in each.every("div")):
            term, said = next(row.every("dt"), None), next(row.every("dd"), None)
            if term is not None and said is not None:
                found[term.text] = said.text
        return found

    def table(self, caption: str) -> "list[dict[str, Element]]":
        """The lines of the table of this caption, each cell by its column; none where there is no such table."""
        for each in self.every("table"):
            if any(title.text == caption for title in each.every("caption")):
                lines = ([*line.every("td")] for line in each.every("tr"))
                return [{cell.attrs.get("data-label", ""): cell for cell in line} for line in lines if line]
        return []

    def _all(self) -> "Iterator[Element]":
        for each in self.inside:
            if isinstance(each, Element):
                yield each
                yield from each._all()  # noqa: SLF001  (its own kind)

    def _words(self) -> Iterator[str]:
        for each in self.inside:
            if isinstance(each, str):
                yield each
            elif each.tag not in UNSEEN:
                yield from each._words()  # noqa: SLF001  (its own kind)
                yield "" if each.tag in IN_A_LINE else " "


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].inside.append(made)
        if tag not in VOID:
            self._open.append(made)

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place].tag == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)


def read(text: str) -> Element:
    """A page's text as one element."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.root
