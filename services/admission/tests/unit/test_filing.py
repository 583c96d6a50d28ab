"""The root computed here is that of RFC 9162, and a batch is dispatched from a seal that agrees and no other."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.admission.domain.filing import (
    FilingsMissing,
    RootDiffers,
    Seal,
    SealNotHeard,
    SealOutdated,
    check_ready,
    leaf_of,
    root_of,
)

CLOSES = datetime(2030, 4, 11, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
SEAL = Seal(season="s", batch="MAIN", seal=1, season_version=1, closes_at=CLOSES, count=2, root="aa", sealed_at=CLOSES,
            arrived=2, recomputed="aa")


def rfc_9162(entries: list[bytes]) -> bytes:
    """Section 2.1.1, word for word."""
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    left = 1
    while left * 2 < len(entries):
        left *= 2
    return sha256(b"\x01" + rfc_9162(entries[:left]) + rfc_9162(entries[left:])).digest()


@given(st.lists(st.binary(max_size=8), max_size=70))
def test_the_root_is_the_rfc_s(entries: list[bytes]) -> None:
    assert root_of([leaf_of(entry) for entry in entries]) == rfc_9162(entries)


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=20), st.data())
def test_any_other_entry_has_another_root(entries: list[bytes], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(entries) - 1))
    other = [*entries[:place], entries[place] + b"x", *entries[place + 1:]]
    assert root_of([leaf_of(each) for each in entries]) != root_of([leaf_of(each) for each in other])


def changed(**values: object) -> Seal:
    return Seal(**{**{name: getattr(SEAL, name) for name in Seal.__dataclass_fields__}, **values})


@pytest.mark.parametrize(("seal", "extended_to", "error"), [
    (None, None, SealNotHeard),
    (changed(closes_at=CLOSES - HOUR), None, SealOutdated),
    (changed(closes_at=CLOSES + HOUR), None, SealOutdated),
    (SEAL, CLOSES + HOUR, SealOutdated),
    (changed(recomputed="bb"), None, RootDiffers),
    (changed(recomputed=None, arrived=1), None, FilingsMissing),
    (changed(recomputed=None, arrived=None), None, FilingsMissing),
])
def test_a_seal_that_is_not_to_be_trusted_is_refused(
    seal: Seal | None, extended_to: datetime | None, error: type[Exception]
) -> None:
    with pytest.raises(error):
        check_ready(seal, batch="MAIN", closes_at=CLOSES, extended_to=extended_to)


@pytest.mark.parametrize(("seal", "extended_to"), [
    (SEAL, None), (changed(closes_at=CLOSES + HOUR), CLOSES + HOUR), (changed(sealed_at=CLOSES + HOUR), CLOSES + HOUR),
    (SEAL, CLOSES - HOUR),
])
def test_a_seal_over_everything_is_dispatched_from(seal: Seal, extended_to: datetime | None) -> None:
    assert check_ready(seal, batch="MAIN", closes_at=CLOSES, extended_to=extended_to) is seal
