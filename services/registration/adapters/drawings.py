"""How much a PDF's pages ask to be drawn: a few lines can ask a reader to draw one thing a million million times."""

import re
from collections.abc import Iterator
from typing import Any

from pikepdf import Dictionary, Pdf, Stream

MOST_DRAWN = 100_000
DEEPEST = 20
_APART = rb"\x00\t\n\f\r "
_PLAIN = rb"[^" + _APART + rb"()<>\[\]{}/%]"
_DRAW = re.compile(rb"Do(?!" + _PLAIN + rb")")
_BEFORE = re.compile(rb"(?:^|/(" + _PLAIN + rb"+)[" + _APART + rb"]+|(?!" + _PLAIN + rb")(?s:.))\Z")
"""«/Name Do». Looked for, not parsed: a parser makes gigabytes of a content that is one bomb."""
LONGEST_NAME = 200


class Endless(ValueError):
    """It draws within what it draws, for ever or nearly."""


def check_drawing(made: Pdf) -> None:
    """Raise Endless if its pages draw more pieces, or pieces more deeply in each other, than a paper has."""
    counted = _Counted()
    drawn = 0
    for page in made.pages:
        drawn += counted.of(page.obj, page.obj.get("/Resources"), 0)
        if drawn > MOST_DRAWN:
            raise Endless


class _Counted:
    """How many pieces each piece draws, counted once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], int] = {}

    def of(self, drawing: Any, resources: Any, depth: int) -> int:
        """Pieces drawn by a page or a piece, those within those too."""
        if depth > DEEPEST:
            raise Endless
        pieces = {name: each for name, each in _entries(resources, "/XObject") if each.get("/Subtype") != "/Image"}
        written = b"\n".join(each.read_bytes() for each in _streams(drawing)) if pieces else b""
        if written.count(b"Do") > MOST_DRAWN:
            raise Endless
        drawn = 0
        for name in _names(written):
            drawn += self._named(name, pieces, resources, depth)
            if drawn > MOST_DRAWN:
                raise Endless
        return drawn

    def _named(self, name: bytes | None, pieces: dict[str, Any], resources: Any, depth: int) -> int:
        """One whose name is written so that it cannot be told counts as the worst of them."""
        if name is not None and b"#" not in name:
            meant = pieces.get("/" + name.decode(errors="replace"))
            return 0 if meant is None else 1 + self._within(meant, resources, depth)
        return 1 + max(self._within(each, resources, depth) for each in pieces.values())

    def _within(self, piece: Any, resources: Any, depth: int) -> int:
        """``resources``: of what draws it, for a piece that brings none."""
        if piece.objgen not in self._known:
            self._known[piece.objgen] = self.of(piece, piece.get("/Resources", resources), depth + 1)
        return self._known[piece.objgen]


def _names(written: bytes) -> Iterator[bytes | None]:
    """What is drawn, by its name; None where that cannot be told."""
    for said in _DRAW.finditer(written):
        before = _BEFORE.search(written[max(said.start() - LONGEST_NAME, 0) : said.start()])
        if before is not None:
            yield before[1]


def _entries(resources: Any, kind: str) -> Iterator[tuple[str, Any]]:
    held = resources.get(kind) if isinstance(resources, Dictionary) else None
    if isinstance(held, Dictionary):
        yield from ((name, each) for name, each in held.items() if isinstance(each, Stream))


def _streams(drawing: Any) -> Iterator[Any]:
    """What a page or a piece is written in."""
    if isinstance(drawing, Stream):
        yield drawing
        return
    written = drawing.get("/Contents")
    yield from (each for each in ([written] if isinstance(written, Stream) else written or ()))
