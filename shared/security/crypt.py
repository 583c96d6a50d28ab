"""Personal data at rest: sealed column values that only fit their own row, and blind indexes to look them up by.

A sealed value is ``suite (1) | key id (2) | nonce (12) | ciphertext and tag``. The header, the table, the column
and the row are authenticated: a value copied to another row, column, table or service does not open. Nonces are
random, so one key should seal fewer than 2**32 values; rotation is meant to come long before.

A blind index is a keyed hash, cut to 16 bytes, under a key of its own for each name. ID numbers have fewer than
2**35 plausible values: without the key such a hash could be reversed in minutes. Index keys do not rotate with the
sealing keys, since every stored index would have to be computed anew.
"""

import hashlib
import hmac
import os
import unicodedata
from collections.abc import Mapping
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared.security.keyring import KeyRing

AES_GCM_SHA256 = 0x01
"""The suite in use. 0x02 is kept free for SM4-GCM with SM3, where the law asks for national algorithms."""

NONCE = 12
HEADER = 3
INDEX_BYTES = 16


class DoesNotOpen(Exception):
    """A sealed value is damaged, was moved from another place, or its key is not in the ring. Names the place only."""


class _Cipher(Protocol):
    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes: ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes: ...


class Box:
    """Seals and opens one service's values. Safe to share between threads."""

    def __init__(self, keyring: KeyRing, service: str) -> None:
        self.service = service
        self._current = keyring.current
        self._ciphers: dict[int, _Cipher] = {
            key_id: AESGCM(_derive(key, f"seal/{service}")) for key_id, key in keyring.keys.items()
        }
        self._index = _derive(keyring.index, f"index/{service}")

    def seal(self, plaintext: bytes | str, *, table: str, column: str, row: str) -> bytes:
        """The value, readable only by this service and only in this place."""
        data = plaintext.encode() if isinstance(plaintext, str) else plaintext
        header = bytes([AES_GCM_SHA256]) + self._current.to_bytes(2, "big")
        nonce = os.urandom(NONCE)
        return header + nonce + self._ciphers[self._current].encrypt(nonce, data, _place(header, table, column, row))

    def open(self, sealed: bytes, *, table: str, column: str, row: str) -> bytes:
        """What was sealed for exactly this place; else :class:`DoesNotOpen`."""
        header, nonce, data = sealed[:HEADER], sealed[HEADER : HEADER + NONCE], sealed[HEADER + NONCE :]
        cipher = self._cipher_for(header, f"{table}.{column} of {row}")
        try:
            return cipher.decrypt(nonce, data, _place(header, table, column, row))
        except (InvalidTag, ValueError) as error:
            raise DoesNotOpen(f"{table}.{column} of {row}: damaged, or sealed for another place") from error

    def open_text(self, sealed: bytes, *, table: str, column: str, row: str) -> str:
        """The same, as text."""
        return self.open(sealed, table=table, column=column, row=row).decode()

    def seal_row(self, table: str, row: str, values: Mapping[str, str | bytes | None]) -> dict[str, bytes | None]:
        """The personal columns of one row, sealed, ready for ``insert().values(**…)``. ``None`` stays ``None``."""
        return {
            column: None if value is None else self.seal(value, table=table, column=column, row=row)
            for column, value in values.items()
        }

    def open_row(self, table: str, row: str, sealed: Mapping[str, bytes | None]) -> dict[str, str | None]:
        """The opposite of :meth:`seal_row`, as text. Pass the personal columns only."""
        return {
            column: None if value is None else self.open_text(value, table=table, column=column, row=row)
            for column, value in sealed.items()
        }

    def stale(self, sealed: bytes) -> bool:
        """Whether the value waits to be sealed again under the current key."""
        return int.from_bytes(sealed[1:HEADER], "big") != self._current

    def reseal(self, sealed: bytes, *, table: str, column: str, row: str) -> bytes:
        """The same value under the current key (the very same bytes if it is already)."""
        if not self.stale(sealed):
            return sealed
        return self.seal(self.open(sealed, table=table, column=column, row=row), table=table, column=column, row=row)

    def blind_index(self, name: str, value: str) -> bytes:
        """16 bytes, equal for equal values of one name (``accounts.phone``), telling nothing without the key.

        Width, case and outer blanks make no difference: ``１38…`` is ``138…`` and ``…x`` is ``…X``.
        """
        return self.keyed_digest(f"blind/{name}", normalised(value).encode("utf-8", "surrogatepass"))[:INDEX_BYTES]

    def keyed_digest(self, purpose: str, message: bytes) -> bytes:
        """HMAC-SHA-256 under this service's key for ``purpose``: for codes, form tokens, files' addresses."""
        key = hmac.digest(self._index, purpose.encode(), hashlib.sha256)
        return hmac.digest(key, message, hashlib.sha256)

    def _cipher_for(self, header: bytes, place: str) -> _Cipher:
        if len(header) < HEADER or header[0] != AES_GCM_SHA256:
            raise DoesNotOpen(f"{place}: not a sealed value, or of a suite that this build does not have")
        key_id = int.from_bytes(header[1:], "big")
        if key_id not in self._ciphers:
            raise DoesNotOpen(f"{place}: its key {key_id} is not in the key ring")
        return self._ciphers[key_id]


def normalised(value: str) -> str:
    """The form in which two spellings of one number or address are equal."""
    return unicodedata.normalize("NFKC", value).strip().upper()


def _derive(key: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"longmen/{purpose}".encode()).derive(key)


def _place(header: bytes, *names: str) -> bytes:
    # Lengths keep ("ab", "c") and ("a", "bc") apart.
    return header + b"".join(b"%d:%s" % (len(part), part) for part in (name.encode() for name in names))
