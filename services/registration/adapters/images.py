"""Pictures made anew by Pillow: the pixels stay, everything else that the file held is gone."""

import io
import struct
from threading import BoundedSemaphore

from PIL import ExifTags, Image

from services.registration.domain.evidence import JPEG, PNG, Clean

MOST_PIXELS = 50_000_000
"""What a telephone takes at its finest; a decoded picture has three or four bytes for each."""
LONGEST_SIDE = 4000
QUALITY = 88
AT_ONCE = BoundedSemaphore(2)
_FORMATS = {PNG: "PNG", JPEG: "JPEG"}
_SCAN = b"\xff\xda"
MOST_SCANS = 50
"""A progressive JPEG has about ten passes over all its pixels; each of ten thousand empty ones would cost as much."""
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What stands a picture upright, by what its camera noted."""
_MISREAD = (TypeError, AttributeError, LookupError, ArithmeticError, struct.error)
NOT_A_PICTURE = (OSError, SyntaxError, ValueError, EOFError, *_MISREAD)
"""What Pillow raises about a broken file: its own errors, and what its readers run into."""


class TooManyPixels(ValueError):
    """Larger, unpacked, than a picture needs to be."""


class TooManyScans(ValueError):
    """It would be unpacked again and again."""


def redrawn(content: bytes, media: str) -> Clean:
    """The picture upright, on white, at most :data:`LONGEST_SIDE` long. Raises TooManyPixels or one of
    :data:`NOT_A_PICTURE`."""
    with AT_ONCE:
        _checked(content, media)
        with Image.open(io.BytesIO(content), formats=[_FORMATS[media]]) as picture:
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is unpacked no larger than is needed
            upright = _upright(picture)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            drawn = on_white(upright)
        held = io.BytesIO()
        if media == JPEG:
            drawn.save(held, "JPEG", quality=QUALITY)
        else:
            drawn.save(held, "PNG")
        return Clean(held.getvalue(), media)


def pixels_of(jpeg: bytes) -> int:
    """Of how many a JPEG says that it is made. Raises as :func:`redrawn`."""
    _checked(jpeg, JPEG)
    with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as picture:
        return picture.width * picture.height


def redrawn_alike(jpeg: bytes) -> bytes:
    """A JPEG of the same size and in the same colours, for what counts on these; nothing else of it stays. Its
    ``pixels_of`` were asked for before. Raises one of :data:`NOT_A_PICTURE`."""
    with AT_ONCE, Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as picture:
        picture.load()
        picture.info.clear()
        held = io.BytesIO()
        picture.save(held, "JPEG", quality=QUALITY)
        return held.getvalue()


def _checked(content: bytes, media: str) -> None:
    """Its size as the header says it, then its checksums: nothing is unpacked yet."""
    if media == JPEG and content.count(_SCAN) > MOST_SCANS:
        raise TooManyScans
    try:
        opened = Image.open(io.BytesIO(content), formats=[_FORMATS[media]])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:  # far above our own limit
        raise TooManyPixels from error
    with opened as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise TooManyPixels
        picture.verify()


def _upright(picture: Image.Image) -> Image.Image:
    """The picture as it was held; a note that cannot be read turns nothing."""
    try:
        turn = _TURNS.get(picture.getexif().get(ExifTags.Base.Orientation) or 0)
    except (*_MISREAD, SyntaxError, ValueError, Warning):
        return picture
    return picture if turn is None else picture.transpose(turn)


def on_white(picture: Image.Image) -> Image.Image:
    """Plain red, green and blue, in a picture that inherits nothing of the file."""
    if picture.mode.startswith("I"):  # a scanner's 65,536 greys: converted as they are, all but the darkest were white
        picture = picture.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    paper = Image.new("RGB", picture.size, "white")
    if picture.has_transparency_data:
        seen = picture.convert("RGBA")
        paper.paste(seen, mask=seen.getchannel("A"))
    else:
        paper.paste(picture.convert("RGB"))
    return paper
