"""What others wrote is kept as they gave it."""

import hashlib
from pathlib import Path

VENDOR = Path(__file__).parent / "vendor"


def test_every_file_is_what_was_given() -> None:
    lines = (line.split("  ") for line in (VENDOR / "SHA256SUMS").read_text().splitlines())
    sums = {path: digest for digest, path in lines}
    found = {str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest()
             for path in VENDOR.rglob("*") if path.is_file() and path.parent != VENDOR}
    assert found == sums
