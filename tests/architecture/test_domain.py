"""Rules are plain Python: the standard library's pure part, shared.kernel, and the service's own domain."""

import ast
import sys
from pathlib import Path

import pytest

from tests.architecture.house import ROOT, imports, parsed, services, shown, sources

OUTSIDE_WORLD = {
    "asyncio", "concurrent", "ftplib", "glob", "http", "io", "logging", "multiprocessing", "os", "pathlib", "random",
    "secrets", "select", "selectors", "shutil", "signal", "smtplib", "socket", "sqlite3", "ssl", "subprocess",
    "tempfile", "threading", "time", "urllib",
}
CLOCKS_AND_DICE = {"now", "today", "utcnow", "wall_clock", "new_id"}


def domain_files(root: Path = ROOT) -> list[Path]:
    found = [root / "services" / name / "domain.py" for name in services(root)]
    return [path for path in found if path.exists()] + sources(
        *(f"services/{name}/domain" for name in services(root)), root=root)


def impurities(tree: ast.Module, service: str) -> list[str]:
    """Imports beyond the pure ones, and calls of a clock or of a source of chance."""
    allowed = ("shared.kernel", f"services.{service}.domain")
    found = []
    for line, name in imports(tree):
        top = name.split(".", maxsplit=1)[0]
        own = any(name == one or name.startswith(f"{one}.") for one in allowed)
        if not own and (top not in sys.stdlib_module_names or top in OUTSIDE_WORLD):
            found.append(f"{line}: imports {name}")
        if own and name.rpartition(".")[2] in CLOCKS_AND_DICE:
            found.append(f"{line}: imports {name}")
    found += [f"{node.lineno}: calls {node.func.attr}()" for node in ast.walk(tree)
              if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
              and node.func.attr in CLOCKS_AND_DICE]
    return found


@pytest.mark.parametrize("path", domain_files(), ids=shown)
def test_a_rule_needs_no_world(path: Path) -> None:
    assert impurities(parsed(path), path.relative_to(ROOT).parts[1]) == []


@pytest.mark.parametrize("planted", [
    "import sqlalchemy",
    "from flask import request",
    "from shared.db import Tx",
    "from shared.kernel import wall_clock",
    "import time",
    "from services.review.domain import case",
    "from datetime import datetime\nx = datetime.now()",
])
def test_a_planted_impurity_is_seen(planted: str) -> None:
    assert len(impurities(ast.parse(planted), "choices")) == 1
