"""What the services say to each other, as documents for people and for programs that are not ours.

All of it is made from the contracts and from who hears them, and is checked in: ``docs/contracts``,
``docs/asyncapi.yaml`` and, for the colleges' programs, ``docs/college-link``. Nothing here reads a clock or a service;
who hears what is an argument.
"""

from collections.abc import Collection, Mapping
from pathlib import Path

from shared.contracts import REGISTRY, Event
from shared.documents.asyncapi import asyncapi
from shared.documents.colleges import FOLDER, college_documents
from shared.documents.schemas import as_json, contract_schema
from shared.documents.table import contract_table

Heard = Mapping[str, Collection[type[Event]]]
"""By service: the contracts that it subscribes to."""

SCHEMAS = Path("docs/contracts")


def documents(heard: Heard) -> dict[Path, str]:
    """Every generated document: its place below the repository's root, and its text."""
    hearers = {name: sorted(service for service, heard_by in heard.items() if contract in heard_by)
               for name, contract in sorted(REGISTRY.items())}
    made = {SCHEMAS / f"{name}.schema.json": as_json(contract_schema(REGISTRY[name])) for name in hearers}
    whole = {SCHEMAS / "README.md": contract_table(hearers), Path("docs/asyncapi.yaml"): asyncapi(hearers)}
    return {**made, **whole, **college_documents()}


def differing(root: Path, heard: Heard) -> list[Path]:
    """The documents that are missing below ``root``, say something else, or belong to no contract."""
    made = documents(heard)
    found = {path.relative_to(root) for folder in (SCHEMAS, FOLDER) for path in (root / folder).glob("*.json")}
    changed = {path for path, text in made.items() if _text(root / path) != text}
    return sorted(changed | (found - made.keys()))


def write(root: Path, heard: Heard) -> list[Path]:
    """Bring the documents below ``root`` up to date. Returns those that were not."""
    made = documents(heard)
    changed = differing(root, heard)
    for path in changed:
        if path in made:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(made[path], encoding="utf-8")
        else:
            (root / path).unlink()
    return changed


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


__all__ = ["Heard", "differing", "documents", "write"]
