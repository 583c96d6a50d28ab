"""Who goes down in a round (sequential choices, domain.md 3.2): everybody with this choice who is not admitted and not
held by a college, and whose eligibility and confirmation stand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from shared.kernel import Conflict, RuleBroken


class Why(StrEnum):
    """Why a filing does not go down in a round."""

    WITHDRAWN = "withdrawn"
    NOT_ELIGIBLE = "not_eligible"
    CATEGORY_CHANGED = "category_changed"  # since it was filed: its seats are not theirs any more
    NOT_CONFIRMED = "not_confirmed"
    ADMITTED = "admitted"
    DISPATCHED = "dispatched"  # in this round already
    HELD = "held"              # an earlier choice has not come to its end: it keeps this one
    NO_CHOICE = "no_choice"
    TIER_TOO_LOW = "tier_too_low"  # since it was filed the award was settled lower than the college's lowest tier
    FULL = "full"              # no seat is left for them there, and the season passes over full colleges


PASSED_OVER = frozenset({Why.CATEGORY_CHANGED, Why.TIER_TOO_LOW, Why.FULL})
"""Why a choice of somebody who may be dispatched is passed over. They are told so: all other reasons they know, or
it is not for this round to tell."""
SAID_OF_PASSED_OVER = MappingProxyType({  # how many a college took is not said before its results are
    Why.CATEGORY_CHANGED: "认定的报考类别与填报志愿时不同",
    Why.FULL: "按规定所填院校专业本轮不再接收下发", Why.TIER_TOO_LOW: "认定的获奖等级低于所填院校公布的要求",
})


class RoundUnknown(RuleBroken):
    """A season's rounds are named in its file."""

    code = "round_unknown"
    message = "本方案没有第{no}轮。"
    status = 404


class ModeNotPlayed(RuleBroken):
    """Parallel choices are dispatched by scores, which this season's rounds do not have."""

    code = "mode_not_played"
    message = "本批次的投档方式（{mode}）暂不支持。"


class EarlierRoundWaits(Conflict):
    """Choices are sequential (domain.md 3.2, 1): who waits for choice k would lose it to choice k+1."""

    code = "earlier_round_waits"
    message = "{title}尚未下发，不能先下发后面的志愿。"


class RoundNotDispatched(Conflict):
    """Checks, rulings and results are of files that went down."""

    code = "round_not_dispatched"
    message = "{title}尚未下发。"


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One choice: a college and its majors in order."""

    college: str
    majors: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Filed:
    """A sealed filing, and which seal has it."""

    account: str
    candidate_number: str
    category: str
    batch: str
    seal: int
    revision: int
    choices: Mapping[str, Choice]


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What decides about a person at an instant; ``category``: the one in force, None for who is not eligible."""

    category: str | None = None
    tier: str | None = None
    confirmed: bool = False
    withdrawn: bool = False
    admitted: bool = False
    held: bool = False
    dispatched: bool = False


NOBODY = Standing()


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One file to be dispatched."""

    account: str
    candidate_number: str
    category: str
    college: str
    majors: tuple[str, ...]
    batch: str
    seal: int
    revision: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Selection:
    """A dry run: who goes, by college and candidate number, and who does not, by account."""

    lines: Sequence[Line]
    left_out: Mapping[str, Why] = field(default_factory=dict)


Seats = Mapping[tuple[str, str, str], int]
"""Seats left by (college, major, category)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """What colleges offer now. ``left``: seats left, where full colleges are passed over, else None; ``bars``: the
    award tiers that suffice, by college that published a lowest one."""

    left: Seats | None = None
    bars: Mapping[str, frozenset[str]] = field(default_factory=dict)


def why_not(filed: Filed, standing: Standing, *, label: str, ground: Ground) -> Why | None:
    """Why a filing does not go down now."""
    choice = filed.choices.get(label)
    reasons = (
        (standing.withdrawn, Why.WITHDRAWN),
        (standing.category is None, Why.NOT_ELIGIBLE),
        (not standing.confirmed, Why.NOT_CONFIRMED),
        (standing.admitted, Why.ADMITTED),
        (standing.dispatched, Why.DISPATCHED),
        (standing.held, Why.HELD),
        (choice is None, Why.NO_CHOICE),
        (standing.category != filed.category, Why.CATEGORY_CHANGED),
        (choice is not None and _is_below(choice, standing.tier, ground.bars), Why.TIER_TOO_LOW),
        (choice is not None and _is_full(choice, filed.category, ground.left), Why.FULL),
    )
    return next((why for says_no, why in reasons if says_no), None)


def select(
    filings: Iterable[Filed], standings: Mapping[str, Standing], *, label: str, ground: Ground
) -> Selection:
    """The dry run of one choice over a batch's filings."""
    lines, left_out = [], {}
    for filed in filings:
        why = why_not(filed, standings.get(filed.account, NOBODY), label=label, ground=ground)
        if why is not None:
            left_out[filed.account] = why
        else:
            lines.append(_line(filed, filed.choices[label]))
    lines.sort(key=lambda line: (line.college, line.candidate_number))
    return Selection(lines=lines, left_out=left_out)


def _line(filed: Filed, choice: Choice) -> Line:
    return Line(
        account=filed.account, candidate_number=filed.candidate_number, category=filed.category,
        college=choice.college, majors=choice.majors, batch=filed.batch, seal=filed.seal, revision=filed.revision,
    )


def _is_below(choice: Choice, tier: str | None, bars: Mapping[str, frozenset[str]]) -> bool:
    return tier is not None and choice.college in bars and tier not in bars[choice.college]


def _is_full(choice: Choice, category: str, left: Seats | None) -> bool:
    return left is not None and not any(left.get((choice.college, major, category), 0) > 0 for major in choice.majors)
