"""Files as candidates hand them in, and as nobody should."""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image, PngImagePlugin

SCRIPT = b"<script>alert(1)</script>"


def picture(kind: str, size: tuple[int, int] = (60, 40), mode: str = "RGB", **saved: Any) -> bytes:
    held = io.BytesIO()
    Image.new(mode, size, "red" if mode == "RGB" else None).save(held, kind, **saved)
    return held.getvalue()


def png_with_note() -> bytes:
    note = PngImagePlugin.PngInfo()
    note.add_text("Comment", SCRIPT.decode())
    return picture("PNG", pnginfo=note)


def jpeg_with_place() -> bytes:
    """Taken lying on the side, at a place."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "MAKER OF THE TELEPHONE"
    return picture("JPEG", exif=exif, comment=SCRIPT)


def jpeg_with_broken_notes() -> bytes:
    """Its maker's name is noted as a number."""
    made = bytearray(jpeg_with_place())
    made[made.index(b"Exif") + 17] = 7
    return bytes(made)


def jpeg_of_passes(number: int) -> bytes:
    """A grey picture whose last pass is there so many times more: each costs a few bytes, and all pixels once again."""
    made = picture("JPEG", mode="L", progressive=True)
    last = made[made.rindex(b"\xff\xda") : -2]
    return made[:-2] + last * number + made[-2:]


def png_of_many_greys() -> bytes:
    """Sixteen bits deep, as scanners write: a dark half and a light one."""
    made = Image.new("I;16", (60, 40), 10_000)
    made.paste(Image.new("I;16", (30, 40), 60_000), (30, 0))
    held = io.BytesIO()
    made.save(held, "PNG")
    return held.getvalue()


def png_with_broken_note(kind: bytes, data: bytes) -> bytes:
    """With one more chunk before the pixels."""
    made = picture("PNG", mode="P")
    place = made.index(b"IDAT") - 4
    chunk = struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return made[:place] + chunk + made[place:]


def archive(content: bytes = b"echo hidden") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        packed.writestr("run.sh", content)
    return held.getvalue()


def png_that_unpacks() -> bytes:
    """Its pixels are an archive's bytes, which no compression makes shorter."""
    hidden = archive(random.Random(0).randbytes(9000))
    hidden += bytes(-len(hidden) % 3)
    held = io.BytesIO()
    Image.frombytes("RGB", (len(hidden) // 3, 1), hidden).save(held, "PNG")
    return held.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A few bytes that unpack to a picture of this size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(bytes(min(width, 100_000)), 9)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def pdf(change: Callable[[Pdf], None] = lambda made: None, *, pages: int = 1, **saved: Any) -> bytes:
    """Pages with one word each; ``change`` does something to it."""
    with Pdf.new() as made:
        font = made.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        for number in range(pages):
            made.add_blank_page(page_size=(200, 200))
            page = made.pages[number].obj
            page.Resources = Dictionary(Font=Dictionary(F1=font))
            page.Contents = made.make_stream(b"BT /F1 12 Tf 20 100 Td (certificate) Tj ET")
        change(made)
        held = io.BytesIO()
        made.save(held, **saved)
    return held.getvalue()


def script(made: Pdf) -> None:
    act = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    made.Root.OpenAction = act
    made.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), act])))
    made.Root.AA = Dictionary(WC=act)


def page_script(made: Pdf) -> None:
    made.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.Launch, F=String("cmd.exe")))


def link(made: Pdf) -> None:
    made.pages[0].obj.Annots = Array([made.make_indirect(Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 99, 99]),
        A=Dictionary(S=Name.URI, URI=String("https://evil.example")),
    ))])


def attachment(made: Pdf) -> None:
    made.attachments["run.sh"] = b"echo hidden"


def form(made: Pdf) -> None:
    made.Root.AcroForm = Dictionary(Fields=Array([]), XFA=String("<xdp/>"))


def note(made: Pdf) -> None:
    made.docinfo["/Title"] = "WRITTEN BY SOMEBODY"


def drawn(made: Pdf) -> Any:
    """A piece of drawing that the first page is made with."""
    piece = made.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    made.pages[0].obj.Resources.XObject = Dictionary(X1=piece)
    return piece


def inner_attachment(made: Pdf) -> None:
    drawn(made).AF = Array([Dictionary(Type=Name.Filespec, EF=Dictionary(F=made.make_stream(b"hidden")))])


