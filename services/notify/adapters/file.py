"""Phones and mailboxes as files: one JSON line a message, exactly once by notice id.

A line is on the disk before its notice is marked (:meth:`FileCarrier.finish` waits for all of a turn at once); a sender
that dies in between finds it there the next time. A torn last line, left by a machine that stopped, was never delivered
and is cut off.
"""

import errno
import fcntl
import json
import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from services.notify.domain.notice import CarrierAway, Letter, Refused
from shared import disk
from shared.kernel import in_beijing

FLUSHES = 8
"""How many files are flushed at once: the disk joins what comes together."""


class FileCarrier:
    """Brings letters into ``<folder>/<address>.ndjson``."""

    knows_repeats = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._touched: set[Path] = set()

    def carry(self, letter: Letter) -> str:
        """Append the letter unless it is there; its own id is the provider's."""
        path = self._path(letter.address)
        try:
            with _held(path) as file:
                if letter.notice not in _delivered(file):
                    _write_all(file, _line(letter))
        except OSError as error:
            if error.errno == errno.ENAMETOOLONG:
                raise Refused("address too long", for_good=True) from error
            raise CarrierAway(_named(error)) from error
        self._touched.add(path)
        return letter.notice

    def finish(self) -> None:
        """Every line is on the disk."""
        touched, self._touched = self._touched, set()
        if not touched or disk.is_spared():
            return
        try:
            with ThreadPoolExecutor(FLUSHES) as pool:
                list(pool.map(_flush, touched))
            _flush(self._folder)
        except OSError as error:
            raise CarrierAway(_named(error)) from error

    def lines(self) -> Counter[str]:
        """How many lines each notice has, over all addresses: one, or something is wrong."""
        found: Counter[str] = Counter()
        for path in sorted(self._folder.glob("*.ndjson")):
            found.update(json.loads(line)["notice"] for line in path.read_bytes().splitlines(keepends=True)
                         if line.endswith(b"\n"))
        return found

    def _path(self, address: str) -> Path:
        return self._folder / f"{quote(address.lower(), safe='@+').lstrip('.')}.ndjson"


@contextmanager
def _held(path: Path) -> Iterator[int]:
    """The file, to one sender at a time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
    finally:
        os.close(file)  # and with it the lock


def _delivered(file: int) -> set[str]:
    """The notices that the file holds whole; what is torn at its end is cut off."""
    content = _read_all(file)
    whole = content[: content.rfind(b"\n") + 1]
    if len(whole) < len(content):
        os.ftruncate(file, len(whole))
    return {json.loads(line)["notice"] for line in whole.splitlines()}


def _read_all(file: int) -> bytes:
    size = os.fstat(file).st_size
    return os.pread(file, size, 0) if size else b""


def _write_all(file: int, line: bytes) -> None:
    while line:
        line = line[os.write(file, line):]


def _line(letter: Letter) -> bytes:
    told = {
        "notice": letter.notice, "text": letter.text, "template": letter.template,
        "at": in_beijing(letter.at).isoformat(),
    }
    if letter.channel == "email":
        told["subject"] = letter.subject
    return json.dumps(told, ensure_ascii=False).encode() + b"\n"


def _named(error: OSError) -> str:
    """The error without the path that it names."""
    return errno.errorcode.get(error.errno or 0, "OSError")


def _flush(path: Path) -> None:
    held = os.open(path, os.O_RDONLY)
    try:
        disk.sync(held)
    finally:
        os.close(held)
