"""Pictures in a PDF that scanners pack in their own ways: unpacked, and packed as every reader can."""

import io
import struct
from collections.abc import Mapping
from typing import Any

from pikepdf import Array, Name, Object, Stream
from PIL import Image

from services.registration.adapters.images import AT_ONCE, MOST_PIXELS, QUALITY, TooManyPixels, on_white

JPX, FAX, JBIG2 = "/JPXDecode", "/CCITTFaxDecode", "/JBIG2Decode"
GREYS = ("1", "L", "LA", "La")
DIRECT = ("/DeviceGray", "/DeviceRGB", "/DeviceCMYK", "/CalGray", "/CalRGB", "/ICCBased")
"""Colour spaces in which a picture's numbers are colours by themselves."""
SHORT, LONG = 3, 4
STRIP = 273
"""The tag of a TIFF that says where its strip begins."""
ROW_BY_ROW, GROUP_3, GROUP_4 = 2, 3, 4


class Unseen(ValueError):
    """A picture that cannot be unpacked here, and so not looked at."""


def redraw_scan(each: Stream, packed: bytes, *, kind: str, parms: Mapping[str, Any]) -> int:
    """Write the picture anew into its stream; returns how many pixels it has. Raises Unseen, TooManyPixels, or one of
    ``images.NOT_A_PICTURE``."""
    if kind == JPX:
        return _redraw_jpx(each, packed)
    if kind == FAX:
        return _redraw_fax(each, packed, parms)
    raise Unseen(kind)


def _redraw_jpx(each: Stream, packed: bytes) -> int:
    space = each.get("/ColorSpace")
    if space is not None and _family(space) not in DIRECT:
        raise Unseen(JPX)
    with AT_ONCE, _opened(packed, "JPEG2000") as picture:
        is_grey = picture.mode in GREYS or picture.mode.startswith("I")
        drawn = on_white(picture).convert("L") if is_grey else on_white(picture)
    held = io.BytesIO()
    drawn.save(held, "JPEG", quality=QUALITY)
    each.write(held.getvalue(), filter=Name.DCTDecode)
    each.Width, each.Height, each.BitsPerComponent = drawn.width, drawn.height, 8
    if space is None or _numbers(space) != len(drawn.getbands()):
        each.ColorSpace = Name.DeviceGray if is_grey else Name.DeviceRGB
    if "/SMaskInData" in each:
        del each["/SMaskInData"]
    return drawn.width * drawn.height


def _redraw_fax(each: Stream, packed: bytes, parms: Mapping[str, Any]) -> int:
    width, height = int(each["/Width"]), int(each["/Height"])
    if int(parms.get("/Columns", 1728)) != width or int(each.get("/BitsPerComponent", 1)) != 1:
        raise ValueError("a fax has one bit for each pixel, and rows as wide as the picture")
    _check_size(width, height)
    with AT_ONCE, _opened(_as_tiff(packed, (width, height), parms), "TIFF") as picture:
        bits = picture.convert("1").tobytes()
    if bool(parms.get("/BlackIs1", False)):
        bits = bytes(255 - byte for byte in bits)
    each.write(bits)
    return width * height


def _opened(content: bytes, kind: str) -> Image.Image:
    try:
        picture = Image.open(io.BytesIO(content), formats=[kind])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooManyPixels from error
    _check_size(*picture.size)
    return picture


def _check_size(width: int, height: int) -> None:
    if width < 1 or height < 1 or width * height > MOST_PIXELS:
        raise TooManyPixels


def _as_tiff(packed: bytes, size: tuple[int, int], parms: Mapping[str, Any]) -> bytes:
    """A fax with the header of a TIFF of one strip, which says how it is packed. White is what was not inked."""
    group, aligned = int(parms.get("/K", 0)), bool(parms.get("/EncodedByteAlign", False))
    if aligned and (group != 0 or bool(parms.get("/EndOfLine", False))):
        raise Unseen(FAX)
    packing = GROUP_4 if group < 0 else ROW_BY_ROW if aligned else GROUP_3
    told = [
        (256, LONG, size[0]), (257, LONG, size[1]), (258, SHORT, 1), (259, SHORT, packing), (262, SHORT, 0),
        (STRIP, LONG, 0), (277, SHORT, 1), (278, LONG, size[1]), (279, LONG, len(packed)),
        *([(292, LONG, 1 if group > 0 else 0)] if packing == GROUP_3 else []),
    ]
    begins = 8 + 2 + 12 * len(told) + 4
    entries = [struct.pack("<HHLL", tag, kind, 1, begins if tag == STRIP else value) for tag, kind, value in told]
    return struct.pack("<2sHLH", b"II", 42, 8, len(told)) + b"".join(entries) + struct.pack("<L", 0) + packed


def _family(space: Object) -> str:
    return str(space[0]) if isinstance(space, Array) else str(space)


def _numbers(space: Object) -> int:
    """Numbers for each pixel."""
    if isinstance(space, Array) and _family(space) == "/ICCBased":
        return int(space[1].get("/N", 0))
    return {"/DeviceGray": 1, "/CalGray": 1, "/DeviceRGB": 3, "/CalRGB": 3}.get(_family(space), 0)
