"""PDF files written anew by pikepdf: the pages as they look, and nothing that acts, asks, hides or is attached."""

import io
from collections.abc import Iterator, Mapping
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, PdfError, Stream, String

from services.registration.adapters.drawings import check_drawing
from services.registration.adapters.images import MOST_PIXELS, NOT_A_PICTURE, TooManyPixels, pixels_of, redrawn_alike
from services.registration.adapters.inlays import check_inlays
from services.registration.adapters.scans import redraw_scan
from services.registration.domain.evidence import MIB, PDF, Clean

MOST_PAGES = 20
MOST_OBJECTS = 20_000
UNPACKED_LIMIT = 96 * MIB
ONE_STREAM = 64 * MIB
PIXELS_LIMIT = 4 * MOST_PIXELS
"""Of all photographs in a file: twenty pages of a scanner at its usual setting have fewer."""
DEEPEST = 60
KEPT = ("/MediaBox", "/CropBox", "/Rotate", "/Resources", "/Contents")
"""What a page is made of. Its annotations have become part of its content; everything else is left behind."""
ACTING = frozenset({
    "/AA", "/OpenAction", "/JS", "/JavaScript", "/Launch", "/URI", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE",
    "/EmbeddedFile", "/EmbeddedFiles", "/EF", "/AF", "/Filespec", "/RichMedia", "/RichMediaContent", "/XFA",
    "/AcroForm", "/Rendition", "/Movie", "/Sound", "/3D", "/Annots", "/Ref", "/OPI", "/PS", "/Metadata", "/PieceInfo",
    "/Names",
})
"""Entries of dictionaries that are taken out, and kinds of objects that may not be there at all."""
PICTURES = frozenset({"/DCTDecode", "/JPXDecode", "/CCITTFaxDecode", "/JBIG2Decode"})
PHOTOGRAPH = "/DCTDecode"
DRAWN_BY_READERS = frozenset({"/FreeText", "/Stamp", "/Ink"})
HIDDEN = 2
"""The flag of an annotation that nobody sees."""
NOT_A_PDF = (
    PdfError, pikepdf.PikepdfError, KeyError, RecursionError, OverflowError, *NOT_A_PICTURE,
)


class Locked(ValueError):
    """It opens only with a password."""


class TooLarge(ValueError):
    """Too many pages, or more in them than they show."""


class Acting(ValueError):
    """Something in it acts, and is part of what its pages are drawn with."""


class Loose(ValueError):
    """Something was written on it that is not part of its pages: each reader draws it in its own way, or not at all."""


def set_limits() -> None:
    """What qpdf may take for one file. These hold for the process: set before anything is opened."""
    pikepdf.settings.set_qpdf_limits(
        doc_max_warnings=50, parser_max_container_size=100_000, max_stream_filters=2, flate_max_memory=ONE_STREAM,
        png_max_memory=ONE_STREAM, tiff_max_memory=ONE_STREAM, run_length_max_memory=ONE_STREAM,
        dct_max_memory=4 * ONE_STREAM, dct_max_progressive_scans=50,
    )


def rewritten(content: bytes) -> Clean:
    """The same pages in a new file. Raises Locked, TooLarge, Endless, Loose, Acting, Unseen or one of
    :data:`NOT_A_PDF`."""
    try:
        opened = Pdf.open(io.BytesIO(content))
    except pikepdf.PasswordError as error:
        raise Locked from error
    with opened as source:
        if not 0 < len(source.pages) <= MOST_PAGES or len(source.objects) > MOST_OBJECTS:
            raise TooLarge
        _check_streams(source)
        _check_set(source)
        source.flatten_annotations("all")
        with Pdf.new() as made:
            for page in source.pages:
                made.pages.append(_bare(source, page))
            check_drawing(made)
            check_inlays(made)
            _redraw_pictures(made)
            for found in _every(made):
                _take_out(found)
            held = io.BytesIO()
            made.save(held, recompress_flate=True, deterministic_id=True,
                      object_stream_mode=pikepdf.ObjectStreamMode.disable)
    _check_still(held)
    return Clean(held.getvalue(), PDF)


def _bare(source: Pdf, page: pikepdf.Page) -> pikepdf.Page:
    kept: dict[str, Object] = {key: page.obj[key] for key in KEPT if key in page.obj}
    return pikepdf.Page(source.make_indirect(Dictionary({"/Type": Name.Page, **kept})))


