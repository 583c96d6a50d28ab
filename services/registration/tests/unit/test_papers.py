"""Evidence files: what stays of a good one, and which are refused, in words that name the file."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from PIL import Image

from services.registration.adapters.papers import Papers
from services.registration.adapters.pdfs import ACTING
from services.registration.domain.evidence import JPEG, LARGEST, PDF, PNG, EvidenceUnfit, shown_name
from services.registration.tests import files
from services.registration.tests.files import pdf, picture

PAPERS = Papers()
NAME = "退役证.pdf"


def cleaned(content: bytes) -> bytes:
    return PAPERS.cleaned(NAME, content).content


def refused(content: bytes) -> str:
    with pytest.raises(EvidenceUnfit) as caught:
        PAPERS.cleaned(NAME, content)
    assert NAME in caught.value.text
    return caught.value.text


def words(content: bytes) -> set[str]:
    """Every name and text in a PDF, wherever it stands."""
    said: set[str] = set()

    def walk(value: Any) -> None:
        if isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
            for key in value.keys():  # noqa: SIM118  (a stream is no mapping)
                said.add(str(key))
                if key != "/Parent":
                    walk(value[key])
        elif isinstance(value, pikepdf.Array):
            for each in value:
                walk(each)
        elif isinstance(value, pikepdf.Name | pikepdf.String):
            said.add(str(value))

    with pikepdf.open(io.BytesIO(content)) as opened:
        for each in opened.objects:
            walk(each)
    return said


class TestPictures:
    @pytest.mark.parametrize(("kind", "media"), [("PNG", PNG), ("JPEG", JPEG)])
    def test_a_picture_stays_a_picture(self, kind: str, media: str) -> None:
        clean = PAPERS.cleaned(NAME, picture(kind))
        assert clean.media == media
        with Image.open(io.BytesIO(clean.content)) as seen:
            assert (seen.format, seen.size) == (kind, (60, 40))
            assert seen.convert("RGB").getpixel((5, 5))[0] > 250  # type: ignore[index]  # three numbers

    @pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
    def test_of_any_depth(self, mode: str) -> None:
        with Image.open(io.BytesIO(cleaned(picture("PNG", mode=mode)))) as seen:
            assert (seen.mode, seen.size) == ("RGB", (60, 40))

    def test_a_photograph_stands_upright_and_does_not_say_where_it_was_taken(self) -> None:
        made = files.jpeg_with_place()
        assert b"MAKER" in made
        clean = cleaned(made)
        assert b"MAKER" not in clean
        assert files.SCRIPT not in clean
        with Image.open(io.BytesIO(clean)) as seen:
            assert seen.size == (40, 60)
            assert not seen.getexif()

    def test_a_scan_of_many_greys_keeps_them(self) -> None:
        with Image.open(io.BytesIO(cleaned(files.png_of_many_greys()))) as seen:
            assert [seen.getpixel(at) for at in ((5, 5), (50, 5))] == [(39, 39, 39), (234, 234, 234)]

    def test_a_photograph_with_broken_notes_is_taken_without_them(self) -> None:
        with Image.open(io.BytesIO(cleaned(files.jpeg_with_broken_notes()))) as seen:
            assert seen.format == "JPEG"

    @pytest.mark.parametrize(("kind", "data"), [
        (b"gAMA", b""), (b"pHYs", b"\x01"), (b"cHRM", b"\x00"), (b"sRGB", b""), (b"tRNS", b""), (b"eXIf", b"II*\x00"),
        (b"acTL", b"\xff"), (b"iCCP", b"x"), (b"iTXt", b"x"),
    ], ids=repr)
    def test_a_broken_part_is_never_our_mistake(self, kind: bytes, data: bytes) -> None:
        try:
            assert cleaned(files.png_with_broken_note(kind, data))
        except EvidenceUnfit as unfit:
            assert "损坏" in unfit.text  # noqa: PT017  (either is well; anything else is not)

    def test_a_photograph_is_not_unpacked_over_and_over(self) -> None:
        assert cleaned(files.jpeg_of_passes(5))
        assert "另存" in refused(files.jpeg_of_passes(60))

    def test_notes_in_a_picture_are_gone(self) -> None:
        made = files.png_with_note()
        assert files.SCRIPT in made
        assert files.SCRIPT not in cleaned(made)

    @pytest.mark.parametrize("made", [picture("JPEG"), picture("PNG"), pdf()], ids=["jpeg", "png", "pdf"])
    def test_what_is_an_archive_too_is_one_no_longer(self, made: bytes) -> None:
        both = made + files.archive()
        assert zipfile.is_zipfile(io.BytesIO(both))
        clean = cleaned(both)
        assert not zipfile.is_zipfile(io.BytesIO(clean))
        assert b"run.sh" not in clean

    def test_an_archive_among_its_pixels(self) -> None:
        made = files.png_that_unpacks()
        assert zipfile.is_zipfile(io.BytesIO(made))
        assert "压缩包" in refused(made)

    def test_a_large_photograph_is_made_smaller(self) -> None:
        with Image.open(io.BytesIO(cleaned(picture("JPEG", (5000, 100))))) as seen:
            assert seen.size == (4000, 80)

    @pytest.mark.parametrize("size", [(60_000, 60_000), (12_000, 9_000), (50_000_001, 1)], ids=str)
    def test_a_bomb_is_never_unpacked(self, size: tuple[int, int]) -> None:
        assert "像素过多" in refused(files.png_of(*size))

    @pytest.mark.parametrize("kind", ["PNG", "JPEG"])
    def test_half_a_picture(self, kind: str) -> None:
        made = picture(kind, (300, 300))
        assert "不完整" in refused(made[: len(made) // 2])

    def test_the_same_picture_gives_the_same_bytes(self) -> None:
        assert cleaned(picture("PNG")) == cleaned(picture("PNG"))


class TestTypes:
    @pytest.mark.parametrize("content", [
        b"GIF89a" + bytes(100), b"GIF89a/*" + pdf(), b"\n%PDF-1.7\n", files.SCRIPT, files.archive(), b"MZ" + bytes(99),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\x00", picture("WEBP"), picture("BMP"), picture("TIFF"),
    ], ids=["gif", "gif and pdf", "pdf after a line", "html", "zip", "program", "svg", "nul", "webp", "bmp", "tiff"])
    def test_what_is_no_png_jpeg_or_pdf(self, content: bytes) -> None:
        assert "只接收PNG、JPEG图片和PDF文件" in refused(content)

    @pytest.mark.parametrize("content", [
        b"\x89PNG\r\n\x1a\n" + files.SCRIPT, b"\xff\xd8\xff\xe0" + files.SCRIPT, b"%PDF-1.7\n" + files.SCRIPT,
        b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"%PDF-",
    ])
    def test_what_only_begins_like_one(self, content: bytes) -> None:
        assert "损坏" in refused(content)

    def test_nothing_and_too_much(self) -> None:
        assert "空的" in refused(b"")
        assert "文件过大" in refused(picture("PNG") + bytes(LARGEST))

    def test_a_name_is_shown_without_folders_and_controls(self) -> None:
        assert shown_name("C:\\证件\\退役\u202e证\r\n.pdf") == "退役证.pdf"
        assert shown_name("../../etc/passwd") == "passwd"
        assert shown_name("\x00") == "未命名"
        assert len(shown_name("长" * 300 + ".pdf")) == 80


class TestPdfs:
    def test_pages_stay_as_they_look(self) -> None:
        clean = PAPERS.cleaned(NAME, pdf(pages=3))
        assert clean.media == PDF
        with pikepdf.open(io.BytesIO(clean.content)) as seen:
            assert len(seen.pages) == 3
            assert all(b"certificate" in page.obj.Contents.read_bytes() for page in seen.pages)
            assert seen.pages[0].obj.Resources.Font.F1.BaseFont == "/Helvetica"

    @pytest.mark.parametrize("change", [
        files.script, files.page_script, files.link, files.attachment, files.form, files.inner_attachment,
        files.note,
    ], ids=lambda change: change.__name__)
    def test_what_acts_or_hides_is_gone(self, change: Callable[[pikepdf.Pdf], None]) -> None:
        made = pdf(change)
        kept = words(cleaned(made))
        assert not kept & ACTING
        lost = words(made) - kept
        assert lost & (ACTING | {"WRITTEN BY SOMEBODY"}), "the file had nothing to lose"

    def test_a_script_among_what_pages_are_drawn_with_is_refused(self) -> None:
        assert "脚本" in refused(pdf(files.inner_script))

    @pytest.mark.parametrize("change", [files.photograph_with_place, files.photograph_packed_again],
                             ids=lambda change: change.__name__)
    def test_a_photograph_on_a_page_is_drawn_anew(self, change: Callable[[pikepdf.Pdf], None]) -> None:
        clean = cleaned(pdf(change))
        assert b"MAKER" not in clean
        with pikepdf.open(io.BytesIO(clean)) as seen:
            shown = seen.pages[0].obj.Resources.XObject.I1
            assert [str(shown[key]) for key in ("/Width", "/Height", "/ColorSpace")] == ["60", "40", "/DeviceRGB"]
            with Image.open(io.BytesIO(shown.read_raw_bytes())) as drawn:
                assert (drawn.size, drawn.mode, drawn.info.get("comment")) == ((60, 40), "RGB", None)
                assert drawn.getpixel((5, 5))[0] > 250  # type: ignore[index]  # three numbers

    def test_what_is_behind_a_photograph_is_gone(self) -> None:
        clean = cleaned(pdf(files.photograph_and_archive))
        assert not zipfile.is_zipfile(io.BytesIO(clean))
        assert b"run.sh" not in clean

    def test_an_archive_instead_of_a_page(self) -> None:
        assert "压缩包" in refused(pdf(files.archive_for_a_content))

    def test_an_archive_instead_of_a_picture(self) -> None:
        assert "损坏" in refused(pdf(files.archive_for_a_fax))

    def test_a_photograph_that_is_unpacked_over_and_over(self) -> None:
        assert "损坏" in refused(pdf(files.photograph_of_passes))

    @pytest.mark.parametrize("change", [
        files.million_fold, files.within_itself, files.disguised, files.drawn_for_hours,
    ], ids=lambda change: change.__name__)
    def test_pages_that_nobody_could_finish_drawing(self, change: Callable[[pikepdf.Pdf], None]) -> None:
        assert "内容过多" in refused(pdf(change))

    def test_pieces_within_pieces_are_drawn(self) -> None:
        with pikepdf.open(io.BytesIO(cleaned(pdf(files.letterhead)))) as seen:
            assert b"re f" in seen.pages[0].obj.Resources.XObject.X1.Resources.XObject.X2.read_bytes()

    @pytest.mark.parametrize("change", [files.field_filled_in, files.part_of_a_field, files.words_on_top],
                             ids=lambda change: change.__name__)
    def test_what_would_be_lost_on_the_way_is_refused(self, change: Callable[[pikepdf.Pdf], None]) -> None:
        assert "没有固定在页面上" in refused(pdf(change))

    @pytest.mark.parametrize("change", [files.field_left_empty, files.signed], ids=lambda change: change.__name__)
    def test_a_field_that_shows_nothing_is_left_out(self, change: Callable[[pikepdf.Pdf], None]) -> None:
        assert not words(cleaned(pdf(change))) & ACTING

    def test_a_seal_set_as_an_annotation_is_still_seen(self) -> None:
        with pikepdf.open(io.BytesIO(cleaned(pdf(files.stamp)))) as seen:
            drawn = seen.pages[0].obj.Resources.XObject
            assert any(b"re f" in drawn[key].read_bytes() for key in drawn.keys())  # noqa: SIM118
            assert "/Annots" not in seen.pages[0].obj

    def test_a_page_that_inherits_its_size_keeps_it(self) -> None:
        def inherit(made: pikepdf.Pdf) -> None:
            page = made.pages[0].obj
            made.Root.Pages.MediaBox = page.MediaBox
            del page.MediaBox

        with pikepdf.open(io.BytesIO(cleaned(pdf(inherit)))) as seen:
            assert [int(side) for side in seen.pages[0].mediabox] == [0, 0, 200, 200]

    @pytest.mark.parametrize("change", [files.swelling, files.twice_packed], ids=lambda change: change.__name__)
    def test_a_bomb(self, change: Callable[[pikepdf.Pdf], None]) -> None:
        made = pdf(change)
        assert len(made) < 1 << 20
        assert "内容过多" in refused(made)

    def test_too_many_pages(self) -> None:
        assert "最多20页" in refused(pdf(pages=21))

    def test_a_password(self) -> None:
        assert "密码" in refused(files.locked())

    def test_one_without_pages(self) -> None:
        assert "过多" in refused(pdf(pages=0)) or "损坏" in refused(pdf(pages=0))

    def test_half_a_file_is_mended_or_refused_but_never_our_mistake(self) -> None:
        made = pdf(pages=3)
        for length in range(5, len(made), 37):
            try:
                assert cleaned(made[:length])
            except EvidenceUnfit:
                continue

    def test_the_same_file_gives_the_same_bytes(self) -> None:
        assert cleaned(pdf(static_id=True)) == cleaned(pdf(static_id=True))
