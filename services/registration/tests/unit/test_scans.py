"""Pictures of scanners in a PDF: unpacked and packed as every reader can, or refused in words."""

import io
import struct
from typing import Any

import pikepdf
import pytest
from PIL import Image

from services.registration.domain.evidence import EvidenceUnfit
from services.registration.tests import files, scans
from services.registration.tests.files import pdf, picture
from services.registration.tests.unit.test_papers import cleaned, refused


@pytest.mark.parametrize(("packing", "parms", "black"), [
    ("group4", {}, 0), ("group3", {}, 0), ("group4", {"BlackIs1": True}, 1), ("group3", {"EndOfLine": True}, 0),
])
def test_a_fax_is_unpacked(packing: str, parms: dict[str, Any], black: int) -> None:
    def change(made: pikepdf.Pdf) -> None:
        scans.fax(made, packing=packing, **parms)

    with pikepdf.open(io.BytesIO(cleaned(pdf(change)))) as seen:
        shown = seen.pages[0].obj.Resources.XObject.I1
        assert (str(shown.Filter), "/DecodeParms" in shown) == ("/FlateDecode", False)
        drawn = Image.frombytes("1", (60, 40), shown.read_bytes())
        points = [drawn.getpixel(at) for at in ((0, 0), (19, 9), (20, 9), (0, 10), (59, 39))]
        assert [point == 0 for point in points] == [each == black for each in (0, 0, 1, 1, 1)]


def test_what_follows_a_fax_is_gone() -> None:
    assert b"run.sh" not in cleaned(pdf(lambda made: scans.fax(made, tail=files.archive())))


@pytest.mark.parametrize("cut", range(1, 14))
def test_half_a_fax_is_mended_or_refused(cut: int) -> None:
    try:
        assert cleaned(pdf(lambda made: scans.fax(made, cut=cut)))
    except EvidenceUnfit as unfit:
        assert "损坏" in unfit.text  # noqa: PT017  (either is well; anything else is not)


@pytest.mark.parametrize(("mode", "space"), [("RGB", "/DeviceRGB"), ("L", "/DeviceGray"), ("RGBA", "/DeviceRGB"),
                                             ("LA", "/DeviceGray"), ("I;16", "/DeviceGray")])
def test_a_jpeg_2000_is_drawn_anew(mode: str, space: str) -> None:
    with pikepdf.open(io.BytesIO(cleaned(pdf(lambda made: scans.jpx(made, mode=mode))))) as seen:
        shown = seen.pages[0].obj.Resources.XObject.I1
        said = [str(shown[key]) for key in ("/Filter", "/Width", "/Height", "/BitsPerComponent", "/ColorSpace")]
        assert said == ["/DCTDecode", "60", "40", "8", space]
        with Image.open(io.BytesIO(shown.read_raw_bytes())) as drawn:
            assert drawn.format == "JPEG"
            assert drawn.size == (60, 40)


def test_a_jpeg_2000_whose_numbers_are_not_colours() -> None:
    def change(made: pikepdf.Pdf) -> None:
        scans.jpx(made, mode="L")
        made.pages[0].obj.Resources.XObject.I1.ColorSpace = pikepdf.Array(
            [pikepdf.Name.Indexed, pikepdf.Name.DeviceRGB, 1, pikepdf.String("abcdef")])

    assert "另存为照片或普通PDF" in refused(pdf(change))


def test_what_cannot_be_unpacked_here_is_refused_in_words() -> None:
    assert "请把文件另存为照片或普通PDF后再上传" in refused(pdf(scans.jbig2))


def test_a_fax_that_is_a_bomb() -> None:
    def change(made: pikepdf.Pdf) -> None:
        scans.fax(made)
        shown = made.pages[0].obj.Resources.XObject.I1
        shown.Width = shown.DecodeParms.Columns = 60_000
        shown.Height = 60_000

    assert "内容过多" in refused(pdf(change))


def test_a_jpeg_2000_that_is_a_bomb() -> None:
    small = picture("JPEG2000")
    at = small.index(b"ihdr") + 4  # where it says its height and width
    swollen = small[:at] + struct.pack(">LL", 60_000, 60_000) + small[at + 8:]
    assert "内容过多" in refused(pdf(lambda made: files.photograph(made, swollen, pikepdf.Name.JPXDecode)))


@pytest.mark.parametrize("written", [
    b"q 60 0 0 40 0 0 cm BI /W 60 /H 40 /CS /RGB /BPC 8 /F /DCT ID " + picture("JPEG", comment=b"MAKER") + b" EI Q",
    b"q BI\n/Width 60 /Height 40 /IM true /Filter [/A85 /CCITTFaxDecode] /DecodeParms <</K -1>>\nID abc~>\nEI Q",
    b"BI/W 60/H 40/CS/G/BPC 8/F/D#43T ID abc EI",
    b"BI /W 60 /H 40 % ID \n/CS/G /BPC 8 /F /DCT ID abc EI",
    b"BI /CS [/I /RGB 1 (a ID b)] /W 60 /H 40 /BPC 8 /F /DCT ID abc EI",
], ids=["photograph", "fax", "numbered", "behind a remark", "behind a palette"])
@pytest.mark.parametrize("place", [scans.on_a_page, scans.on_a_page_in_pieces, scans.in_a_pattern, scans.as_a_letter])
def test_a_picture_among_the_lines_of_a_page_is_refused_in_words(written: bytes, place: Any) -> None:
    assert "无法核查" in refused(pdf(lambda made: place(made, written)))


def test_pixels_among_the_lines_of_a_page_stay() -> None:
    pixels = b"q BI /W 2 /H 1 /CS /G /BPC 8 /F /AHx ID 00FF> EI Q BT (BI /DCT is no picture) Tj ET"
    with pikepdf.open(io.BytesIO(cleaned(pdf(lambda made: scans.on_a_page(made, pixels))))) as seen:
        assert b"00FF>" in seen.pages[0].obj.Contents.read_bytes()
