"""Papers that candidates photograph: small images, each one's own."""

import struct
import zlib


def photograph(text: str, *, side: int = 48) -> bytes:
    """A PNG of a grey pattern that follows from ``text``."""
    pattern = zlib.crc32(text.encode())
    rows = b"".join(
        b"\x00" + bytes((pattern >> ((x // 6 + y // 6) % 24)) & 0xFF for x in range(side)) for y in range(side)
    )
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