def _check_streams(source: Pdf) -> None:
    """Nothing in it swells when it is unpacked: before anything else is unpacked, flattened or written."""
    unpacked = 0
    for each in source.objects:
        if isinstance(each, Stream):
            unpacked += _length(each)
            if unpacked > UNPACKED_LIMIT:
                raise TooLarge


def _length(stream: Stream) -> int:
    """Bytes of a stream once unpacked; pictures stay as they are."""
    named = _filters(stream)
    if "/LZWDecode" in named or len(named) > 2:  # qpdf bounds every other kind
        raise TooLarge
    if PICTURES & set(named):
        return len(stream.read_raw_bytes())
    try:
        return len(stream.read_bytes(pikepdf.StreamDecodeLevel.generalized))
    except PdfError as error:
        raise TooLarge from error


def _filters(stream: Stream) -> list[str]:
    filters = stream.get("/Filter")
    return [str(each) for each in filters] if isinstance(filters, Array) else [str(filters)]


def _check_set(source: Pdf) -> None:
    """What was written into a form or on a page has a look of its own, which becomes part of the page: else it would
    be lost, and its candidate believe that it was handed in."""
    for page in source.pages:
        for note in page.obj.get("/Annots", ()):
            looks = note.get("/AP")
            shown = isinstance(looks, Dictionary) and "/N" in looks
            if shown or int(note.get("/F", 0)) & HIDDEN:
                continue
            if note.get("/Subtype") in DRAWN_BY_READERS or _written(note):
                raise Loose


def _written(field: Any) -> bool:
    """Whether somebody wrote text into this field of a form, or into the one that it is a part of."""
    for _ in range(DEEPEST):
        if field is None or "/V" in field:
            break
        field = field.get("/Parent")
    value = None if field is None else field.get("/V")
    return isinstance(value, String) and str(value).strip() != ""


def _redraw_pictures(made: Pdf) -> None:
    """Nothing of a picture stays but what is seen, as if it had come by itself."""
    left = PIXELS_LIMIT
    for each in list(made.objects):
        if not isinstance(each, Stream) or not PICTURES & set(_filters(each)):
            continue
        try:
            left -= _redrawn(each, _filters(each)[-1])
        except TooManyPixels as error:
            raise TooLarge from error
        if left < 0:
            raise TooLarge


def _redrawn(each: Stream, kind: str) -> int:
    """One picture made anew in its place; how many pixels it has."""
    packed = _unwrapped(each)
    if kind != PHOTOGRAPH:
        return redraw_scan(each, packed, kind=kind, parms=_parms(each))
    pixels, kept = pixels_of(packed), each.get("/DecodeParms")
    each.write(redrawn_alike(packed), filter=Name.DCTDecode,
               decode_parms=kept if isinstance(kept, Dictionary) else None)
    return pixels


def _parms(each: Stream) -> Mapping[str, Any]:
    """How the last filter was set."""
    found = each.get("/DecodeParms")
    last = found[-1] if isinstance(found, Array) and len(found) else found
    return dict(last.items()) if isinstance(last, Dictionary) else {}


def _unwrapped(picture: Stream) -> bytes:
    """What it is packed as, which may have been packed once more."""
    raw, outer = picture.read_raw_bytes(), _filters(picture)[:-1]
    if not outer:
        return raw
    with Pdf.new() as aside:
        return Stream(aside, raw, Filter=Name(outer[0])).read_bytes()


def _take_out(found: Any) -> None:
    for key in ACTING & set(found.keys()):
        del found[key]


def _check_still(held: io.BytesIO) -> None:
    """What was written is read once more, by the rule itself: nothing acts, whatever it came through."""
    with Pdf.open(io.BytesIO(held.getvalue())) as written:
        for found in _every(written):
            named = {str(found.get(key)) for key in ("/S", "/Type", "/Subtype") if isinstance(found.get(key), Name)}
            if ACTING & (set(found.keys()) | named):
                raise Acting


def _every(made: Pdf) -> Iterator[Any]:
    """Every dictionary of a file, those of streams too."""
    for each in made.objects:
        yield from _dictionaries(each, 0)


def _dictionaries(value: Any, depth: int) -> Iterator[Any]:
    """A value's own dictionary and all that lie in it, not those that it refers to: these come by themselves."""
    if depth > DEEPEST:
        raise TooLarge
    if isinstance(value, Dictionary | Stream):
        yield value
        inner = [value.get(key) for key in value.keys()]  # noqa: SIM118  (a stream is no mapping)
    elif isinstance(value, Array):
        inner = list(value)
    else:
        return
    for each in inner:
        if isinstance(each, Dictionary | Array) and not each.is_indirect:
            yield from _dictionaries(each, depth + 1)
