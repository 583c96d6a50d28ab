"""The table of promises names tests that exist, in the world that its column says, and gives a reason for each gap."""

import ast
import re
from pathlib import Path

HERE = Path(__file__).parent
BOTH = HERE / "test_promises.py"
LOCAL = [BOTH, HERE / "test_killed_lines.py", HERE.parent / "shared" / "bus" / "test_relay.py"]
RABBIT = [BOTH, *sorted((HERE.parent / "stack").glob("test_*.py"))]


def named_in(paths: list[Path]) -> set[str]:
    return {
        node.name
        for path in paths
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def rows() -> list[list[str]]:
    lines = (HERE / "promises.md").read_text().splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return cells[2:]


def test_each_cell_names_a_test_or_a_reason() -> None:
    for promise, *worlds in rows():
        for cell, known in zip(worlds, (named_in(LOCAL), named_in(RABBIT)), strict=True):
            if cell.startswith("("):
                assert len(cell) > 10, promise
            else:
                assert cell.strip("`") in known, (promise, cell)


def test_each_promise_of_both_worlds_stands_in_the_table() -> None:
    told = set(re.findall(r"`(test_\w+)`", (HERE / "promises.md").read_text()))
    assert named_in([BOTH]) <= told
