"""Walking a file that was read: ``windows.*.categories.*`` and the values it meets, with their paths."""

from collections.abc import Iterator
from typing import Any

from shared.season.text import Path


def walk(tree: Any, pattern: str) -> Iterator[tuple[Path, Any]]:
    """Every value of a pattern: ``*`` is any item of a list, ``@`` any key of a mapping (its value is the key)."""
    yield from _walk(tree, pattern.split("."), ())


def _walk(node: Any, steps: list[str], path: Path) -> Iterator[tuple[Path, Any]]:
    if not steps:
        yield path, node
    elif steps[0] == "*" and isinstance(node, list):
        for place, item in enumerate(node):
            yield from _walk(item, steps[1:], (*path, place))
    elif steps[0] == "@" and isinstance(node, dict):
        for key in node:
            yield from _walk(key, steps[1:], (*path, key))
    elif isinstance(node, dict) and steps[0] in node:
        yield from _walk(node[steps[0]], steps[1:], (*path, steps[0]))


def everywhere(node: Any, key: str, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value of a key, however deep."""
    if isinstance(node, list):
        for place, item in enumerate(node):
            yield from everywhere(item, key, (*path, place))
    elif isinstance(node, dict):
        for each, value in node.items():
            if each == key:
                yield (*path, each), value
            yield from everywhere(value, key, (*path, each))


def value_at(node: Any, path: Path) -> Any:
    """The value of a path; None where there is none."""
    for step in path:
        try:
            node = node[step]
        except (KeyError, IndexError, TypeError):
            return None
    return node


def shown(path: Path) -> str:
    """``windows[2].closes_at``."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text or "(file)"
