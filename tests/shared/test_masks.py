"""What lists show of a name or a number."""

import pytest

from shared.kernel import masked_name


@pytest.mark.parametrize(("name", "shown"), [
    ("刘英", "刘*"), ("欧阳娜娜", "欧***"), ("阿依桂·买买提艳", "阿***"),
    ("reviewer-education-commission", "r***"), ("", ""),
])
def test_a_name_is_its_first_character_and_few_stars(name: str, shown: str) -> None:
    """A long one would fill the line, and its length tells whose it is."""
    assert masked_name(name) == shown
