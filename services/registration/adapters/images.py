"""Pictures made anew by Pillow: the pixels stay, everything else that the file held is gone."""

import io
from threading import BoundedSemaphore

from PIL import Image, ImageOps

from services.registration.domain.evidence import JPEG, PNG, Clean

MOST_PIXELS = 50_000_000
"""What a telephone takes at its finest; a decoded picture has three or four bytes for each."""
LONGEST_SIDE = 4000
QUALITY = 88
_AT_ONCE = BoundedSemaphore(2)
_FORMATS = {PNG: "PNG", JPEG: "JPEG"}
NOT_A_PICTURE = (OSError, SyntaxError, ValueError, EOFError)


class TooManyPixels(ValueError):
    """Larger, unpacked, than a picture needs to be."""


def redrawn(content: bytes, media: str) -> Clean:
    """The picture upright, on white, at most :data:`LONGEST_SIDE` long. Raises TooManyPixels or one of
    :data:`NOT_A_PICTURE`."""
    with _AT_ONCE:
        _checked(content, media)
        with Image.open(io.BytesIO(content), formats=[_FORMATS[media]]) as picture:
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is unpacked no larger than is needed
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            drawn = _on_white(upright)
        held = io.BytesIO()
        if media == JPEG:
            drawn.save(held, "JPEG", quality=QUALITY)
        else:
            drawn.save(held, "PNG")
        return Clean(held.getvalue(), media)


def _checked(content: bytes, media: str) -> None:
    """Its size as the header says it, then its checksums: nothing is unpacked yet."""
    try:
        opened = Image.open(io.BytesIO(content), formats=[_FORMATS[media]])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:  # far above our own limit
        raise TooManyPixels from error
    with opened as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise TooManyPixels
        picture.verify()


def _on_white(picture: Image.Image) -> Image.Image:
    """Plain red, green and blue, in a picture that inherits nothing of the file."""
    paper = Image.new("RGB", picture.size, "white")
    if picture.has_transparency_data:
        seen = picture.convert("RGBA")
        paper.paste(seen, mask=seen.getchannel("A"))
    else:
        paper.paste(picture.convert("RGB"))
    return paper
