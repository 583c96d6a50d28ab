"""The tree of RFC 9162: its known roots, and a proof that leads to the root from every leaf and from no other."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.security.tree import EMPTY, leaf_of, lifted, path_of, root_by, root_of

# The entries and roots that Certificate Transparency's own implementations are tried with.
ENTRIES = [bytes.fromhex(text) for text in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = st.lists(st.binary(min_size=1, max_size=4), min_size=1, max_size=70).map(lambda all_: list(map(leaf_of, all_)))


def by_definition(leaves: list[bytes]) -> bytes:
    """RFC 9162, 2.1.1: split at the largest power of two below the number."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\x01" + by_definition(leaves[:split]) + by_definition(leaves[split:])).digest()


@pytest.mark.parametrize("count", range(1, 9))
def test_the_known_roots(count: int) -> None:
    assert root_of([leaf_of(entry) for entry in ENTRIES[:count]]).hex() == ROOTS[count - 1]


def test_nothing_has_the_hash_of_nothing() -> None:
    assert root_of([]) == EMPTY == sha256(b"").digest()


@given(LEAVES)
def test_the_root_is_that_of_the_definition(leaves: list[bytes]) -> None:
    assert root_of(leaves) == by_definition(leaves)


@given(LEAVES, st.data())
def test_a_proof_leads_from_a_leaf_to_the_root(leaves: list[bytes], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(leaves) - 1))
    path = path_of(leaves, place)
    assert root_by(leaves[place], position=place, size=len(leaves), path=path) == root_of(leaves)
    assert root_by(leaf_of(b"another"), position=place, size=len(leaves), path=path) != root_of(leaves)
    assert root_by(leaves[place], position=place, size=len(leaves), path=[*path, EMPTY]) is None
    assert root_by(leaves[place], position=len(leaves), size=len(leaves), path=path) is None


@given(LEAVES, st.integers(0, 6), st.data())
def test_a_proof_can_be_made_from_one_stretch_and_the_row_above(
    leaves: list[bytes], levels: int, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(leaves) - 1))
    first = place >> levels << levels
    stretch, row = leaves[first : first + (1 << levels)], lifted(leaves, levels)
    assert root_of(row) == root_of(leaves)
    assert path_of(stretch, place - first) + path_of(row, place >> levels) == path_of(leaves, place)
