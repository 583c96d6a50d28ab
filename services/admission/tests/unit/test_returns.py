"""What must be in a college's return, and what is said when it is not."""

import pytest

from services.admission.domain.result import Fault, HeldFile, Row, counts, faults_of, over_seats
from services.admission.domain.returns import (
    ReturnDiffers,
    ReturnPassed,
    ReturnReused,
    SignersWanted,
    check_digest,
    check_revision,
    signers,
)

COLLEGE = "10001"
FILES = [
    HeldFile(candidate_number="1", category="VETERAN", majors=("01", "02")),
    HeldFile(candidate_number="2", category="VETERAN", majors=("02",)),
    HeldFile(candidate_number="3", category="AWARD", majors=("01",)),
]
GOOD = [Row(candidate_number="1", admit="01"), Row(candidate_number="2", reason="考查未通过"),
        Row(candidate_number="3", admit="01")]


def said(rows: list[Row], files: list[HeldFile] = FILES) -> list[tuple[str, int | None, str | None]]:
    return [(fault.code, fault.row, fault.candidate_number) for fault in faults_of(rows, files)]


def test_a_row_for_everybody_is_right() -> None:
    assert said(GOOD) == []
    assert counts(GOOD) == (2, 1)


@pytest.mark.parametrize(("row", "code"), [
    (Row(candidate_number="1", admit="03"), "major_not_filed"),
    (Row(candidate_number="1"), "reason_wanted"),
    (Row(candidate_number="1", admit="", reason="  "), "reason_wanted"),
    (Row(candidate_number="1", admit="01", reason="满"), "reason_wanted"),
    (Row(candidate_number="1", reason="长" * 501), "reason_too_long"),
    (Row(candidate_number="1", reason="a\0b"), "reason_unprintable"),
])
def test_a_wrong_row_is_named_with_its_number(row: Row, code: str) -> None:
    assert said([GOOD[1], row, GOOD[2]]) == [(code, 2, "1")]


def test_a_stranger_a_double_and_a_missing_candidate_are_all_said_at_once() -> None:
    rows = [GOOD[0], Row(candidate_number="9", admit="01"), GOOD[0]]
    assert said(rows) == [
        ("candidate_twice", 1, "1"), ("not_dispatched_here", 2, "9"), ("candidate_twice", 3, "1"),
        ("candidate_missing", None, "2"), ("candidate_missing", None, "3"),
    ]


def test_what_was_taken_back_or_returned_needs_no_row_and_takes_none() -> None:
    files = [FILES[0], HeldFile(candidate_number="2", category="VETERAN", majors=("02",), ended=True),
             HeldFile(candidate_number="3", category="AWARD", majors=("01",), returned=True)]
    assert said(GOOD[:1], files) == []
    assert said(GOOD, files) == [("file_taken_back", 2, "2"), ("return_settled", 3, "3")]


def test_seats_are_counted_for_each_major_and_category() -> None:
    left = {(COLLEGE, "01", "VETERAN"): 1, (COLLEGE, "01", "AWARD"): 1, ("10002", "01", "AWARD"): 9}
    assert over_seats(GOOD, FILES, left, college=COLLEGE) == []
    found = over_seats(GOOD, FILES, {**left, (COLLEGE, "01", "AWARD"): 0}, college=COLLEGE)
    assert found == [Fault(code="over_seats", message="专业“01”（AWARD）剩余计划0名，拟录取1名。")]


def test_a_revision_again_is_nothing_and_with_other_rows_refused() -> None:
    assert check_revision(2, "a", newest=1, same=None)
    assert not check_revision(2, "a", newest=2, same="a")
    with pytest.raises(ReturnReused):
        check_revision(2, "b", newest=3, same="a")
    with pytest.raises(ReturnPassed):
        check_revision(2, "b", newest=3, same=None)


def test_one_signs_what_one_has_read() -> None:
    check_digest(1, "a", "a")
    with pytest.raises(ReturnDiffers):
        check_digest(1, "a", "b")


def test_two_persons_sign_by_name() -> None:
    assert signers(["周敏", "吴凯"]) == ["周敏", "吴凯"]
    assert signers(["Zhou Min", "Wu Kai"]) == ["zhoumin", "wukai"]


@pytest.mark.parametrize("names", [
    [], ["周敏"], ["周敏", "周敏"], ["周敏", "周 敏"], ["周敏", "周敏\u200b"], ["周敏", "\u3000周敏"],
    ["周敏", "周\ufe00敏"], ["Zhou Min", "zhou  min"], ["Wu", "Ｗｕ"], ["周敏", ""], ["周敏", " \u200b"],
    ["周敏", "吴" * 41], ["周敏", "吴凯", "周敏"],
])
def test_one_person_under_two_spellings_is_one_person(names: list[str]) -> None:
    with pytest.raises(SignersWanted):
        signers(names)
