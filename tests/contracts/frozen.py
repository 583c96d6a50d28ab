"""Frozen samples: what was once told, byte for byte, with the keys under which it was signed."""

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.bus import Message
from shared.contracts import publisher_of
from shared.security.signing import SigningKey

HERE = Path(__file__).parent
SAMPLES = HERE / "samples"
SCHEMAS = HERE / "schemas"
DIGESTS = HERE / "frozen.sha256"

SEASON_KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(b"season key of the frozen samples"))
TOKEN_KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(b"tokens key of the frozen samples"))


@dataclass(frozen=True)
class Sample:
    """One message that was told under a contract."""

    name: str
    number: str
    told: dict[str, Any]

    @classmethod
    def read(cls, path: Path) -> "Sample":
        return cls(path.parent.name, path.stem, json.loads(path.read_text(encoding="utf-8")))

    @property
    def id(self) -> str:
        return f"{self.name}/{self.number}"

    @property
    def body(self) -> dict[str, Any]:
        found: dict[str, Any] = self.told["body"]
        return found

    def message(self, **changed: str) -> Message:
        """As its publisher told it, but for the fields that are given."""
        return Message(
            id=sha256(self.id.encode()).hexdigest()[:36], name=self.name, publisher=publisher_of(self.name),
            key=self.told["key"], version=tuple(self.told["version"]),
            occurred_at=datetime.fromisoformat(self.told["occurred_at"]),
            body=json.dumps({**self.body, **changed}, ensure_ascii=False).encode(), intake=self.told["intake"],
            season=self.told["season"],
        )


def samples() -> list[Sample]:
    """Every sample there is."""
    return [Sample.read(path) for path in sorted(SAMPLES.glob("*/*.json"))]
