"""Bodies that are none are refused for what they are, however they were made."""

import pytest

from shared import codec
from shared.contracts.admission import SeasonPublished


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b'{"document":' * 5_000 + b"1" + b"}" * 5_000])
def test_a_body_that_is_none(body: bytes) -> None:
    with pytest.raises(codec.Malformed):
        codec.decode(SeasonPublished.NAME, body)
