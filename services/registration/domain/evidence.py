"""A paper that proves a claim: what a file may be, how many there may be, and how it is called."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.kernel import Conflict, RuleBroken

MIB = 1024 * 1024
LARGEST = 10 * MIB
MOST_OF_A_KIND = 5
LONGEST_NAME = 80
PNG, JPEG, PDF = "image/png", "image/jpeg", "application/pdf"
_MARKS = ((b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG), (b"%PDF-", PDF))


class EvidenceUnfit(RuleBroken):
    """The file is not one that reviewers could open safely."""

    code = "evidence_unfit"
    message = "文件“{name}”不能接收：{reason}"


class EvidenceKindUnknown(RuleBroken):
    """The claim of the category asks for no such paper."""

    code = "evidence_kind_unknown"
    message = "本类别不需要这种证明材料。"


class TooMuchEvidence(Conflict):
    """So many pages are enough for one paper."""

    code = "too_much_evidence"
    message = "同一种证明材料最多上传{most}份，请先删除不需要的。"


@dataclass(frozen=True, slots=True)
class Clean:
    """A file as it may rest: made anew from what could be seen in it."""

    content: bytes
    media: str


def media_of(content: bytes) -> str | None:
    """What a file is by its first bytes; not by its name, and not by what the browser says. None: nothing we take."""
    return next((media for mark, media in _MARKS if content.startswith(mark)), None)


def shown_name(written: str) -> str:
    """A file's name as it may be shown again: without folders and controls, not too long."""
    name = written.replace("\\", "/").rpartition("/")[2]
    printable = "".join(character for character in name if character.isprintable()).strip()
    return printable[-LONGEST_NAME:] or "未命名"


def check_room(kinds_there: Sequence[str], kind: str, *, known: Sequence[str]) -> None:
    """Raise unless one more paper of this kind belongs to the claim."""
    if kind not in known:
        raise EvidenceKindUnknown(field="kind")
    if kinds_there.count(kind) >= MOST_OF_A_KIND:
        raise TooMuchEvidence(field="kind", most=MOST_OF_A_KIND)
