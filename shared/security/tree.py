"""The Merkle tree of RFC 9162 (2.1) over SHA-256: one root for many entries, and a short proof that one is among them.

A leaf is ``SHA-256(0x00 || entry)``, a node ``SHA-256(0x01 || left || right)``; with an odd number of nodes the last
goes up as it is. So a row of nodes taken at any height stands for the row of leaves below it, and a proof can be made
from one stretch of leaves and the nodes above the other stretches.
"""

from collections.abc import Sequence
from hashlib import sha256
from operator import add, methodcaller

EMPTY = sha256().digest()
"""The root over nothing."""
_DIGEST = methodcaller("digest")


def leaf_of(entry: bytes) -> bytes:
    """The leaf of one entry."""
    return sha256(b"\x00" + entry).digest()


def raised(row: Sequence[bytes]) -> list[bytes]:
    """The row of nodes above a row."""
    # Maps of C functions: most of what is left is the hashing itself.
    above = list(map(_DIGEST, map(sha256, map(b"\x01".__add__, map(add, row[::2], row[1::2])))))
    if len(row) % 2:
        above.append(row[-1])
    return above


def lifted(row: Sequence[bytes], levels: int) -> Sequence[bytes]:
    """The row of nodes so many levels above."""
    for _ in range(levels):
        row = raised(row)
    return row


def root_of(row: Sequence[bytes]) -> bytes:
    """The root over a row of leaves (or of nodes of one level)."""
    if not row:
        return EMPTY
    while len(row) > 1:
        row = raised(row)
    return row[0]


def path_of(row: Sequence[bytes], position: int) -> list[bytes]:
    """The nodes beside the way from one place of a row up to its root, lowest first."""
    path = []
    while len(row) > 1:
        beside = position ^ 1
        if beside < len(row):
            path.append(row[beside])
        row, position = raised(row), position // 2
    return path


def root_by(leaf: bytes, *, position: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that a proof leads to (RFC 9162, 2.1.3.2); None where the path has not the length of such a tree."""
    if not 0 <= position < size:
        return None
    node, last, left = leaf, size - 1, list(path)
    while last:
        if position % 2 or position < last:
            if not left:
                return None
            beside = left.pop(0)
            node = sha256(b"\x01" + (beside + node if position % 2 else node + beside)).digest()
        position, last = position // 2, last // 2
    return None if left else node
