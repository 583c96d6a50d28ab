"""On an English page, what provinces and people wrote stays Chinese and says so: a voice reads it as what it is.

One place for all pages: templates put the names of seasons, colleges and persons where they like.
"""

import re
from collections.abc import Iterator

from flask import Response

from shared.web.translation import ENGLISH, SOURCE, language

PIECE = re.compile(r"<[^>]*>|[^<]+")
TAG = re.compile(r"<(/?)([a-z][a-z0-9-]*)")
HAN = "\u3400-\u9fff"
RUN = re.compile(rf"[0-9]*[{HAN}](?:[{HAN}0-9A-Za-z（）《》、，。；：“”·—-]*[{HAN}）》。”])?")
OPTION = re.compile(rf"<option(?![^>]* lang=)([^>]*>[^<]*[{HAN}])")
UNMARKED = frozenset({"title", "option", "textarea", "script", "style", "template"})
"""Elements that hold no other."""
VOID = frozenset({"input", "img", "br", "hr", "meta", "link", "wbr", "col", "source"})


def mark(response: Response) -> None:
    """Put each run of Chinese of an English page into an element of that language, unless it already lies in one."""
    if response.mimetype == "text/html" and not response.direct_passthrough and language() == ENGLISH:
        response.set_data(marked(response.get_data(as_text=True)))


def marked(html: str) -> str:
    """The same of a page's text."""
    return "".join(_marked(OPTION.sub(rf'<option lang="{SOURCE}"\1', html)))


def _marked(html: str) -> Iterator[str]:
    kept: list[str] = []
    for piece in PIECE.findall(html):
        if piece[0] != "<":
            yield piece if kept else RUN.sub(_spoken, piece)
            continue
        found = TAG.match(piece)
        if found:
            kept = _inside(kept, piece, found[2], closing=bool(found[1]))
        yield piece


def _inside(kept: list[str], piece: str, name: str, *, closing: bool) -> list[str]:
    """The open elements in which nothing is marked: the first that says its own language or holds no other, and all
    that lie in it."""
    if closing:
        return kept[:-1] if kept and kept[-1] == name else kept
    starts = name in UNMARKED or (name != "html" and " lang=" in piece)
    is_within = (kept or starts) and name not in VOID
    return [*kept, name] if is_within else kept


def _spoken(found: re.Match[str]) -> str:
    return f'<span lang="{SOURCE}">{found[0]}</span>'
