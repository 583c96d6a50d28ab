"""What a key signed is recognised, and nothing else is."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.security.keyring import KeyRingFault
from shared.security.signing import KeyFault, SigningKey, decoded, encoded, key_id_of, signature_holds

KEY = SigningKey.generate()


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_a_signature_holds_for_its_bytes_alone(message: bytes, other: bytes) -> None:
    signature = KEY.sign(message)
    assert signature_holds(KEY.public, message, signature)
    assert signature_holds(KEY.public, other, signature) == (message == other)


OF_ANOTHER_MESSAGE = pytest.param(KEY.sign(b"other"), id="of another message")


@pytest.mark.parametrize("signature", ["", "x", "!!", "A" * 86, OF_ANOTHER_MESSAGE])
def test_a_forged_signature_does_not_hold(signature: str) -> None:
    assert not signature_holds(KEY.public, b"season", signature)


def test_another_key_or_none_does_not_hold() -> None:
    assert not signature_holds(SigningKey.generate().public, b"m", KEY.sign(b"m"))
    assert not signature_holds("", b"m", KEY.sign(b"m"))
    assert not signature_holds("not a key", b"m", KEY.sign(b"m"))


def test_a_key_comes_back_from_text_and_file(tmp_path: Path) -> None:
    path = tmp_path / "season.key"
    KEY.write(path)
    assert SigningKey.read(path).public == KEY.public == SigningKey.from_text(f" {KEY.to_text()}\n").public
    assert SigningKey.read_or_create(path).kid == KEY.kid
    made = SigningKey.read_or_create(tmp_path / "new" / "key")
    assert SigningKey.read_or_create(tmp_path / "new" / "key").public == made.public != KEY.public
    path.chmod(0o644)
    with pytest.raises(KeyRingFault):
        SigningKey.read(path)


@pytest.mark.parametrize("text", ["", "abc", "Ä", "A" * 42, "A" * 44])
def test_a_broken_key_is_refused_without_quoting_it(text: str) -> None:
    with pytest.raises(KeyFault, match=r"^not an Ed25519 private key"):
        SigningKey.from_text(text)


def test_a_key_shows_its_public_name_only() -> None:
    assert repr(KEY) == f"SigningKey({KEY.kid})"


def test_the_key_id_is_that_of_rfc_8037() -> None:
    assert key_id_of("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo") == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


@given(st.binary(max_size=60))
def test_base64url_is_read_in_one_spelling_only(data: bytes) -> None:
    assert decoded(encoded(data)) == data
    with pytest.raises(ValueError, match="base64"):
        decoded(encoded(data) + "~~~~")
