"""import-linter's contracts hold, and each of them breaks when its forbidden import is planted in a copy."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture.house import PRODUCT, ROOT, services

LINT = [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports_command as lint; sys.exit(lint())"]
Plant = Callable[[str, str], None]
SERVICE, OTHER = services()[0], services()[-1]


def lint(root: Path) -> tuple[bool, str]:
    ran = subprocess.run([*LINT, "--no-logo", "--no-cache"], cwd=root, capture_output=True, text=True, check=False)
    return ran.returncode == 0, ran.stdout + ran.stderr


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The house's own sources in an empty folder, free to be spoilt."""
    for folder in PRODUCT:
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "var"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.fixture
def plant(copy: Path) -> Plant:
    """Add a line to a module of the copy, which may be a file or a folder."""

    def add(module: str, line: str) -> None:
        path = copy.joinpath(*module.split("."))
        file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        file.write_text(f"{file.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")

    return add


def test_the_contracts_hold() -> None:
    held, report = lint(ROOT)
    assert held, report


@pytest.mark.parametrize(("contract", "module", "line"), [
    ("Floors inside a service", f"services.{SERVICE}.store", f"import services.{SERVICE}.usecases"),
    ("Floors inside a service", f"services.{SERVICE}.usecases", f"import services.{SERVICE}.api"),
    ("Floors inside a service", f"services.{SERVICE}.domain", f"import services.{SERVICE}.store"),
    ("Floors inside a service", f"services.{SERVICE}.api", f"import services.{SERVICE}.pages"),
    ("Floors inside a service", f"services.{SERVICE}.usecases", f"import services.{SERVICE}.adapters"),
    ("No service knows another", f"services.{SERVICE}.usecases", f"import services.{OTHER}.domain"),
    ("shared knows no service", "shared.db", f"import services.{SERVICE}.store"),
    ("The driver speaks through doors", "rehearsal", f"import services.{SERVICE}.api"),
    ("Services know neither", f"services.{SERVICE}.jobs", "import benchmarks"),
    ("Rules import the standard library", f"services.{SERVICE}.domain", "import sqlalchemy"),
    ("Rules import the standard library", f"services.{SERVICE}.domain", "import shared.db"),
    ("shared.kernel stands on nothing", "shared.kernel", "import shared.codec"),
    ("One package knows the broker", f"services.{SERVICE}.events", "import amqp"),
    ("One module knows how events become bytes", f"services.{SERVICE}.events", "import msgspec"),
    ("Nothing that is deployed", f"services.{SERVICE}.app", "import shared.testing"),
])
def test_a_planted_import_breaks_its_contract(
    contract: str, module: str, line: str, copy: Path, plant: Plant,
) -> None:
    plant(module, line)
    held, report = lint(copy)
    assert not held
    assert any(said.startswith(contract) and "BROKEN" in said for said in _joined(report)), report


def test_a_room_that_no_plan_knows_is_seen(copy: Path) -> None:
    (copy / "services" / SERVICE / "helpers.py").write_text('"""A junk drawer."""\n', encoding="utf-8")
    held, report = lint(copy)
    assert not held
    assert f"services.{SERVICE}.helpers" in report


def _joined(report: str) -> list[str]:
    """import-linter wraps long names: the lines of its summary, each on one line again."""
    return report.replace(" \n", " ").splitlines()
