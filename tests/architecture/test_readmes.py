"""A service's README is its contract with people: what it says of itself is what the code does."""

import importlib
import re
from pathlib import Path

import pytest

from shared.config import Config, rows
from shared.contracts import REGISTRY, publisher_of
from shared.testing.house import house
from tests.architecture.house import ROOT, services

SECTIONS = ["Decides", "Hears", "Tells", "Keeps", "Settings"]
FIRST_CELL = re.compile(r"^\| *`([^`]+)`")


def sections(readme: str) -> dict[str, str]:
    """Text by second-level heading."""
    parts = re.split(r"^## (.+)$", readme, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def table(section: str) -> list[str]:
    """What the first column of a section's table names, in its order."""
    return [found.group(1) for line in section.splitlines() if (found := FIRST_CELL.match(line))]


def readme_of(name: str) -> dict[str, str]:
    path = ROOT / "services" / name / "README.md"
    return sections(path.read_text(encoding="utf-8") if path.exists() else "")


def config_of(name: str) -> type[Config]:
    module = importlib.import_module(f"services.{name}.config")
    found = [kind for kind in vars(module).values() if isinstance(kind, type) and issubclass(kind, Config)]
    return next(kind for kind in found if kind.__module__ == module.__name__)


@pytest.mark.parametrize("name", services())
def test_a_readme_has_the_five_tables(name: str) -> None:
    assert [heading for heading in readme_of(name) if heading in SECTIONS] == SECTIONS


@pytest.mark.parametrize("name", services())
def test_hears_is_the_table_of_subscriptions(name: str, tmp_path: Path) -> None:
    app = importlib.import_module(f"services.{name}.app")
    with house({name: (config_of(name), app.build)}, tmp_path) as home:
        heard = {contract.NAME for contract in home.services[name].subscriptions}
    assert sorted(table(readme_of(name)["Hears"])) == sorted(heard)


@pytest.mark.parametrize("name", services())
def test_tells_is_every_contract_of_the_publisher(name: str) -> None:
    told = [contract for contract in REGISTRY if publisher_of(contract) == name]
    assert sorted(table(readme_of(name)["Tells"])) == sorted(told)


@pytest.mark.parametrize("name", services())
def test_what_is_told_is_emitted_somewhere(name: str) -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for folder in (f"services/{name}", "shared")
                     for path in (ROOT / folder).rglob("*.py") if not {"tests", "contracts"} & set(path.parts))
    made = r"\b{0}\(|, db\.service\)\.{0}\b"    # by name, or by the chassis for whichever service it serves
    silent = [contract for contract, kind in REGISTRY.items()
              if publisher_of(contract) == name and not re.search(made.format(kind.__name__), code)]
    assert silent == []


@pytest.mark.parametrize("name", services())
def test_keeps_is_every_table_of_its_own(name: str) -> None:
    importlib.import_module(f"services.{name}.app")  # so that every noun's tables are declared
    metadata = importlib.import_module(f"services.{name}.store").METADATA
    assert sorted(table(readme_of(name)["Keeps"])) == sorted(metadata.tables)


@pytest.mark.parametrize("name", services())
def test_settings_are_those_of_the_schema_with_their_defaults(name: str) -> None:
    said = readme_of(name)["Settings"]
    settings = list(rows(config_of(name), service=name))
    assert table(said) == [row.variable for row in settings]
    lines = [line for line in said.splitlines() if FIRST_CELL.match(line)]
    assert [row.variable for row, line in zip(settings, lines, strict=True) if row.default not in line] == []


def test_a_row_too_many_is_seen() -> None:
    readme = "# X\n\n## Hears\n\n| event | then |\n|---|---|\n| `a.b.v1` | kept |\n\n## Tells\n\nNothing yet.\n"
    assert table(sections(readme)["Hears"]) == ["a.b.v1"]
    assert table(sections(readme)["Tells"]) == []
