"""What one choice of a filing may say: a college of the plan, its majors, seats for my category, my award's tier."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from shared.kernel import Conflict, RuleBroken


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One choice: a college and its majors in order."""

    college: str
    majors: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """The shape of a batch's form, as the season says it."""

    labels: tuple[str, ...]
    most_majors: int
    gaps: bool
    same_college_twice: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """A college of the plan: its majors by code, and of each the seats by category."""

    name: str
    majors: Mapping[str, str] = field(default_factory=dict)
    seats: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    min_tier: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Applicant:
    """Who files: category and award tier, with the words for them. ``tiers``: codes and titles, the highest first."""

    category: str
    category_title: str
    tier: str | None = None
    tiers: Mapping[str, str] = field(default_factory=dict)


class UnknownChoice(RuleBroken):
    """The form has the labels of the season and no others."""

    code = "choice_unknown"
    message = "本批次没有{label}志愿，可填报的志愿为{labels}。"


class MajorsWanted(RuleBroken):
    """«每个志愿为：院校代码+专业1+专业2+专业3»: at least one major."""

    code = "majors_wanted"
    message = "请至少填写一个专业。"


class TooManyMajors(RuleBroken):
    """«每个志愿为：院校代码+专业1+专业2+专业3»: not more than the form has."""

    code = "majors_too_many"
    message = "每个志愿最多填报{most}个专业，您填了{given}个。"


class MajorTwice(RuleBroken):
    """A major stands once in a choice."""

    code = "major_twice"
    message = "专业{major}重复填报，同一志愿内每个专业只能填报一次。"


class CollegeNotInPlan(RuleBroken):
    """Only colleges of the published plan can be filed."""

    code = "college_not_in_plan"
    message = "招生计划中没有代码为{college}的院校，请核对院校代码。"


class MajorNotOfCollege(RuleBroken):
    """A major is filed with the college that offers it."""

    code = "major_not_of_college"
    message = "{college}没有代码为{major}的专业，请核对专业代码。"


class NoSeats(RuleBroken):
    """The plan has seats by category."""

    code = "no_seats_for_category"
    message = "{college}{major}没有面向{category}的招生计划。"


class TierTooLow(RuleBroken):
    """«按照国家级竞赛一等奖、二等奖、三等奖和市级竞赛奖的先后顺序提出技能竞赛免试生最低报考要求»."""

    code = "award_tier_too_low"
    message = "{college}要求获奖等级不低于{least}，您经认定的获奖等级为{own}，不能填报。"


class CollegeTwice(RuleBroken):
    """One college once, where the season says so."""

    code = "college_twice"
    message = "{college}已填报为{label}志愿，同一院校不能重复填报。"


class GapBefore(RuleBroken):
    """Choices are filled in order, where the season says so."""

    code = "choice_gap"
    message = "请先保存{label}志愿。"


class NothingSaved(Conflict):
    """Only what was saved can be cleared."""

    code = "nothing_saved"
    message = "{label}志愿没有已保存的内容。"


class ChangedMeanwhile(Conflict):
    """Two saves of one candidate met again and again."""

    code = "filing_changed_meanwhile"
    message = "您的志愿刚刚在另一处被修改，请刷新核对后重试。"


def mark_of(held: Choice | None) -> str:
    """What is saved under a label, so short that a form carries what its reader saw."""
    return sha256("\0".join((held.college, *held.majors)).encode()).hexdigest()[:20] if held else "none"


def check_unmoved(held: Choice | None, seen: str) -> None:
    """Raise ChangedMeanwhile where something else is saved under the label than its form was made from."""
    if mark_of(held) != seen:
        raise ChangedMeanwhile


def check_label(label: str, form: Form) -> None:
    """Raise UnknownChoice unless the form has it."""
    if label not in form.labels:
        raise UnknownChoice(field="label", label=label, labels="、".join(form.labels))


def check_choice(
    label: str, choice: Choice, *, form: Form, offers: Mapping[str, Offer], applicant: Applicant
) -> None:
    """Raise the first rule that a choice breaks by itself."""
    check_label(label, form)
    _check_majors(choice.majors, form)
    offer = offers.get(choice.college)
    if offer is None:
        raise CollegeNotInPlan(field="college", college=choice.college)
    for major in choice.majors:
        if major not in offer.majors:
            raise MajorNotOfCollege(field="majors", college=offer.name, major=major)
        if offer.seats.get(major, {}).get(applicant.category, 0) <= 0:
            raise NoSeats(field="majors", college=offer.name, major=offer.majors[major],
                          category=applicant.category_title)
    check_tier(offer, applicant)


def holds(label: str, choice: Choice, *, form: Form, offers: Mapping[str, Offer], applicant: Applicant) -> bool:
    """Whether a choice breaks no rule by itself."""
    try:
        check_choice(label, choice, form=form, offers=offers, applicant=applicant)
    except RuleBroken:
        return False
    return True


def check_beside(label: str, choice: Choice, *, form: Form, saved: Mapping[str, Choice], named: str) -> None:
    """Raise the first rule that a choice breaks beside those that are saved. ``named``: the college's name."""
    if not form.same_college_twice:
        for other, held in saved.items():
            if other != label and held.college == choice.college:
                raise CollegeTwice(field="college", college=named, label=other)
    if not form.gaps:
        before = form.labels[: form.labels.index(label)]
        for missing in (each for each in before if each not in saved):
            raise GapBefore(field="label", label=missing)


def check_tier(offer: Offer, applicant: Applicant) -> None:
    """Raise TierTooLow for an award below what the college asks for. It asks nothing of those who claim no award."""
    if offer.min_tier is None or applicant.tier is None:
        return
    order = list(applicant.tiers)
    if offer.min_tier in order and (applicant.tier not in order
                                    or order.index(applicant.tier) > order.index(offer.min_tier)):
        raise TierTooLow(field="college", college=offer.name, least=applicant.tiers[offer.min_tier],
                         own=applicant.tiers.get(applicant.tier, applicant.tier))


def _check_majors(majors: Sequence[str], form: Form) -> None:
    if not majors:
        raise MajorsWanted(field="majors")
    if len(majors) > form.most_majors:
        raise TooManyMajors(field="majors", most=form.most_majors, given=len(majors))
    seen: set[str] = set()
    for major in majors:
        if major in seen:
            raise MajorTwice(field="majors", major=major)
        seen.add(major)
