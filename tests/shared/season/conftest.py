"""The one season file that stands in the tree, as text and as a season."""

import re
from pathlib import Path

import pytest

from shared.season import Season, read

FILE = Path(__file__).parents[3] / "seasons" / "chongqing-2024-exempt.yaml"


@pytest.fixture(scope="session")
def text() -> str:
    return FILE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def season() -> Season:
    return read(FILE)


@pytest.fixture(scope="session")
def file() -> Path:
    return FILE


@pytest.fixture(scope="session")
def short(text: str) -> str:
    """A whole season all the same, quicker to read: two colleges with their majors, none of the further rules."""
    text = re.sub(r"\nrules:\n.*?\n(?=# -)", "\n", text, flags=re.DOTALL)
    text = re.sub(r'    - code: "5003".*?\n(?=source_colleges:)', "\n", text, flags=re.DOTALL)
    return re.sub(r'    - \{college: "50(?!01)\d\d".*\n', "", text)
