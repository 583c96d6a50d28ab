"""The key ring: the file with a service's sealing keys, of which one is current, and its index key."""

import json
import secrets
import stat
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from shared.files import write_new, write_whole

KEY_BYTES = 32
LAST_KEY_ID = 0xFFFF


class KeyRingFault(Exception):
    """The key ring cannot be used as it stands. Says why, and never shows a key."""


@dataclass(frozen=True)
class KeyRing:
    """All keys by id; ``current`` seals, the others still open; ``index`` makes blind indexes."""

    current: int
    keys: Mapping[int, bytes] = field(repr=False)
    index: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if self.current not in self.keys:
            raise KeyRingFault(f"the current key {self.current} is not among the keys")
        if any(not 0 < key_id <= LAST_KEY_ID for key_id in self.keys):
            raise KeyRingFault(f"key ids lie between 1 and {LAST_KEY_ID}")
        if any(len(key) != KEY_BYTES for key in (*self.keys.values(), self.index)):
            raise KeyRingFault(f"every key has {KEY_BYTES} bytes")
        object.__setattr__(self, "keys", MappingProxyType(dict(self.keys)))

    @classmethod
    def generate(cls) -> "KeyRing":
        """A fresh ring with one key."""
        return cls(1, {1: secrets.token_bytes(KEY_BYTES)}, secrets.token_bytes(KEY_BYTES))

    @classmethod
    def from_text(cls, text: str) -> "KeyRing":
        """From the JSON that :meth:`to_text` writes."""
        try:
            document = json.loads(text)
            keys = {int(key_id): b64decode(key, validate=True) for key_id, key in document["keys"].items()}
            return cls(int(document["current"]), keys, b64decode(document["index"], validate=True))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            # The cause is not chained: it may quote a piece of the file.
            raise KeyRingFault(f"not a key ring: {type(error).__name__}") from None

    def to_text(self) -> str:
        """The ring as JSON, keys in base64."""
        keys = {str(key_id): b64encode(key).decode() for key_id, key in sorted(self.keys.items())}
        return json.dumps({"current": self.current, "keys": keys, "index": b64encode(self.index).decode()}, indent=1)

    @classmethod
    def read(cls, path: Path) -> "KeyRing":
        """From a file that nobody but its owner (and at most its group, reading) can touch."""
        try:
            refuse_open_file(path)
            return cls.from_text(path.read_text())
        except OSError as error:
            raise KeyRingFault(f"{path}: {error.strerror}") from error
        except KeyRingFault as error:
            raise KeyRingFault(f"{path}: {error}") from error

    @classmethod
    def read_or_create(cls, path: Path) -> "KeyRing":
        """For the embedded default: the first process to come makes the ring, all others read that one."""
        if not path.exists():
            write_new(path, cls.generate().to_text().encode())
        return cls.read(path)

    def write(self, path: Path) -> None:
        """Replace the file at once and whole, mode 0600."""
        write_whole(path, self.to_text().encode())

    def prepared(self) -> "KeyRing":
        """With one more key that is not used yet: first every process must know it, then one may seal with it."""
        return replace(self, keys={**self.keys, max(self.keys) + 1: secrets.token_bytes(KEY_BYTES)})

    def rotated(self) -> "KeyRing":
        """With the newest key as the current one (a fresh one if none was prepared). The others still open."""
        ready = self if max(self.keys) > self.current else self.prepared()
        return replace(ready, current=max(ready.keys))

    def without(self, key_id: int) -> "KeyRing":
        """With a key taken out, once nothing is sealed under it any more."""
        if key_id == self.current:
            raise KeyRingFault("the current key cannot be taken out; rotate first")
        return replace(self, keys={held: key for held, key in self.keys.items() if held != key_id})


def refuse_open_file(path: Path) -> None:
    """Refuse a secret's file that others may read, or that its group may change."""
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & (stat.S_IRWXO | stat.S_IWGRP | stat.S_IXGRP):
        raise KeyRingFault(f"its mode is {mode:04o}; a secret's file must be 0600 (chmod 600)")
