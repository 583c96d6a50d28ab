"""Files and functions stay small enough to be read whole; every module says what it is for."""

import ast
from pathlib import Path
from statistics import quantiles

import pytest

from tests.architecture.house import functions, parsed, product, rooms, shown, written_tests

FILE_MAX, FILE_P90, FUNCTION_MAX, FUNCTION_P90 = 300, 170, 40, 15    # P90: a door with its schemas is read in one piece
EVERY_ROOM = rooms(product() + written_tests())


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def long_functions(tree: ast.Module) -> list[str]:
    return [f"{node.name}: {lines_of(node)} lines" for node in functions(tree) if lines_of(node) > FUNCTION_MAX]


def unannotated(tree: ast.Module) -> list[str]:
    return [f"{node.lineno}: {node.name}" for node in functions(tree) if node.returns is None]


def faults_of(path: Path) -> list[str]:
    tree, length = parsed(path), len(path.read_text(encoding="utf-8").splitlines())
    found = [*long_functions(tree), *unannotated(tree)]
    if length > FILE_MAX:
        found.append(f"{length} lines")
    if length and not ast.get_docstring(tree):
        found.append("no module docstring")
    return found


@pytest.mark.parametrize("files", EVERY_ROOM.values(), ids=EVERY_ROOM)
def test_files_fit_their_budget(files: list[Path]) -> None:
    assert {shown(path): found for path in files if (found := faults_of(path))} == {}


def test_a_file_that_does_not_fit_is_seen(tmp_path: Path) -> None:
    unfit = tmp_path / "unfit.py"
    unfit.write_text("def planted():\n" + "    x = 1\n" * FILE_MAX)
    assert faults_of(unfit) == [
        f"planted: {FILE_MAX + 1} lines", "1: planted", f"{FILE_MAX + 1} lines", "no module docstring"]


def test_nine_files_of_ten_are_little_more_than_half_of_that() -> None:
    lengths = [len(path.read_text(encoding="utf-8").splitlines()) for path in product()]
    assert quantiles(lengths, n=10)[-1] <= FILE_P90


def test_nine_functions_of_ten_fit_a_glance() -> None:
    lengths = [lines_of(node) for path in product() for node in functions(parsed(path))]
    assert quantiles(lengths, n=10)[-1] <= FUNCTION_P90


def test_what_is_too_long_or_unannotated_is_seen() -> None:
    body = "\n".join("    x = 1" for _ in range(FUNCTION_MAX))
    tree = ast.parse(f"def planted():\n{body}\n")
    assert long_functions(tree) == [f"planted: {FUNCTION_MAX + 1} lines"]
    assert unannotated(tree) == ["1: planted"]


def test_the_house_was_found() -> None:
    assert {room.split("/")[0] for room in EVERY_ROOM} >= {"shared", "services"}
