"""Looks for people's numbers in clear where none may be: logs, measures, addresses, database files, names of files.

It reads raw bytes, so a value in a freed database page, a write-ahead log or a half-written line counts as well.
Numbers are recognised in UTF-8, UTF-16, full-width digits and the hexadecimal text of their bytes (as databases print
parameters). What it cannot see: compressed or base64 text, and a number cut in two by a page's edge.
"""

import mmap
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from shared.kernel import masked_id, masked_phone

SHORTEST = 8
_DIGIT = rb"[0-9Xx]"


def _narrow(run: bytes) -> bytes:
    return unicodedata.normalize("NFKC", run.decode()).encode()


_RUNS: dict[str, tuple[re.Pattern[bytes], Callable[[bytes], bytes]]] = {
    "utf-8": (re.compile(_DIGIT + rb"{%d,}" % SHORTEST), lambda run: run),
    "utf-16": (re.compile(_DIGIT + rb"(?:\0" + _DIGIT + rb"){%d,}" % (SHORTEST - 1)), lambda run: run[::2]),
    "full-width": (re.compile(rb"(?:\xef\xbc[\x90-\x99\xb8]|\xef\xbd\x98){%d,}" % SHORTEST), _narrow),
    "hex": (re.compile(rb"(?:3[0-9]|[57]8){%d,}" % SHORTEST), lambda run: bytes.fromhex(run.decode())),
}


@dataclass(frozen=True, slots=True)
class Leak:
    """A number found. It shows the number masked: a report is no second leak."""

    where: str
    offset: int
    encoding: str
    number: str

    def __str__(self) -> str:
        return f"{self.where} at {self.offset}: {self.number} ({self.encoding})"


@dataclass
class Scan:
    """What was found and how much was looked at: a scan of nothing proves nothing."""

    leaks: list[Leak] = field(default_factory=list)
    sources: int = 0
    examined: int = 0

    @property
    def clean(self) -> bool:
        """Something was looked at, and nothing was found."""
        return self.examined > 0 and not self.leaks


def scan(
    numbers: Iterable[str], *, texts: Mapping[str, str], folders: Iterable[Path] = (), apart: Iterable[Path] = ()
) -> Scan:
    """Search ``texts`` (name to content) and every file below ``folders``, except below ``apart``.

    ``apart`` is for the files that stand for the outside world: a rehearsal's phones and mail boxes.
    """
    sought = _by_length(numbers)
    found = Scan()
    for name, text in texts.items():
        _look(found, sought, name, text.encode())
    for path in _files(folders, set(apart)):
        _look(found, sought, f"the name of {path}", str(path).encode())
        with path.open("rb") as file:
            if path.stat().st_size:
                with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                    _look(found, sought, str(path), content)
    return found


def _by_length(numbers: Iterable[str]) -> dict[int, set[bytes]]:
    sought: dict[int, set[bytes]] = {}
    for number in numbers:
        if len(number) < SHORTEST or not re.fullmatch(r"[0-9]+[Xx]?", number):
            raise ValueError(f"neither an ID number nor a phone, and {len(number)} characters long")
        sought.setdefault(len(number), set()).add(number.upper().encode())
    return sought


def _files(folders: Iterable[Path], apart: set[Path]) -> Iterator[Path]:
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not apart.intersection([path, *path.parents]):
                yield path


def _look(found: Scan, sought: Mapping[int, set[bytes]], where: str, data: bytes | mmap.mmap) -> None:
    found.sources += 1
    found.examined += len(data)
    for encoding, (runs, plain) in _RUNS.items():
        for run in runs.finditer(data):
            digits = plain(run[0]).upper()
            width = -(-len(run[0]) // len(digits))  # rounded up: the last of UTF-16 comes without its zero
            for start, number in _windows(digits, sought):
                found.leaks.append(Leak(where, run.start() + start * width, encoding, _shown(number)))


def _windows(digits: bytes, sought: Mapping[int, set[bytes]]) -> Iterator[tuple[int, str]]:
    for length, numbers in sought.items():
        for start in range(len(digits) - length + 1):
            if (window := digits[start : start + length]) in numbers:
                yield start, window.decode()


def _shown(number: str) -> str:
    return masked_phone(number) if len(number) == 11 else masked_id(number)