def inner_script(made: Pdf) -> None:
    drawn(made).Extra = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def stamp(made: Pdf) -> None:
    """A seal set on the page as an annotation."""
    look = made.make_stream(b"0 0 50 50 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 50, 50]))
    made.pages[0].obj.Annots = Array([made.make_indirect(Dictionary(
        Type=Name.Annot, Subtype=Name.Stamp, Rect=Array([10, 10, 60, 60]), F=4, AP=Dictionary(N=look),
    ))])


def photograph(made: Pdf, content: bytes, *filters: Name) -> None:
    """The first page shows it, packed like this."""
    shown = Stream(made, content, Type=Name.XObject, Subtype=Name.Image, Width=60, Height=40, BitsPerComponent=8,
                   ColorSpace=Name.DeviceRGB, Filter=Array(filters) if len(filters) > 1 else filters[0])
    made.pages[0].obj.Resources.XObject = Dictionary(I1=shown)
    made.pages[0].obj.Contents = made.make_stream(b"q 60 0 0 40 0 0 cm /I1 Do Q")


def photograph_with_place(made: Pdf) -> None:
    photograph(made, jpeg_with_place(), Name.DCTDecode)


def photograph_packed_again(made: Pdf) -> None:
    photograph(made, zlib.compress(jpeg_with_place()), Name.FlateDecode, Name.DCTDecode)


def photograph_and_archive(made: Pdf) -> None:
    photograph(made, picture("JPEG") + archive(), Name.DCTDecode)


def photograph_of_passes(made: Pdf) -> None:
    photograph(made, jpeg_of_passes(60), Name.DCTDecode)


def archive_for_a_fax(made: Pdf) -> None:
    photograph(made, archive(), Name.CCITTFaxDecode)


def archive_for_a_content(made: Pdf) -> None:
    made.pages[0].obj.Contents = made.make_stream(archive(random.Random(5).randbytes(60_000)))


def million_fold(made: Pdf) -> None:
    """Ten pieces within ten pieces, twelve deep."""
    piece = drawn(made)
    for _ in range(12):
        piece = made.make_stream(b"/X1 Do " * 10, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]),
                                 Resources=Dictionary(XObject=Dictionary(X1=piece)))
    made.pages[0].obj.Resources.XObject.X1 = piece
    made.pages[0].obj.Contents = made.make_stream(b"/X1 Do")


def within_itself(made: Pdf) -> None:
    """A piece that draws itself, by the name that its page has for it."""
    drawn(made).write(b"/X1 Do")
    made.pages[0].obj.Contents = made.make_stream(b"/X1 Do")


def disguised(made: Pdf) -> None:
    """The same, by a name that is written in another way."""
    million_fold(made)
    made.pages[0].obj.Contents = made.make_stream(b"/X#31 % as it may be\nDo")


def drawn_for_hours(made: Pdf) -> None:
    drawn(made)
    made.pages[0].obj.Contents = made.make_stream(b"/X1 Do " * 8_000_000)


def letterhead(made: Pdf) -> None:
    """What many programs write: a piece within a piece, drawn a few times."""
    inner = made.make_stream(b"0 0 1 1 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    outer = drawn(made)
    outer.write(b"/X2 Do /X2 Do")
    outer.Resources = Dictionary(XObject=Dictionary(X2=inner))
    made.pages[0].obj.Contents = made.make_stream(b"/X1 Do /X1 Do")


def field(made: Pdf, **more: Any) -> None:
    """A field of a form, of which no look is kept."""
    asked = made.make_indirect(Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("name"), Rect=Array([10, 10, 90, 40]), **more))
    made.pages[0].obj.Annots = Array([asked])
    made.Root.AcroForm = Dictionary(Fields=Array([asked]), NeedAppearances=True)


def field_filled_in(made: Pdf) -> None:
    field(made, V=String("三等功"))


def part_of_a_field(made: Pdf) -> None:
    field(made, Parent=made.make_indirect(Dictionary(FT=Name.Tx, V=String("三等功"))))


def words_on_top(made: Pdf) -> None:
    made.pages[0].obj.Annots = Array([made.make_indirect(Dictionary(
        Type=Name.Annot, Subtype=Name.FreeText, Rect=Array([10, 10, 90, 40]), Contents=String("三等功")))])


def field_left_empty(made: Pdf) -> None:
    field(made)


def signed(made: Pdf) -> None:
    """As reports of an authority are: nothing of the signature is seen."""
    field(made, V=made.make_indirect(Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"))))


def swelling(made: Pdf) -> None:
    """A content stream of a few kilobytes that unpacks to a hundred megabytes."""
    packed = zlib.compressobj(9)
    block = b" " * (1 << 20)
    data = b"".join(packed.compress(block) for _ in range(100)) + packed.flush()
    made.pages[0].obj.Contents = Stream(made, data, Filter=Name.FlateDecode)


def twice_packed(made: Pdf) -> None:
    """The same, packed once more."""
    data = zlib.compress(zlib.compress(b" " * (100 << 20), 9), 9)
    made.pages[0].obj.Contents = Stream(made, data, Filter=Array([Name.FlateDecode, Name.FlateDecode]))


def locked() -> bytes:
    return pdf(encryption=pikepdf.Encryption(user="secret", owner="secret"))
