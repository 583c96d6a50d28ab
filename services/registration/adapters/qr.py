"""QR codes as SVG that stands in a page: no address to fetch, no style, no script."""

import segno

SCALE = 4
"""Pixels to a module: an authenticator's 57 modules fill two thirds of the narrowest phone."""


def drawn(text: str, *, title: str) -> str:
    """The code of a text, black on white with the quiet zone that readers need. ``title`` says what it is to those
    who cannot see it. The text is in the picture alone: nothing of it is in the markup's words."""
    code = segno.make(text, error="m", micro=False)
    drawing: str = code.svg_inline(scale=SCALE, light="#fff", title=title, svgclass="qr", lineclass=None)
    return drawing.replace("<svg ", '<svg role="img" ', 1)
