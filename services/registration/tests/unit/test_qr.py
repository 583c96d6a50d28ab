"""A QR code is markup that stands in a page under a strict Content-Security-Policy."""

from xml.etree import ElementTree as ET

import pytest

from services.registration.adapters.qr import SCALE, drawn

URI = "otpauth://totp/%E9%BE%99%E9%97%A8:chen%40example.cn?secret=DOK3DGL5AEYLD4YSCF7BXJGL6CHU2I5B&issuer=x"


def drawing(text: str, title: str = "x") -> ET.Element:
    return ET.fromstring(drawn(text, title=title))


def test_it_has_a_name_and_neither_style_nor_script_nor_address() -> None:
    found = drawing(URI, "二维码 <&>")
    assert (found.get("role"), found.findtext("title")) == ("img", "二维码 <&>")
    assert {each.tag for each in found.iter()} == {"svg", "title", "g", "path"}
    assert {name for each in found.iter() for name in each.attrib} == {
        "role", "width", "height", "class", "transform", "fill", "stroke", "d",
    }
    assert "DOK3DGL5" not in drawn(URI, title="x")


@pytest.mark.parametrize("text", [URI, "x"])
def test_it_is_black_on_white_with_a_quiet_zone_and_fits_a_phone(text: str) -> None:
    found = drawing(text)
    light, dark = found.iter("path")
    modules = int(found.get("width", "0")) // SCALE
    assert (light.get("fill"), dark.get("stroke")) == ("#fff", "#000")
    assert light.get("d") == f"M0 0h{modules}v{modules}h-{modules}z"
    assert dark.get("d", "").startswith("M4 4.5h7")  # the first corner mark, four modules from the edge
    assert modules * SCALE <= 320
