"""A digest never names half a file, and equal files of two people do not look equal."""

import io
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import files
from shared.files import FileTooLarge, LocalStorage, Storage, write_new, write_whole
from shared.kernel import NotFound
from shared.testing.kill import killed_at

MB = 1 << 20


@pytest.fixture
def storage(tmp_path: Path) -> LocalStorage:
    return LocalStorage(tmp_path / "files", key=b"k" * 32)


def kept(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


def test_a_file_comes_back_by_its_digest(tmp_path: Path, storage: LocalStorage) -> None:
    content = os.urandom(200_000)
    stored = storage.put("cand-1", io.BytesIO(content), limit=MB)
    assert stored.size == len(content)
    with storage.open(stored.digest) as file:
        assert file.read() == content
    assert storage.holds(stored.digest)
    assert storage.genuine("cand-1", stored.digest)
    assert [path.name for path in kept(tmp_path)] == [stored.digest]
    assert kept(tmp_path)[0].stat().st_mode & 0o077 == 0


def test_the_same_again_is_the_same_file(tmp_path: Path, storage: LocalStorage) -> None:
    assert storage.put("cand-1", b"photo", limit=MB) == storage.put("cand-1", b"photo", limit=MB)
    assert len(kept(tmp_path)) == 1


def test_digests_are_keyed_by_person_and_by_service(tmp_path: Path, storage: LocalStorage) -> None:
    other = LocalStorage(tmp_path / "files", key=b"x" * 32)
    digests = {storage.put("cand-1", b"photo", limit=MB).digest, storage.put("cand-2", b"photo", limit=MB).digest,
               other.put("cand-1", b"photo", limit=MB).digest, storage.put("cand-1", b"other", limit=MB).digest}
    assert len(digests) == 4


@given(content=st.binary(max_size=2000))
def test_any_content_is_kept(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    storage = LocalStorage(tmp_path_factory.getbasetemp() / "any", key=b"k" * 32)
    stored = storage.put("c", content, limit=2000)
    with storage.open(stored.digest) as file:
        assert file.read() == content


def test_too_much_is_refused_and_nothing_is_left(tmp_path: Path, storage: LocalStorage) -> None:
    storage.put("c", b"x" * MB, limit=MB)
    with pytest.raises(FileTooLarge, match="最多1MB"):
        storage.put("c", b"x" * (MB + 1), limit=MB)
    assert len(kept(tmp_path)) == 1


def test_a_source_that_breaks_off_leaves_nothing(tmp_path: Path, storage: LocalStorage) -> None:
    class BrokenLine(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            if not self.pieces:
                raise ConnectionResetError
            return self.pieces.pop()

        def __init__(self) -> None:
            self.pieces = [b"half"]

    with pytest.raises(ConnectionResetError):
        storage.put("c", cast("BinaryIO", BrokenLine()), limit=MB)
    assert kept(tmp_path) == []


def test_what_was_written_before_an_instant_is_swept(tmp_path: Path, storage: LocalStorage) -> None:
    older, newer = (storage.put("c", content, limit=MB).digest for content in (b"older", b"newer"))
    os.utime(next(path for path in kept(tmp_path) if path.name == older), (1_900_000_000, 1_900_000_000))
    os.utime(next(path for path in kept(tmp_path) if path.name == newer), (1_900_000_060, 1_900_000_060))
    assert storage.sweep(before=datetime.fromtimestamp(1_900_000_060, UTC)) == 1
    assert [path.name for path in kept(tmp_path)] == [newer]
    assert storage.put("c", b"older", limit=MB).digest == older


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 65, "a" * 64 + "\n", "0" * 64])
def test_what_is_no_digest_finds_nothing(storage: LocalStorage, digest: str) -> None:
    with pytest.raises(NotFound):
        storage.open(digest)


def test_a_reader_elsewhere_reads_and_writes_nothing(tmp_path: Path, storage: LocalStorage) -> None:
    digest = storage.put("c", b"photo", limit=MB).digest
    reader: Storage = LocalStorage(tmp_path / "files")
    with reader.open(digest) as file:
        assert file.read() == b"photo"
    with pytest.raises(PermissionError):
        reader.put("c", b"photo", limit=MB)


def test_a_changed_file_is_not_genuine(tmp_path: Path, storage: LocalStorage) -> None:
    digest = storage.put("c", b"photo", limit=MB).digest
    assert not storage.genuine("somebody else", digest)
    kept(tmp_path)[0].write_bytes(b"pho7o")
    assert not storage.genuine("c", digest)


def test_a_removed_file_is_gone(storage: LocalStorage) -> None:
    digest = storage.put("c", b"photo", limit=MB).digest
    storage.remove(digest)
    storage.remove(digest)
    assert not storage.holds(digest)


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "head"
    write_whole(path, b"old")
    with path.open("rb") as reading:
        write_whole(path, b"new and longer")
        assert reading.read() == b"old"
    assert path.read_bytes() == b"new and longer"
    assert list(tmp_path.iterdir()) == [path]


def test_only_the_first_writes_a_new_file(tmp_path: Path) -> None:
    assert write_new(tmp_path / "deep" / "key", b"first")
    assert not write_new(tmp_path / "deep" / "key", b"second")
    assert (tmp_path / "deep" / "key").read_bytes() == b"first"


def test_killed_at_any_line_a_digest_names_the_whole_file_or_nothing(tmp_path: Path) -> None:
    content = b"evidence" * 100
    storage = LocalStorage(tmp_path / "files", key=b"k" * 32)
    digest = LocalStorage(tmp_path / "elsewhere", key=b"k" * 32).put("c", content, limit=MB).digest

    def put() -> None:
        storage.put("c", content, limit=MB)

    line, came = 0, 0
    while killed_at(line := line + 1, put, [files]):
        if storage.holds(digest):
            came += 1
            assert storage.genuine("c", digest)
            storage.remove(digest)
    assert line > 20
    assert 0 < came < line - 1
