"""No test replaces a part of the house behind its back: fakes are product code, passed in as arguments."""

import ast
from pathlib import Path

import pytest

from tests.architecture.house import functions, imports, parsed, rooms, shown, written_tests

PATCHING_LIBRARIES = ("unittest.mock", "mock", "pytest_mock", "responses", "freezegun", "time_machine")
PATCHING_FIXTURES = {"mocker", "class_mocker", "module_mocker", "session_mocker"}
ROOMS = rooms(written_tests())
PATCHING_VERBS = {"setattr", "delattr", "setitem", "delitem"}


def patches(tree: ast.Module) -> list[str]:
    """Where a module patches: by a library, by a fixture, or by monkeypatch on anything but the environment."""
    found = [f"{line}: import {name}" for line, name in imports(tree)
             if any(name == library or name.startswith(f"{library}.") for library in PATCHING_LIBRARIES)]
    for function in functions(tree):
        found += [f"{function.lineno}: {arg.arg}" for arg in function.args.args if arg.arg in PATCHING_FIXTURES]
    for node in ast.walk(tree):
        if (isinstance(node, ast.Attribute) and node.attr in PATCHING_VERBS
                and isinstance(node.value, ast.Name) and "patch" in node.value.id):
            found.append(f"{node.lineno}: {node.value.id}.{node.attr}")
    return found


@pytest.mark.parametrize("files", ROOMS.values(), ids=ROOMS)
def test_tests_patch_nothing(files: list[Path]) -> None:
    assert {shown(path): found for path in files if (found := patches(parsed(path)))} == {}


@pytest.mark.parametrize("planted", [
    "from unittest import mock",
    "from unittest.mock import patch",
    "def test_x(mocker): ...",
    "def test_x(monkeypatch): monkeypatch.setattr(module, 'name', 1)",
])
def test_a_planted_patch_is_seen(planted: str) -> None:
    assert len(patches(ast.parse(planted))) == 1


def test_the_environment_may_be_set() -> None:
    assert patches(ast.parse("def test_x(monkeypatch): monkeypatch.setenv('LONGMEN_X', '1')")) == []
