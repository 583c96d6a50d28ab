"""Papers that candidates photograph: small certificates with a frame, lines of writing and a seal, each one's own."""

import struct
import zlib
from math import isqrt

WIDTH, HEIGHT = 240, 168
PAPER, FRAME, INK, SEAL = range(4)
COLOURS = bytes((250, 246, 234, 158, 42, 43, 60, 60, 66, 196, 48, 48))
SEAL_AT, SEAL_OUTSIDE, SEAL_INSIDE = (186, 120), 26, 22


def photograph(text: str, *, times: int = 1) -> bytes:
    """A PNG, enlarged so many times: how long its lines of writing are follows from ``text``, so that papers differ."""
    rows = [bytearray((PAPER,) * WIDTH) for _ in range(HEIGHT)]
    _frame(rows)
    own = zlib.crc32(text.encode())
    _fill(rows, (72, 24, 96, 10), INK)
    for line in range(8):
        _fill(rows, (28, 52 + line * 12, 44 + (own >> line * 4 & 0xF) * 6, 4), INK)
    _seal(rows)
    header = struct.pack(">IIBBBBB", WIDTH * times, HEIGHT * times, 8, 3, 0, 0, 0)
    drawn = zlib.compress(b"".join((b"\x00" + _wider(row, times)) * times for row in rows))
    return (b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"PLTE", COLOURS) + _chunk(b"IDAT", drawn)
            + _chunk(b"IEND", b""))


def _frame(rows: list[bytearray]) -> None:
    for margin, thick in ((6, 3), (12, 1)):
        inner = margin + thick
        _fill(rows, (margin, margin, WIDTH - 2 * margin, HEIGHT - 2 * margin), FRAME)
        _fill(rows, (inner, inner, WIDTH - 2 * inner, HEIGHT - 2 * inner), PAPER)


def _seal(rows: list[bytearray]) -> None:
    (middle, centre), colours = SEAL_AT, ((SEAL_OUTSIDE, SEAL), (SEAL_INSIDE, PAPER), (SEAL_INSIDE // 3, SEAL))
    for radius, colour in colours:
        for down in range(-radius, radius + 1):
            half = isqrt(radius * radius - down * down)
            _fill(rows, (middle - half, centre + down, 2 * half + 1, 1), colour)


def _fill(rows: list[bytearray], area: tuple[int, int, int, int], colour: int) -> None:
    """``area``: left, top, width, height."""
    left, top, wide, high = area
    for row in rows[top:top + high]:
        row[left:left + wide] = bytes((colour,)) * wide


def _wider(row: bytearray, times: int) -> bytes:
    return bytes(row) if times == 1 else b"".join(row[at:at + 1] * times for at in range(WIDTH))


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
