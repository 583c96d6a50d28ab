"""From handing in to eligibility: each news once, reasons on the timeline alone."""

from datetime import timedelta

import pytest

from services.notify.tests.told import INTAKE, OPENED_AT, SEASON, Told
from shared.contracts.registration import ApplicationChanged, RegistrationConfirmed
from shared.contracts.review import ClaimDecided, CorrectionRequested

REASON = "退役证编号与证书不一致"


def changed(status: str, revision: int = 1) -> ApplicationChanged:
    return ApplicationChanged(account="a1", intake=INTAKE, season=SEASON, status=status, revision=revision,
                              changed_at=OPENED_AT)


@pytest.fixture(autouse=True)
def person(told: Told) -> None:
    told.person()


def test_handing_in_is_on_the_timeline_and_costs_no_sms(told: Told) -> None:
    told.hear(changed("submitted"), "registration/application/a1")
    assert told.titles() == ["报名已提交"]
    assert told.sms() == []


def test_taking_back_is_told_to_the_phone(told: Told) -> None:
    told.hear(changed("submitted"), "registration/application/a1")
    told.hear(changed("withdrawn"), "registration/application/a1")
    assert told.sms() == [
        "【样例省教育考试院】您的专升本报名已于1月11日12:00撤回。如非本人操作，请立即拨打我院官网公布电话。"]


def test_what_is_returned_is_told_with_its_reason_where_the_candidate_alone_reads_it(told: Told) -> None:
    told.hear(CorrectionRequested(
        account="a1", intake=INTAKE, season=SEASON, revision=1, stage="college", reason=REASON + "。",
        until=OPENED_AT + timedelta(days=3), requested_at=OPENED_AT), "review/case/a1")
    [sms] = told.sms()
    assert "1月14日12:00前" in sms
    assert REASON not in sms
    [entry] = [entry for entry in told.timeline() if entry["personal"]]
    assert f"退回环节：生源院校初审。原因：{REASON}。请于" in entry["text"]


def test_a_stage_is_an_entry_and_the_result_an_sms(told: Told) -> None:
    told.hear(ClaimDecided(account="a1", intake=INTAKE, season=SEASON, revision=1, stage="college", decision="rejected",
                           reason=REASON, last=True, decided_at=OPENED_AT), "review/case/a1")
    told.settled_as("not_eligible", reason=REASON)
    assert told.sms() == ["【样例省教育考试院】您的报考资格审查未通过，原因请登录我院官网查看。"]
    assert told.titles() == ["资格审查未通过", "资格审查进展"]


def test_a_standing_that_stays_is_told_once(told: Told) -> None:
    told.settled_as("eligible")
    told.settled_as("eligible")
    assert told.sms() == [
        "【样例省教育考试院】您的资格审查已通过，志愿填报4月10日10:00开始，4月11日17:00截止，请登录我院官网。"]


def test_a_revocation_is_told(told: Told) -> None:
    told.settled_as("eligible")
    told.settled_as("revoked", reason=REASON)
    assert told.sms()[-1] == "【样例省教育考试院】您的专升本报考资格已被取消，原因请登录我院官网查看。"
    assert told.titles()[0] == "报考资格已取消"


def test_whose_eligibility_is_restored_is_not_told_to_file_as_if_for_the_first_time(told: Told) -> None:
    told.settled_as("eligible")
    told.settled_as("revoked", reason=REASON)
    told.settled_as("eligible")
    assert told.sms()[-1] == (
        "【样例省教育考试院】您的专升本报考资格已恢复，已填报的志愿仍然有效，后续安排请登录我院官网查看。")
    assert told.titles()[0] == "报考资格已恢复"


def test_who_took_their_application_back_is_not_told_that_it_failed(told: Told) -> None:
    told.settled_as("eligible")
    told.hear(changed("withdrawn"), "registration/application/a1")
    told.settled_as("not_eligible", reason="考生已撤回报名。")
    assert told.titles() == ["报名已撤回", "资格审查已通过"]
    assert not any("未通过" in text for text in told.sms())


@pytest.mark.parametrize(("confirmed", "title"), [(True, "报名已确认"), (False, "报名确认已撤销")])
def test_confirmation_is_told(told: Told, confirmed: bool, title: str) -> None:
    told.hear(RegistrationConfirmed(account="a1", intake=INTAKE, confirmed=confirmed, settled_at=OPENED_AT),
              "registration/confirmation/a1")
    assert told.titles() == [title]
    assert len(told.sms()) == 1


def test_who_is_eligible_on_other_terms_is_told_once_to_look_at_what_they_filed(told: Told) -> None:
    told.settled_as("eligible", category="AWARD", tier="NAT1")
    told.settled_as("eligible", category="AWARD", tier="NAT1")
    before = len(told.sms())
    told.settled_as("eligible", category="AWARD", tier="NAT2")
    told.settled_as("eligible", category="AWARD", tier="NAT2")
    assert [sms.partition("】")[2] for sms in told.sms()[before:]] == [
        "您的资格审查结论有变更，请登录我院官网查看，并核对已填报的志愿是否仍符合要求。"]
    assert told.titles() == ["资格审查结论有变更", "资格审查已通过"]
    told.settled_as("eligible", category="VETERAN")
    assert told.titles().count("资格审查结论有变更") == 2


def test_who_is_eligible_no_more_is_told_that_alone(told: Told) -> None:
    told.settled_as("eligible", category="AWARD", tier="NAT1")
    told.settled_as("revoked", category="VETERAN")
    assert told.titles() == ["报考资格已取消", "资格审查已通过"]
