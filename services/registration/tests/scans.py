"""Pictures that scanners pack in their own ways, on the first page of a PDF."""

import io
from typing import Any

from pikepdf import Dictionary, Name, Pdf
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
