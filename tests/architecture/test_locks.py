"""The locks: every library pinned and hashed, the same versions everywhere, no server named."""

import re
from pathlib import Path

import pytest

from tests.architecture.house import ROOT, services, shown

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
