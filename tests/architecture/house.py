"""The house as its files show it: what the architecture tests read, never a list kept by hand."""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("shared", "services", "rehearsal", "benchmarks")


def services(root: Path = ROOT) -> list[str]:
    """Every folder of services/, by name."""
    return sorted(path.name for path in (root / "services").iterdir() if path.is_dir() and path.name[0] not in "._")


def sources(*folders: str, root: Path = ROOT) -> list[Path]:
    """Every Python file below these folders."""
    found = (path for folder in folders for path in (root / folder).rglob("*.py"))
    return sorted(path for path in found if not {"var", "__pycache__"} & set(path.parts))


def product(root: Path = ROOT) -> list[Path]:
    """What is installed or run: everything but tests."""
    return [path for path in sources(*PRODUCT, root=root) if "tests" not in path.relative_to(root).parts]


def written_tests(root: Path = ROOT) -> list[Path]:
    """The tests of the house and those of each service."""
    inside = [path for path in sources(*PRODUCT, root=root) if "tests" in path.relative_to(root).parts]
    return [*sources("tests", root=root), *inside]


def rooms(files: Iterable[Path], root: Path = ROOT) -> dict[str, list[Path]]:
    """Files by the folder that they are in: a rule for thousands of files is asked of a room at a time."""
    found: dict[str, list[Path]] = {}
    for path in files:
        found.setdefault(path.parent.relative_to(root).as_posix(), []).append(path)
    return found


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, full name) of everything a module imports; ``from a import b`` gives ``a.b``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{name.name}") for name in node.names)


def shown(path: Path, root: Path = ROOT) -> str:
    return path.relative_to(root).as_posix()
