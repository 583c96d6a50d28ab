"""Pictures that lie within the lines of a PDF's page: pixels are left as they are, a photograph or a fax is refused.

Looked for, not parsed, as what is drawn is (``drawings``).
"""

import re
from collections.abc import Iterator

from pikepdf import Array, Pdf, Stream

from services.registration.adapters.drawings import Endless
from services.registration.adapters.scans import Unseen

MOST_INLAYS = 20_000
LONGEST_HEAD = 2_000
_APART = rb"\x00\t\n\f\r /<>\[\](){}"
_BEGINS = re.compile(rb"(?:^|[" + _APART + rb"])BI(?=[" + _APART + rb"])")
_BYTES = re.compile(rb"[" + _APART + rb"]ID[" + _APART + rb"]")
"""«BI /Name value … ID», and then its bytes."""
_PACKED = re.compile(rb"DCT|CCF|CCITT|JPX|JBIG2")
"""What says that the bytes are a picture of its own, with all that such a file may carry."""
_HIDES = re.compile(rb"[#%]")
"""A name written in numbers, a remark: what is said cannot be told by looking for it, and no program writes so."""
_WIDE = rb"/W"
"""Every picture says how wide it is: without that the letters mean something else."""


def check_inlays(made: Pdf) -> None:
    """Raise Unseen for a picture in a page, a pattern or a letter that is packed in a way of its own; Endless for more
    pictures than a paper has."""
    for written in _written(made):
        for count, begins in enumerate(_BEGINS.finditer(written)):
            if count > MOST_INLAYS:
                raise Endless
            if _is_packed(written[begins.end():begins.end() + LONGEST_HEAD]):
                raise Unseen("inline")


def _is_packed(window: bytes) -> bool:
    found = _BYTES.search(window)
    said = b"" if found is None else window[:found.start()]  # no bytes: no picture
    if b"(" in said:  # a string, of a palette, may have any letters in it: whatever follows counts
        return _WIDE in window and _PACKED.search(window) is not None
    return _WIDE in said and (_PACKED.search(said) or _HIDES.search(said)) is not None


def _written(made: Pdf) -> Iterator[bytes]:
    """Whatever something may be drawn by: pages whole, for one may be written in pieces; then every other stream."""
    for page in made.pages:
        pieces = page.obj.get("/Contents")
        if isinstance(pieces, Array):
            yield b"\n".join(each.read_bytes() for each in pieces if isinstance(each, Stream))
    for each in made.objects:
        if isinstance(each, Stream) and str(each.get("/Subtype")) != "/Image":
            yield each.read_bytes()
