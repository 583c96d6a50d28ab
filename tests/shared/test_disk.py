"""The disk is waited for, but by a process that was told to spare it."""

import subprocess
import sys
from pathlib import Path

import pytest

from shared import disk

PROGRAM = """
import sys
from pathlib import Path
from shared import disk
from shared.files import write_whole
disk.spare()
path = Path(sys.argv[1])
write_whole(path, b"kept")
disk.sync(-1)
"""


def test_a_file_that_cannot_be_synced_is_an_error() -> None:
    with pytest.raises(ValueError, match="file descriptor"):
        disk.sync(-1)


def test_a_process_that_spares_the_disk_writes_the_same_and_waits_for_nothing(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", PROGRAM, str(tmp_path / "file")], check=True)
    assert (tmp_path / "file").read_bytes() == b"kept"
