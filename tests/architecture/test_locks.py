"""The locks: every library pinned and hashed, the same versions everywhere, no server named."""

import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.architecture.house import ROOT, imports, parsed, product, services, shown

REQUIREMENTS = ROOT / "requirements"
ENTRY = re.compile(r"^([a-z0-9][a-z0-9._-]*)(\[[a-z,]+\])?==(\S+) \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")
LOCKS = sorted(REQUIREMENTS.glob("*.txt"))


def locked(lock: Path) -> dict[str, str]:
    """Library to version."""
    found = (ENTRY.match(line) for line in lock.read_text(encoding="utf-8").splitlines())
    return {entry.group(1): entry.group(3) for entry in found if entry}


def wanted(source: Path) -> dict[str, str]:
    """Library to the version that an ``.in`` file pins, or "" where it leaves it to the lock."""
    found: dict[str, str] = {}
    for line in source.read_text(encoding="utf-8").splitlines():
        text = line.split("#")[0].strip()
        if text.startswith("-r "):
            found |= wanted(source.parent / text[3:])
        elif text:
            name, _, version = text.partition("==")
            found[re.sub(r"\[.*\]", "", name).lower().replace(".", "-")] = version
    return found


def test_each_service_and_development_have_a_lock() -> None:
    assert {lock.stem for lock in LOCKS} == {"dev", *services()}


@pytest.mark.parametrize("lock", LOCKS, ids=shown)
def test_a_lock_holds_hashed_pins_and_comments_only(lock: Path) -> None:
    others = [line for line in lock.read_text(encoding="utf-8").splitlines()
              if not (ENTRY.match(line) or HASH.match(line) or line.lstrip().startswith("#"))]
    assert others == []
    assert "://" not in lock.read_text(encoding="utf-8")


@pytest.mark.parametrize("lock", LOCKS, ids=shown)
def test_a_lock_is_what_its_source_asks_for(lock: Path) -> None:
    have, want = locked(lock), wanted(lock.with_suffix(".in"))
    assert want.keys() <= have.keys(), "run `make lock`"
    assert [name for name, version in want.items() if version not in {"", have[name]}] == [], "run `make lock`"


@pytest.mark.parametrize("lock", LOCKS, ids=shown)
def test_a_service_runs_on_what_was_tested(lock: Path) -> None:
    assert locked(lock).items() <= locked(REQUIREMENTS / "dev.txt").items()


def reached(service: str) -> set[Path]:
    """A service's modules and those of the chassis that they import, directly or not, without tests."""
    waiting = [path for path in product() if path.is_relative_to(ROOT / "services" / service)]
    found: set[Path] = set()
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += [ours for _, name in imports(parsed(path)) if name.startswith("shared.")
                        for ours in files_of(name)]
    return found


def files_of(name: str) -> list[Path]:
    """The modules of ours that are run when ``name`` is imported."""
    parts = name.split(".")
    places = [ROOT.joinpath(*parts[:length]) for length in range(1, len(parts) + 1)]
    both = [path for place in places for path in (place / "__init__.py", place.with_suffix(".py"))]
    return [path for path in both if path.is_file()]


def imported(service: str) -> set[str]:
    """The libraries, by top-level module, that a service's processes import."""
    names = {name.split(".")[0] for path in reached(service) for _, name in imports(parsed(path))}
    return names - sys.stdlib_module_names - {"shared", "services"}


@pytest.mark.parametrize("service", services())
def test_a_service_asks_for_each_library_that_it_imports(service: str) -> None:
    asked = wanted(REQUIREMENTS / f"{service}.in").keys()
    brought_by = packages_distributions()
    unasked = {name for name in imported(service)
               if not {re.sub(r"[_.]", "-", found.lower()) for found in brought_by.get(name, [])} & asked}
    assert unasked == set(), f"requirements/{service}.in or chassis.in must name them"
