"""The rows of a college's return: one candidate's result each, and everything that is wrong with them, said at once."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from shared.kernel import RuleBroken

LONGEST_REASON = 500

Seats = Mapping[tuple[str, str, str], int]
"""Seats left by (college, major, category)."""


class ReturnFaulty(RuleBroken):
    """Rows of a return are wrong; ``faults`` says all that is."""

    code = "return_faulty"
    message = "返回的录取结果有{count}处错误，未接受。"

    def __init__(self, faults: Sequence["Fault"]) -> None:
        super().__init__(count=len(faults))
        self.faults = tuple(faults)
        self.errors = tuple((f"rows.{each.row}" if each.row else "rows", each.message) for each in faults)
        self.members = {"faults": [
            {"code": each.code, "row": each.row, "candidate_number": each.candidate_number, "message": each.message}
            for each in faults
        ]}


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One candidate's result: the code of a filed major, or a reason."""

    candidate_number: str
    admit: str | None = None
    reason: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """What is wrong; ``row`` counts from 1."""

    code: str
    message: str
    row: int | None = None
    candidate_number: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldFile:
    """A file at the college, as far as a return is checked against it. ``ended``: it was taken back, or decided;
    ``returned``: a signed return has it already."""

    candidate_number: str
    category: str
    majors: tuple[str, ...]
    ended: bool = False
    returned: bool = False

    @property
    def wanted(self) -> bool:
        """Whether a return must have a row for it."""
        return not (self.ended or self.returned)


def faults_of(rows: Sequence[Row], files: Iterable[HeldFile]) -> list[Fault]:
    """Everything that is wrong with the rows, in their order; then who is missing."""
    known = {file.candidate_number: file for file in files}
    times = Counter(row.candidate_number for row in rows)
    found: list[Fault] = []
    for place, row in enumerate(rows, start=1):
        said = [*_about_candidate(row, known.get(row.candidate_number), times), *_about_result(row, known)]
        found += [Fault(code=code, message=message, row=place, candidate_number=row.candidate_number)
                  for code, message in said]
    found += [
        Fault(code="candidate_missing", message="缺少该考生的结果。", candidate_number=number)
        for number in sorted(known) if known[number].wanted and number not in times
    ]
    return found


def _about_candidate(row: Row, file: HeldFile | None, times: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    if file is None:
        yield "not_dispatched_here", "本轮未向贵校下发该考生。"
    elif file.ended:
        yield "file_taken_back", "该考生档案已收回或已处理，不须返回。"
    elif file.returned:
        yield "return_settled", "该考生的结果已返回。"
    if times[row.candidate_number] > 1:
        yield "candidate_twice", "该考生出现多次。"


def _about_result(row: Row, known: Mapping[str, HeldFile]) -> Iterator[tuple[str, str]]:
    reason = (row.reason or "").strip()
    if bool(row.admit) == bool(reason):
        yield "reason_wanted", "须填写录取专业或退档原因，且只填一项。"
    elif len(reason) > LONGEST_REASON:
        yield "reason_too_long", f"退档原因最多{LONGEST_REASON}字。"
    elif not reason.isprintable():
        yield "reason_unprintable", "退档原因含有不能显示的字符。"
    file = known.get(row.candidate_number)
    if row.admit and file is not None and row.admit not in file.majors:
        yield "major_not_filed", f"考生在本志愿未填报专业“{row.admit[:30]}”。"


def over_seats(rows: Sequence[Row], files: Iterable[HeldFile], left: Seats, *, college: str) -> list[Fault]:
    """Majors to which more are admitted than there are seats. ``left`` counts what earlier rounds have not taken;
    files of this round that were returned before and are not stamped yet are the caller's to take off."""
    category = {file.candidate_number: file.category for file in files}
    wanted = Counter((row.admit, category[row.candidate_number]) for row in rows
                     if row.admit and row.candidate_number in category)
    return [
        Fault(code="over_seats", message=f"专业“{major}”（{kind}）剩余计划{left.get((college, major, kind), 0)}名，"
                                         f"拟录取{count}名。")
        for (major, kind), count in sorted(wanted.items()) if count > left.get((college, major, kind), 0)
    ]


def counts(rows: Sequence[Row]) -> tuple[int, int]:
    """(how many are admitted, how many returned)."""
    admitted = sum(bool(row.admit) for row in rows)
    return admitted, len(rows) - admitted
