"""Who may sign a draft, and when it is complete."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.admission.domain.draft import (
    DigestDiffers,
    Draft,
    DraftClosed,
    DraftOutdated,
    DraftStatus,
    OfficerSignedAlready,
    SeasonOfAnotherIntake,
    Signed,
    check_intake,
    check_newest,
    check_open,
    check_signature,
    is_complete,
)

NOW = datetime(2030, 1, 1, tzinfo=UTC)
DRAFT = Draft(
    id="d", intake="i", season="s", version=3, revision=1, status=DraftStatus.OPEN, digest="abc", text="",
    document="{}", drafted_by="officer:one", recorded_at=NOW,
)


def by(*officers: str) -> list[Signed]:
    return [Signed(officer=each, recorded_at=NOW) for each in officers]


def test_the_first_and_another_officer_sign() -> None:
    check_signature(DRAFT, by(), officer="one", digest="abc")
    check_signature(DRAFT, by("one"), officer="two", digest="abc")


@pytest.mark.parametrize(("officer", "digest", "signed", "status", "error"), [
    ("one", "abd", (), DraftStatus.OPEN, DigestDiffers),
    ("one", "", (), DraftStatus.OPEN, DigestDiffers),
    ("one", "abc", ("one",), DraftStatus.OPEN, OfficerSignedAlready),
    ("two", "abc", ("one",), DraftStatus.PUBLISHED, DraftClosed),
    ("one", "abc", (), DraftStatus.WITHDRAWN, DraftClosed),
])
def test_who_may_not(
    officer: str, digest: str, signed: tuple[str, ...], status: DraftStatus, error: type[Exception]
) -> None:
    with pytest.raises(error):
        check_signature(replace(DRAFT, status=status), by(*signed), officer=officer, digest=digest)


@given(st.lists(st.sampled_from(["one", "two", "three"]), max_size=6))
def test_complete_is_two_persons_however_often_they_sign(officers: list[str]) -> None:
    assert is_complete(by(*officers)) is (len(set(officers)) >= 2)


@pytest.mark.parametrize(("newest", "follows"), [(2, True), (0, False), (1, False), (3, False), (4, False)])
def test_a_draft_follows_the_version_it_was_made_against(newest: int, follows: bool) -> None:
    if follows:
        check_newest(DRAFT, newest)
        return
    with pytest.raises(DraftOutdated):
        check_newest(DRAFT, newest)


def test_only_an_open_draft_can_be_changed() -> None:
    check_open(DRAFT)
    for status in (DraftStatus.PUBLISHED, DraftStatus.WITHDRAWN):
        with pytest.raises(DraftClosed):
            check_open(replace(DRAFT, status=status))


def test_a_season_has_one_intake() -> None:
    check_intake("s", belongs_to="i", wanted="i")
    with pytest.raises(SeasonOfAnotherIntake, match="不能在 j 下提交"):
        check_intake("s", belongs_to="i", wanted="j")
