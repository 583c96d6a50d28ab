"""Pictures that scanners pack in their own ways, on the first page of a PDF."""

import io
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image

from services.registration.tests.files import photograph, picture


def ink(size: tuple[int, int] = (60, 40)) -> Image.Image:
    """White, but for a black corner above on the left."""
    drawn = Image.new("1", size, 255)
    drawn.paste(0, (0, 0, 20, 10))
    return drawn


def fax(made: Pdf, *, packing: str = "group4", cut: int | None = None, tail: bytes = b"", **parms: Any) -> None:
    """The first page shows :func:`ink` as a fax, cut off or with something behind it."""
    held, size = io.BytesIO(), (60, 40)
    ink(size).save(held, "TIFF", compression=packing, tiffinfo={262: 0, 278: size[1]})
    with Image.open(io.BytesIO(held.getvalue())) as tiff:
        (begins,), (length,) = tiff.tag_v2[273], tiff.tag_v2[279]  # type: ignore[attr-defined]
    photograph(made, held.getvalue()[begins:begins + length][:cut] + tail, Name.CCITTFaxDecode)
    shown = made.pages[0].obj.Resources.XObject.I1
    shown.Width, shown.Height, shown.BitsPerComponent, shown.ColorSpace = *size, 1, Name.DeviceGray
    shown.DecodeParms = Dictionary(K=-1 if packing == "group4" else 0, Columns=size[0], Rows=size[1], **parms)


def jpx(made: Pdf, *, mode: str = "RGB", size: tuple[int, int] = (60, 40)) -> None:
    """The first page shows a JPEG 2000, which says by itself what its numbers are."""
    photograph(made, picture("JPEG2000", size, mode), Name.JPXDecode)
    del made.pages[0].obj.Resources.XObject.I1["/ColorSpace"]


def jbig2(made: Pdf) -> None:
    photograph(made, b"\x00\x00\x00\x00", Name.JBIG2Decode)


def on_a_page(made: Pdf, written: bytes) -> None:
    """Written as the page itself."""
    made.pages[0].obj.Contents = made.make_stream(written)


def on_a_page_in_pieces(made: Pdf, written: bytes) -> None:
    """Its head and its bytes in two streams, which a reader puts together."""
    head, _, rest = written.partition(b"ID")
    made.pages[0].obj.Contents = Array([made.make_stream(head), made.make_stream(b"ID" + rest)])


def in_a_pattern(made: Pdf, written: bytes) -> None:
    """As what an area is filled with."""
    pattern = made.make_stream(written, Type=Name.Pattern, PatternType=1, PaintType=1, TilingType=1,
                               BBox=Array([0, 0, 9, 9]), XStep=9, YStep=9, Resources=Dictionary())
    made.pages[0].obj.Resources.Pattern = Dictionary(P1=pattern)


def as_a_letter(made: Pdf, written: bytes) -> None:
    """As the shape of a letter."""
    made.pages[0].obj.Resources.Font.F2 = made.make_indirect(Dictionary(
        Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([0, 0, 9, 9]), FontMatrix=Array([1, 0, 0, 1, 0, 0]),
        CharProcs=Dictionary(a=made.make_stream(written)), Encoding=Dictionary(Differences=Array([97, Name.a])),
        FirstChar=97, LastChar=97, Widths=Array([9]), Resources=Dictionary()))
