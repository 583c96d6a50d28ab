"""The key ring is read only from a file that is safe, is replaced whole, and never shows itself."""

import threading
from base64 import b64encode
from pathlib import Path

import pytest

from shared.security.keyring import KeyRing, KeyRingFault


def test_a_ring_comes_back_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "ring"
    ring = KeyRing.generate().rotated()
    ring.write(path)
    assert KeyRing.read(path) == ring
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(("mode", "taken"), [
    (0o600, True), (0o400, True), (0o440, True), (0o640, True), (0o644, False), (0o660, False), (0o604, False),
])
def test_a_file_that_others_can_touch_is_refused(tmp_path: Path, mode: int, taken: bool) -> None:
    path = tmp_path / "ring"
    KeyRing.generate().write(path)
    path.chmod(mode)
    if taken:
        KeyRing.read(path)
    else:
        with pytest.raises(KeyRingFault, match=f"{mode:04o}"):
            KeyRing.read(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyRingFault, match="absent: No such file"):
        KeyRing.read(tmp_path / "absent")


KEY = b64encode(bytes(32)).decode()


@pytest.mark.parametrize("text", [
    "", "[]", "{}", '{"current": 1}', '{"current": 1, "keys": {"1": "short"}, "index": "short"}',
    f'{{"current": 2, "keys": {{"1": "{KEY}"}}, "index": "{KEY}"}}',
    f'{{"current": 0, "keys": {{"0": "{KEY}"}}, "index": "{KEY}"}}',
    f'{{"current": 65536, "keys": {{"65536": "{KEY}"}}, "index": "{KEY}"}}',
    f'{{"current": 1, "keys": {{"1": "{KEY}"}}, "index": "{KEY[:20]}"}}',
    f'{{"current": 1, "keys": {{"1": "{KEY[:-4]}"}}, "index": "{KEY}"}}',
])
def test_a_broken_ring_is_refused_without_quoting_it(text: str) -> None:
    with pytest.raises(KeyRingFault) as refused:
        KeyRing.from_text(text)
    assert KEY[:20] not in str(refused.value)


def test_the_ring_shows_no_key() -> None:
    ring = KeyRing.generate()
    assert repr(ring) == "KeyRing(current=1)"


def test_rotation_adds_and_keeps() -> None:
    ring = KeyRing.generate()
    rotated = ring.rotated()
    assert (rotated.current, set(rotated.keys)) == (2, {1, 2})
    assert rotated.keys[1] == ring.keys[1]
    assert rotated.keys[2] != ring.keys[1]
    assert rotated.index == ring.index
    with pytest.raises(KeyRingFault, match="rotate first"):
        rotated.without(2)
    assert set(rotated.without(1).rotated().keys) == {2, 3}


def test_a_prepared_key_is_known_before_it_is_used() -> None:
    prepared = KeyRing.generate().prepared()
    assert (prepared.current, set(prepared.keys)) == (1, {1, 2})
    rotated = prepared.rotated()
    assert (rotated.current, rotated.keys) == (2, prepared.keys)
    assert rotated.rotated().current == 3


def test_many_that_start_at_once_share_one_ring(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "ring"
    together, rings = threading.Barrier(8), []

    def start() -> None:
        together.wait()
        rings.append(KeyRing.read_or_create(path))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(rings) == 8
    assert all(ring == rings[0] for ring in rings)
    assert list(path.parent.iterdir()) == [path]
