"""Ed25519: the key that signs seasons, the keys that sign tokens, and checking what they signed."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.files import write_new, write_whole
from shared.security.keyring import refuse_open_file


class KeyFault(Exception):
    """A text or file holds no usable key. Never quotes it."""


class SigningKey:
    """A private key. ``public`` is its other half (base64url, 32 bytes), ``kid`` the RFC 7638 thumbprint of that."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self.private = private
        self.public = encoded(private.public_key().public_bytes_raw())
        self.kid = key_id_of(self.public)

    @classmethod
    def generate(cls) -> "SigningKey":
        """A fresh key."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def from_text(cls, text: str) -> "SigningKey":
        """From the base64url of its 32 bytes."""
        try:
            return cls(Ed25519PrivateKey.from_private_bytes(decoded(text.strip())))
        except ValueError:
            raise KeyFault("not an Ed25519 private key (base64url of 32 bytes)") from None

    def to_text(self) -> str:
        """The private key itself: for a 0600 file or a sealed column, for nothing else."""
        return encoded(self.private.private_bytes_raw())

    @classmethod
    def read(cls, path: Path) -> "SigningKey":
        """From a file that only its owner may read."""
        refuse_open_file(path)
        return cls.from_text(path.read_text())

    @classmethod
    def read_or_create(cls, path: Path) -> "SigningKey":
        """For the embedded default: made once, read ever after."""
        if not path.exists():
            write_new(path, cls.generate().to_text().encode())
        return cls.read(path)

    def write(self, path: Path) -> None:
        """Into a file of mode 0600."""
        write_whole(path, self.to_text().encode())

    def sign(self, message: bytes) -> str:
        """The signature, base64url."""
        return encoded(self.private.sign(message))

    def __repr__(self) -> str:
        return f"SigningKey({self.kid})"


def signature_holds(public: str, message: bytes, signature: str) -> bool:
    """Whether the owner of ``public`` signed exactly these bytes."""
    try:
        verifying_key(public).verify(decoded(signature), message)
    except (InvalidSignature, KeyFault, ValueError):
        return False
    return True


@lru_cache(maxsize=64)
def verifying_key(public: str) -> Ed25519PublicKey:
    """The public key that this text stands for."""
    try:
        return Ed25519PublicKey.from_public_bytes(decoded(public.strip()))
    except ValueError:
        raise KeyFault("not an Ed25519 public key (base64url of 32 bytes)") from None


def key_id_of(public: str) -> str:
    """RFC 7638 over RFC 8037: the same key has the same id wherever it is computed."""
    return encoded(sha256(f'{{"crv":"Ed25519","kty":"OKP","x":"{public}"}}'.encode()).digest())


def encoded(data: bytes) -> str:
    """base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """The bytes of base64url, padded or not; ValueError for anything else."""
    data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if encoded(data) != text.rstrip("="):
        raise ValueError("not base64url")
    return data
