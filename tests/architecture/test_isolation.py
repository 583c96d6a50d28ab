"""Each service stands alone: with shared/ and nothing else of the house, its own tests are found, run and pass."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.house import ROOT, services

ENOUGH = 20
COUNTED = re.compile(r"^(?:=+ )?(\d+)(?:/\d+)? (?:passed|tests? collected)", re.MULTILINE)


def alone(service: str, folder: Path) -> Path:
    """shared/, one service and the tools' settings in an empty folder. What was compiled comes along: nobody finds it
    without its source."""
    leave = shutil.ignore_patterns("var")
    shutil.copytree(ROOT / "shared", folder / "shared", ignore=leave)
    shutil.copytree(ROOT / "services" / service, folder / "services" / service, ignore=leave)
    for file in ("pyproject.toml", "services/__init__.py"):
        shutil.copy(ROOT / file, folder / file)
    return folder


def run_tests(folder: Path, *options: str, which: str = "services") -> tuple[int, int, str]:
    """(exit status, how many passed or were found, what was said)."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-m", "not sweep", *options, which]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    counted = COUNTED.search(ran.stdout)
    return ran.returncode, int(counted.group(1)) if counted else 0, ran.stdout[-4000:] + ran.stderr[-2000:]


@pytest.mark.parametrize("service", services())
def test_a_service_and_its_tests_import_nothing_of_the_others(service: str, tmp_path: Path) -> None:
    status, found, said = run_tests(alone(service, tmp_path), "--collect-only")
    assert status == 0, said
    assert found >= ENOUGH, f"only {found} tests found\n{said}"


@pytest.mark.sweep    # the service tier has run the same tests in the house
@pytest.mark.parametrize("service", services())
def test_a_service_passes_its_tests_alone(service: str, tmp_path: Path) -> None:
    status, passed, said = run_tests(alone(service, tmp_path))
    assert status == 0, said
    assert passed >= ENOUGH, f"only {passed} tests ran\n{said}"


def test_a_service_that_leans_on_another_falls(tmp_path: Path) -> None:
    leaning, other = services()[:2]
    folder = alone(leaning, tmp_path)
    planted = f"services/{leaning}/tests/test_planted.py"
    (folder / planted).write_text(f"import services.{other}.app\n\ndef test_planted() -> None: ...\n", encoding="utf-8")
    status, _, said = run_tests(folder, "--collect-only", which=planted)
    assert status != 0
    assert f"No module named 'services.{other}'" in said
