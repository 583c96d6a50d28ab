"""The pieces of a season that are rules rather than dates: who may come, what is claimed, how it is decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shared.season.words import (
    Code,
    FieldKind,
    Grounded,
    Mode,
    ReviewBy,
    RoundNo,
    Save,
    SignInWith,
    Slug,
    Unit,
    WhenFull,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimField:
    """One thing the candidate states; ``options`` for a CHOICE."""

    id: Code
    title: str
    kind: FieldKind = FieldKind.TEXT
    required: bool = True
    options: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """One paper that proves a claim."""

    id: Code
    title: str
    required: bool = True
    hint: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim(Grounded):
    """What the candidate of a category states and proves."""

    fields: tuple[ClaimField, ...]
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewStage(Grounded):
    """One stage of the chain; stages are decided in the order of the file. ``authority`` for ``by: authority``."""

    id: Code
    title: str
    by: ReviewBy
    authority: Code | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Category(Grounded):
    """A kind of candidate: exactly one is in force for a person."""

    code: Code
    title: str
    claim: Claim
    review: tuple[ReviewStage, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Honour:
    """An honour that is decided one by one; colleges give priority or extra points for it."""

    code: Code
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Honours(Grounded):
    """The honours that count, and for whom."""

    category: Code
    items: tuple[Honour, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class AwardTier:
    """A tier of awards."""

    code: Code
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AwardTiers(Grounded):
    """The tiers, the highest first; each college states the lowest that it takes."""

    items: tuple[AwardTier, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Contests(Grounded):
    """Names of contests that a claim may choose from."""

    items: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Filing(Grounded):
    """The shape of the form in one batch: ``choices`` are the labels in order (``A`` ``B`` ``C``)."""

    batch: Code
    mode: Mode
    unit: Unit
    choices: tuple[Code, ...]
    majors_per_choice: int
    save: Save
    gaps: bool = True
    same_college_twice: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Declaration(Grounded):
    """What the candidate must accept before filing."""

    title: str
    accept: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Supplementary(Grounded):
    """The batch that is held only if seats are left, as its announcement says."""

    batch: Code
    round: RoundNo
    cancelled_without_vacancy: bool
    earlier_choices_count: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Selection(Grounded):
    """How colleges decide: the test's modes, who approves its plans, and the promise signed before entry."""

    modes: tuple[str, ...]
    plan_approved_by: str
    promise: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FullCollege(Grounded):
    """What happens to a file whose college is full."""

    policy: WhenFull


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress(Grounded):
    """Whether source colleges see filled / not filled, in the first filing and in the supplementary one."""

    first: bool
    supplementary: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Publicity(Grounded):
    """How long and where the admitted are made public."""

    working_days: int
    where: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SeatFlow(Grounded):
    """Where seats go that are still empty, and when that is settled."""

    to_season: Slug
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Fee(Grounded):
    """The registration fee in yuan by category, and how it is paid."""

    yuan: Mapping[Code, int]
    channels: tuple[str, ...]
    cash: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeRules(Grounded):
    """Codes sent by SMS. These run on the wall clock."""

    digits: int
    ttl: timedelta
    attempts: int
    resend_after: timedelta
    per_hour: int
    per_day: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Account(Grounded):
    """How accounts are opened and entered. ``one_phone_once`` can only be true: a code to a phone means one person."""

    one_phone_once: bool
    sign_in_with: tuple[SignInWith, ...]
    code: CodeRules


@dataclass(frozen=True, kw_only=True, slots=True)
class CandidateNumber(Grounded):
    """How a candidate number is issued: ``prefix``, then a running number of ``digits`` digits. Opaque once issued."""

    prefix: Code
    digits: int
    first: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule(Grounded):
    """A rule of the notice that people follow and no switch above decides; shown beside what it is about."""

    id: Slug
    about: Code
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A document that pieces refer to."""

    id: Slug
    title: str
    number: str | None = None
    issued_on: date | None = None
    issuer: str | None = None
