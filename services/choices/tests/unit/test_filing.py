"""What one choice may say: each rule by itself, with its reason in words."""

import pytest

from services.choices.domain.filing import (
    Applicant,
    Choice,
    CollegeNotInPlan,
    CollegeTwice,
    Form,
    GapBefore,
    MajorNotOfCollege,
    MajorsWanted,
    MajorTwice,
    NoSeats,
    Offer,
    TierTooLow,
    TooManyMajors,
    UnknownChoice,
    check_beside,
    check_choice,
)
from shared.kernel import RuleBroken

FORM = Form(labels=("A", "B", "C"), most_majors=3, gaps=True, same_college_twice=False)
OFFERS = {
    "10001": Offer(name="样例大学", majors={"01": "软件工程", "02": "网络工程"},
                   seats={"01": {"VETERAN": 5, "AWARD": 1}, "02": {"VETERAN": 5, "AWARD": 0}}, min_tier="NAT2"),
    "10002": Offer(name="样例师范学院", majors={"01": "学前教育"}, seats={"01": {"VETERAN": 1, "AWARD": 1}}),
}
TIERS = {"NAT1": "国家级一等奖", "NAT2": "国家级二等奖", "MUNI": "市级奖"}
VETERAN = Applicant(category="VETERAN", category_title="退役大学生士兵", tiers=TIERS)


def award(tier: str) -> Applicant:
    return Applicant(category="AWARD", category_title="技能竞赛免试生", tier=tier, tiers=TIERS)


def check(college: str, *majors: str, label: str = "A", by: Applicant = VETERAN) -> None:
    check_choice(label, Choice(college=college, majors=majors), form=FORM, offers=OFFERS, applicant=by)


def test_a_choice_that_fits_is_taken() -> None:
    check("10001", "02", "01")
    check("10001", "01", by=award("NAT2"))
    check("10001", "01", by=award("NAT1"))
    check("10002", "01", by=award("MUNI"))


@pytest.mark.parametrize(("broken", "college", "majors", "by", "words"), [
    (MajorsWanted, "10001", (), VETERAN, "请至少填写一个专业。"),
    (TooManyMajors, "10001", ("01", "02", "03", "04"), VETERAN, "每个志愿最多填报3个专业，您填了4个。"),
    (MajorTwice, "10001", ("01", "01"), VETERAN, "专业01重复填报，同一志愿内每个专业只能填报一次。"),
    (CollegeNotInPlan, "19999", ("01",), VETERAN, "招生计划中没有代码为19999的院校，请核对院校代码。"),
    (MajorNotOfCollege, "10002", ("02",), VETERAN, "样例师范学院没有代码为02的专业，请核对专业代码。"),
    (NoSeats, "10001", ("02",), award("NAT1"), "样例大学网络工程没有面向技能竞赛免试生的招生计划。"),
    (TierTooLow, "10001", ("01",), award("MUNI"),
     "样例大学要求获奖等级不低于国家级二等奖，您经认定的获奖等级为市级奖，不能填报。"),
    (TierTooLow, "10001", ("01",), award("OTHER"),
     "样例大学要求获奖等级不低于国家级二等奖，您经认定的获奖等级为OTHER，不能填报。"),
])
def test_a_choice_that_breaks_a_rule_is_refused_in_words(
    broken: type[RuleBroken], college: str, majors: tuple[str, ...], by: Applicant, words: str
) -> None:
    with pytest.raises(broken) as refused:
        check(college, *majors, by=by)
    assert refused.value.text == words


def test_the_form_has_no_other_labels() -> None:
    with pytest.raises(UnknownChoice, match="可填报的志愿为A、B、C"):
        check("10001", "01", label="D")


def test_a_college_stands_once_unless_the_season_lets_it() -> None:
    saved = {"A": Choice(college="10001", majors=("01",))}
    again = Choice(college="10001", majors=("02",))
    with pytest.raises(CollegeTwice, match="样例大学已填报为A志愿"):
        check_beside("B", again, form=FORM, saved=saved, named="样例大学")
    check_beside("A", again, form=FORM, saved=saved, named="样例大学")
    twice = Form(labels=FORM.labels, most_majors=3, gaps=True, same_college_twice=True)
    check_beside("B", again, form=twice, saved=saved, named="样例大学")


def test_choices_are_filled_in_order_where_the_season_wants_it() -> None:
    strict = Form(labels=FORM.labels, most_majors=3, gaps=False, same_college_twice=False)
    second = Choice(college="10002", majors=("01",))
    with pytest.raises(GapBefore, match="请先保存A志愿"):
        check_beside("B", second, form=strict, saved={}, named="样例师范学院")
    check_beside("B", second, form=strict, saved={"A": Choice(college="10001", majors=("01",))}, named="样例师范学院")
