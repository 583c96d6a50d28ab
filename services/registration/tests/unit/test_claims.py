"""Claims by their fields' kinds: what is kept, what is said of the rest."""

from datetime import date
from typing import Any

import pytest

from services.registration.domain.claims import ClaimRules, ClaimUnfit, FieldRule, PaperRule, checked_claim, missing

TODAY = date(2030, 1, 12)
RULES = ClaimRules(
    fields=(
        FieldRule(id="certificate", title="证书编号", kind="text"),
        FieldRule(id="enlisted_on", title="入伍日期", kind="date"),
        FieldRule(id="discharged_on", title="退役日期", kind="date"),
        FieldRule(id="rank", title="排名", kind="number", required=False),
        FieldRule(id="contest", title="赛事", kind="contest", required=False, options=("甲赛", "乙赛")),
        FieldRule(id="tier", title="等级", kind="award_tier", required=False, options=("NAT1", "MUNI")),
        FieldRule(id="branch", title="军种", kind="choice", required=False, options=("陆军", "海军")),
        FieldRule(id="honours", title="荣誉", kind="honours", required=False, options=("MERIT1", "SIYOU")),
    ),
    papers=(PaperRule(kind="discharge_certificate", title="退役证"),
            PaperRule(kind="honour_certificate", title="立功受奖证书", required=False)),
)
WHOLE = {"certificate": "渝1号", "enlisted_on": "2027-09-01", "discharged_on": "2029-09-01"}


def refused(given: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(ClaimUnfit) as caught:
        checked_claim(RULES, given, today=TODAY)
    return dict(caught.value.errors)


@pytest.mark.parametrize(("field", "written", "kept"), [
    ("certificate", "  渝１号 ", "渝1号"),
    ("certificate", "渝退（２０２０）１号", "渝退（2020）1号"),
    ("enlisted_on", "2027年9月1日", "2027-09-01"),
    ("enlisted_on", "20270901", "2027-09-01"),
    ("rank", "３", 3),
    ("rank", 4, 4),
    ("contest", "甲赛", "甲赛"),
    ("tier", "MUNI", "MUNI"),
    ("branch", "海军", "海军"),
    ("honours", ["SIYOU", "MERIT1"], ["MERIT1", "SIYOU"]),
])
def test_a_value_is_kept_in_one_spelling(field: str, written: Any, kept: Any) -> None:
    assert checked_claim(RULES, {field: written}, today=TODAY) == {field: kept}


@pytest.mark.parametrize("empty", [None, "", [], "   "])
def test_what_is_empty_is_left_out(empty: Any) -> None:
    assert checked_claim(RULES, {"certificate": empty, "rank": 1}, today=TODAY) == {"rank": 1}


@pytest.mark.parametrize(("field", "written", "said"), [
    ("certificate", 17, "须为文字"), ("certificate", "字" * 101, "最多100个字"), ("certificate", "一\n二", "不能换行"),
    ("enlisted_on", "2027-02-30", "须写作"), ("enlisted_on", "前年", "须写作"), ("enlisted_on", 20270901, "须写作"),
    ("enlisted_on", "1949-09-01", "须写作"), ("enlisted_on", "2030-01-13", "晚于今天"),
    ("rank", 0, "1至9999"), ("rank", True, "1至9999"), ("rank", 1.5, "1至9999"), ("rank", "１万", "1至9999"),
    ("rank", 10000, "1至9999"),
    ("contest", "丙赛", "不在可选范围"), ("tier", "NAT9", "不在可选范围"), ("branch", "空军", "不在可选范围"),
    ("honours", "MERIT1", "列表"), ("honours", ["MERIT9"], "MERIT9"), ("honours", ["SIYOU", "SIYOU"], "重复"),
    ("honours", [1], "列表"), ("certificate", {"a": 1}, "须为文字"), ("height", "180", "没有这一项"),
])
def test_what_does_not_fit_is_named(field: str, written: Any, said: str) -> None:
    found = refused({field: written})
    assert list(found) == [field]
    assert said in found[field]


def test_discharged_comes_after_enlisted() -> None:
    assert refused(WHOLE | {"discharged_on": "2027-09-01"}) == {"discharged_on": "退役日期须晚于入伍日期。"}


def test_a_discharge_may_lie_ahead() -> None:
    assert checked_claim(RULES, WHOLE | {"discharged_on": "2030-03-01"}, today=TODAY)["discharged_on"] == "2030-03-01"


def test_every_fault_is_named_at_once() -> None:
    assert set(refused({"enlisted_on": "x", "rank": 0, "height": 1})) == {"enlisted_on", "rank", "height"}


def test_what_is_missing_is_named() -> None:
    assert missing(RULES, {"certificate": "渝1号"}, []) == [
        ("enlisted_on", "入伍日期必填。"), ("discharged_on", "退役日期必填。"),
        ("discharge_certificate", "请上传退役证。"),
    ]
    assert missing(RULES, WHOLE, ["discharge_certificate"]) == []


def test_who_claims_an_honour_proves_it() -> None:
    honoured = WHOLE | {"honours": ["SIYOU"]}
    assert missing(RULES, honoured, ["discharge_certificate"]) == [("honour_certificate", "请上传立功受奖证书。")]
    assert missing(RULES, honoured, ["discharge_certificate", "honour_certificate"]) == []
