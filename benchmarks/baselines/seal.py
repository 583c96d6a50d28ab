"""The bare work of a tree: SHA-256 over every entry and every pair, the inputs being there already."""

from collections.abc import Sequence
from hashlib import sha256


def inputs_of(entries: Sequence[bytes]) -> list[bytes]:
    """What is hashed on the way from these entries to their root: 2n - 1 inputs."""
    inputs = [b"\x00" + entry for entry in entries]
    row = [sha256(each).digest() for each in inputs]
    while len(row) > 1:
        pairs = [b"\x01" + left + right for left, right in zip(row[::2], row[1::2], strict=False)]
        inputs += pairs
        row = [sha256(pair).digest() for pair in pairs] + row[len(pairs) * 2 :]
    return inputs


def hashed(inputs: Sequence[bytes]) -> int:
    """Hash each; how many."""
    for each in inputs:
        sha256(each).digest()
    return len(inputs)
