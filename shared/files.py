"""Files as content: photos, evidence and tickets in a folder by digest; any file written whole or not at all."""

import hashlib
import hmac
import io
import os
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, BinaryIO, Protocol

from shared import disk
from shared.kernel import NotFound, RuleBroken

CHUNK = 1 << 16
_DIGEST = re.compile(r"[0-9a-f]{64}")


class FileTooLarge(RuleBroken):
    """More bytes than this place takes."""

    code = "file_too_large"
    message = "文件过大，最多{limit_mb}MB。"
    status = 413


@dataclass(frozen=True, slots=True)
class Stored:
    """Where a file is found again, and how long it is."""

    digest: str
    size: int


class Storage(Protocol):
    """Where files rest. The owner writes; everybody else reads by a digest that an event carried."""

    def put(self, owner: str, content: BinaryIO | bytes, *, limit: int) -> Stored:
        """Keep it under a digest keyed by ``owner`` (a candidate): equal files of two owners do not look equal."""

    def open(self, digest: str) -> BinaryIO:
        """The content, or :class:`NotFound`."""

    def holds(self, digest: str) -> bool:
        """Whether it is there."""

    def remove(self, digest: str) -> None:
        """Forget it; nothing happens if it is not there."""

    def sweep(self, *, before: datetime, spare: Callable[[str], bool] = lambda digest: False) -> int:
        """Forget whatever was written before this wall instant and is not spared, half-written files too; returns how
        many."""


class LocalStorage:
    """A folder: ``ab/cd/abcd…``. ``key`` is the owner service's secret; a reader elsewhere has none and needs none."""

    def __init__(self, root: Path, *, key: bytes | None = None) -> None:
        self._root = root
        self._key = key

    def put(self, owner: str, content: BinaryIO | bytes, *, limit: int) -> Stored:
        """Written to a temporary name, synced, renamed: a digest never names half a file."""
        if self._key is None:
            raise PermissionError("this process reads files and does not write them")
        source = io.BytesIO(content) if isinstance(content, bytes) else content
        incoming = _private_folder(self._root / "incoming")
        with _temporary(incoming / secrets.token_hex(8)) as (temporary, target):
            stored = _copy(source, target, self._keyed(owner), limit=limit)
            _flush(target)
            path = self._path(stored.digest)
            _private_folder(path.parent)
            temporary.replace(path)
            _sync_folder(path.parent)
        return stored

    def open(self, digest: str) -> BinaryIO:
        """Opened for reading; the caller closes it."""
        try:
            return self._path(digest).open("rb")
        except FileNotFoundError as error:
            raise NotFound from error

    def holds(self, digest: str) -> bool:
        """Whether the folder has it."""
        return self._path(digest).is_file()

    def remove(self, digest: str) -> None:
        """Unlink it."""
        self._path(digest).unlink(missing_ok=True)

    def sweep(self, *, before: datetime, spare: Callable[[str], bool] = lambda digest: False) -> int:
        """By the time at which the file was written."""
        return sum(_swept(path, before.timestamp(), spare) for path in self._root.rglob("*"))

    def genuine(self, owner: str, digest: str) -> bool:
        """Whether the stored bytes still are what ``owner`` handed in."""
        keyed = self._keyed(owner)
        with self.open(digest) as content:
            while chunk := content.read(CHUNK):
                keyed.update(chunk)
        return hmac.compare_digest(keyed.hexdigest(), digest)

    def _keyed(self, owner: str) -> hmac.HMAC:
        if self._key is None:
            raise PermissionError("only the owner service can compute digests")
        return hmac.new(hmac.digest(self._key, owner.encode(), hashlib.sha256), digestmod=hashlib.sha256)

    def _path(self, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise NotFound
        return self._root / digest[:2] / digest[2:4] / digest


def write_whole(path: Path, content: bytes) -> None:
    """Replace ``path`` at once: after a crash it holds the old content or the new, never a piece. Mode 0600."""
    with _temporary(path.with_name(f".{path.name}.{secrets.token_hex(4)}")) as (temporary, target):
        target.write(content)
        _flush(target)
        temporary.replace(path)
        _sync_folder(path.parent)


def write_new(path: Path, content: bytes) -> bool:
    """Write ``path`` if nobody has; false if somebody was first. Mode 0600."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _temporary(path.with_name(f".{path.name}.{secrets.token_hex(4)}")) as (temporary, target):
        target.write(content)
        _flush(target)
        try:
            os.link(temporary, path)
        except FileExistsError:
            return False
        _sync_folder(path.parent)
    return True


@contextmanager
def _temporary(path: Path) -> Iterator[tuple[Path, IO[bytes]]]:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as target:
            yield path, target
    finally:
        path.unlink(missing_ok=True)


def _swept(path: Path, before: float, spare: Callable[[str], bool]) -> bool:
    try:
        if path.is_dir() or path.stat().st_mtime >= before or spare(path.name):
            return False
        path.unlink()
    except FileNotFoundError:  # somebody else removed it
        return False
    return True


def _copy(source: BinaryIO, target: IO[bytes], keyed: hmac.HMAC, *, limit: int) -> Stored:
    size = 0
    while chunk := source.read(CHUNK):
        size += len(chunk)
        if size > limit:
            raise FileTooLarge(limit_mb=limit // (1 << 20))
        keyed.update(chunk)
        target.write(chunk)
    return Stored(keyed.hexdigest(), size)


def _flush(target: IO[bytes]) -> None:
    target.flush()
    disk.sync(target.fileno())


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        disk.sync(descriptor)
    finally:
        os.close(descriptor)


def _private_folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path
