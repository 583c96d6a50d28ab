"""A college's return of a round: its revisions, its signatures, and what holds it for officers.

Late and over-full returns are no mistakes of form: they are kept, can be signed, and wait for officers (domain.md 9.8).
"""

import unicodedata
from collections.abc import Sequence
from enum import StrEnum

from shared.kernel import Conflict, RuleBroken

SIGNATURES = 2
LONGEST_NAME = 40


class Standing(StrEnum):
    """Where a return stands."""

    SUBMITTED = "submitted"    # waits for two signatures
    SIGNED = "signed"          # counts
    HELD = "held"              # signed; officers decide
    SUPERSEDED = "superseded"  # a higher revision came before it was signed


class Cause(StrEnum):
    """Why a signed return is held."""

    LATE = "late"
    OVER_SEATS = "over_seats"


class ReturnUnknown(Conflict):
    """No return of this revision was submitted."""

    code = "return_unknown"
    message = "没有第{revision}次返回，请先提交。"


class ReturnDiffers(Conflict):
    """One signs what one has read: the revision with this very digest."""

    code = "return_differs"
    message = "所签内容与第{revision}次返回不一致，请重新核对后再签。"


class ReturnSettled(Conflict):
    """A signed return stands; officers may send files back."""

    code = "return_settled"
    message = "本轮录取结果已返回，不能再修改；确需修改的，请联系考试院录取部门。"


class ReturnPassed(Conflict):
    """A higher revision is there: it counts."""

    code = "return_passed"
    message = "已有第{newest}次返回，以次数最高的为准。"


class ReturnReused(Conflict):
    """A revision that was given is never given again with other rows."""

    code = "return_reused"
    message = "第{revision}次返回已提交过，且内容不同；请用新的次数提交。"


class SignedTwice(Conflict):
    """Two persons of the college sign, and they are two (domain.md 9.8)."""

    code = "signed_twice"
    message = "须由贵校两名不同的工作人员分别签发。"


class SignersWanted(RuleBroken):
    """Two different persons of the college sign."""

    code = "signer_wanted"
    message = "须由贵校两名不同的工作人员签发。"


class ReturnsNotOpen(Conflict):
    """A round may take returns from a later time than its files went down (domain.md 2.3, supplementary)."""

    code = "returns_not_open"
    message = "本轮自{opens}起返回录取结果。"


def check_revision(revision: int, digest: str, *, newest: int, same: str | None) -> bool:
    """Whether a revision is new; False for one that came before with the same rows. ``same``: the digest under which
    this revision is known. Raises ReturnReused or ReturnPassed."""
    if same is not None:
        if same != digest:
            raise ReturnReused(revision=revision)
        return False
    if revision <= newest:
        raise ReturnPassed(newest=newest)
    return True


def check_digest(revision: int, signed: str, present: str) -> None:
    """Whether a signature is under this very return. Raises ReturnDiffers."""
    if signed != present:
        raise ReturnDiffers(revision=revision)


def signers(names: Sequence[str]) -> list[str]:
    """Who signs by these names, each spelt one way: blanks, letters' case and width, and marks that nobody sees make no
    second person. Raises SignersWanted, for a name that is none too."""
    spelt = list(dict.fromkeys(_spelt(name) for name in names))
    if len(spelt) != len(names) or len(spelt) < SIGNATURES or not all(0 < len(name) <= LONGEST_NAME for name in spelt):
        raise SignersWanted
    return spelt


def _spelt(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(each for each in plain if unicodedata.category(each)[0] not in "CMZ")
