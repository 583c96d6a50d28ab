"""How much a PDF's pages ask to be drawn: a few lines can ask a reader to draw one thing a million million times."""

from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Dictionary, Pdf, Stream

MOST_DRAWN = 100_000
DEEPEST = 20
_DRAW = "Do"


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
        if not pieces or not any(_DRAW.encode() in each.read_bytes() for each in _streams(drawing)):
            return 0
        drawn = 0
        for said in pikepdf.parse_content_stream(drawing, _DRAW):
            piece = pieces.get(str(said.operands[0])) if said.operands else None
            if piece is not None:
                drawn += 1 + self._within(piece, resources, depth)
            if drawn > MOST_DRAWN:
                raise Endless
        return drawn

    def _within(self, piece: Any, resources: Any, depth: int) -> int:
        """``resources``: of what draws it, for a piece that brings none."""
        if piece.objgen not in self._known:
            self._known[piece.objgen] = self.of(piece, piece.get("/Resources", resources), depth + 1)
        return self._known[piece.objgen]


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
