"""Every text of a package that is called complete has its English, and the catalogue holds what is said today."""

import re
from pathlib import Path

import pytest

from shared.web.catalogue import Package, packages, renewed, untranslated, written
from shared.web.translation import read

COMPLETE = {"shared", "services/admission", "services/choices", "services/notify", "services/registration",
            "services/review"}
"""Packages whose every text has English. It grows until it holds them all."""

PARAMETER = re.compile(r"%\((\w+)\)s|\{(\w+)\}")
COUNTED = re.compile(
    r"(?<!most )%\((?!most)\w+\)s (?:more )?"
    r"(?:candidates|rows|files|seats|choices|colleges|majors|filings|pages|students|signatures|messages)\b"
)
PACKAGES = packages()


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.folder)
def test_what_is_complete_lacks_nothing(package: Package) -> None:
    if package.folder in COMPLETE:
        today = {message.id if isinstance(message.id, str) else message.id[0]: message.string
                 for message in renewed(package) if message.id}
        assert [text for text, english in today.items() if not (english and all(english))] == []
        assert set(read(package.catalogue)) == set(today)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.folder)
def test_a_translation_has_the_parameters_of_its_text(package: Package) -> None:
    for text, forms in read(package.catalogue).items():
        for form in forms:
            assert set(PARAMETER.findall(form)) == set(PARAMETER.findall(text)), text


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.folder)
def test_a_number_is_said_in_english_that_fits_one_and_many(package: Package) -> None:
    """Unless the text has a form for one."""
    once = [forms[0] for forms in read(package.catalogue).values() if len(forms) == 1]
    assert [form for form in once if COUNTED.search(form)] == []


def test_texts_of_views_templates_and_errors_are_found_and_their_english_stays(tmp_path: Path) -> None:
    folder = tmp_path / "services" / "one"
    folder.mkdir(parents=True)
    (folder / "view.py").write_text('class Late(RuleBroken):\n    message = "已截止。"\nx = _("保存")\n')
    (folder / "other.py").write_text('x = other("不译")\n')
    (folder / "page.html").write_text('{{ _("首页") }}{% trans %}欢迎{% endtrans %}<p>没有标记</p>')
    package = Package("services/one", folder / "en.po")
    assert set(untranslated(package, tmp_path)) == {"已截止。", "保存", "首页", "欢迎"}
    catalogue = renewed(package, tmp_path)
    catalogue["保存"].string = "Save"
    package.catalogue.write_bytes(written(catalogue))
    (folder / "page.html").write_text('{{ _("首页") }}')
    again = renewed(package, tmp_path)
    assert again["保存"].string == "Save"
    assert "欢迎" not in again
