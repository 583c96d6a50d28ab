"""A case from its dossier to its end."""

from services.review.tests.desk import COMMISSION, REVIEW_CLOSED, Desk
from shared.contracts.review import ClaimDecided, CorrectionRequested


def test_who_is_approved_by_every_stage_and_confirmed_is_eligible(desk: Desk) -> None:
    desk.submitted(honours=["MERIT3", "SIYOU"])
    honours = [{"code": "MERIT3", "confirmed": True}, {"code": "SIYOU", "confirmed": False, "reason": "证书无效"}]
    assert desk.decide(desk.college(), "college", honours=honours).json["status"] == "open"
    assert desk.decide(desk.authority(), "authority", honours=honours).json["status"] == "open"
    assert desk.settled() == []
    desk.confirmed()
    [told] = desk.settled()
    assert (told.standing, told.honours, told.revision, told.masked_name, told.reason) == (
        "eligible", ["MERIT3"], 1, "张*", None)
    assert [(event.stage, event.decision, event.last) for event in desk.told.every(ClaimDecided)] == [
        ("college", "approved", False), ("authority", "approved", True)]
    assert desk.facts() == [{
        "fact": "case", "service": "review", "account": "a1", "revision": 1, "standing": "eligible",
        "category": "VETERAN", "source_college": "90001", "honours": ["MERIT3"]}]


def test_an_award_claim_carries_its_tier_and_is_decided_by_its_own_authority(desk: Desk) -> None:
    desk.submitted(category="AWARD")
    desk.confirmed()
    desk.approved(authority=COMMISSION)
    [told] = desk.settled()
    assert (told.standing, told.tier, told.honours) == ("eligible", "NAT1", [])
    assert [(row["stage"], row["actor_scope"], row["owner_scope"]) for row in desk.facts("review_decision")] == [
        ("college", "90001", "90001"), ("authority", COMMISSION, COMMISSION)]


def test_who_is_rejected_is_not_eligible_with_the_reviewers_reason(desk: Desk) -> None:
    desk.submitted()
    answer = desk.decide(desk.college(), "college", "rejected", reason="退役证与本人不符")
    assert (answer.status_code, answer.json["status"], answer.json["stage"]) == (201, "not_eligible", None)
    [decided] = desk.told.every(ClaimDecided)
    assert (decided.decision, decided.reason, decided.last) == ("rejected", "退役证与本人不符", True)
    [told] = desk.settled()
    assert (told.standing, told.reason, told.honours) == ("not_eligible", "退役证与本人不符", [])


def test_a_dossier_returned_for_correction_begins_its_chain_anew(desk: Desk) -> None:
    desk.submitted()
    desk.confirmed()
    desk.decide(desk.college(), "college")
    answer = desk.decide(desk.authority(), "authority", "correction", reason="退役证照片不清")
    assert answer.json["status"] == "returned"
    [asked] = desk.told.every(CorrectionRequested)
    assert (asked.revision, asked.stage, asked.reason, asked.until) == (1, "authority", "退役证照片不清", REVIEW_CLOSED)
    assert desk.decide(desk.college(), "college").json["code"] == "case_not_open"
    desk.submitted(revision=2)
    assert (desk.standing(), desk.case()["stage"]) == ("open", "college")
    assert [each["decision"] for each in desk.case()["earlier"]] == ["approved", "correction"]
    desk.approved()
    assert [(event.standing, event.revision) for event in desk.settled()] == [("eligible", 2)]


def test_a_revocation_by_an_officers_order_is_the_last_word(desk: Desk) -> None:
    desk.submitted(honours=["SIYOU"])
    desk.confirmed()
    desk.approved(honours=["SIYOU"])
    assert desk.revoke("a1", reason="经查证书系伪造").status_code == 201
    assert [(event.standing, event.reason) for event in desk.settled()] == [
        ("eligible", None), ("revoked", "经查证书系伪造")]
    assert desk.revoke("a1").json["code"] == "nothing_to_revoke"
    desk.submitted(revision=2)
    desk.confirmed(confirmed=False)
    assert desk.standing() == "revoked"
    assert desk.settled()[-1].honours == []


def test_a_revocation_by_mistake_is_undone_by_another_order(desk: Desk) -> None:
    desk.submitted(honours=["SIYOU"])
    desk.confirmed()
    desk.approved(honours=["SIYOU"])
    assert desk.reinstate().json["code"] == "nothing_to_reinstate"
    desk.revoke()
    assert (desk.reinstate().status_code, desk.standing()) == (201, "eligible")
    assert [(event.standing, event.honours, event.reason) for event in desk.settled()][-1] == (
        "eligible", ["SIYOU"], None)
    assert desk.reinstate().json["code"] == "nothing_to_reinstate"
    assert desk.reinstate("nobody").status_code == 404


def test_what_happened_since_a_revocation_counts_when_it_is_undone(desk: Desk) -> None:
    desk.submitted()
    desk.confirmed()
    desk.approved()
    desk.revoke()
    desk.confirmed(confirmed=False)
    desk.reinstate()
    assert (desk.standing(), desk.settled()[-1].standing) == ("not_eligible", "not_eligible")


def test_a_case_names_the_honours_that_all_stages_confirmed_though_it_was_revoked(desk: Desk) -> None:
    desk.submitted(honours=["SIYOU"])
    desk.confirmed()
    desk.decide(desk.college(), "college", honours=[{"code": "SIYOU", "confirmed": True}])
    assert [row["honours"] for row in desk.facts()] == [[]]
    desk.decide(desk.authority(), "authority", honours=[{"code": "SIYOU", "confirmed": True}])
    desk.revoke()
    assert [(row["standing"], row["honours"]) for row in desk.facts()] == [("revoked", ["SIYOU"])]


def test_a_confirmation_taken_back_takes_the_eligibility_back(desk: Desk) -> None:
    desk.submitted()
    desk.confirmed()
    desk.approved()
    desk.confirmed(confirmed=False)
    desk.confirmed(confirmed=True)
    assert [event.standing for event in desk.settled()] == ["eligible", "not_eligible", "eligible"]


def test_a_withdrawal_closes_the_case_and_takes_an_eligibility_back(desk: Desk) -> None:
    desk.submitted()
    desk.confirmed()
    desk.approved()
    desk.voided()
    assert desk.standing() == "withdrawn"
    assert [event.standing for event in desk.settled()] == ["eligible", "not_eligible"]
    assert desk.decide(desk.college(), "college").json["code"] == "case_not_open"


def test_grades_that_come_later_change_nothing_that_was_told(desk: Desk) -> None:
    desk.submitted(conduct=None, marks=None)
    desk.confirmed()
    desk.approved()
    desk.submitted()
    assert [event.standing for event in desk.settled()] == ["eligible"]
    assert (desk.case()["conduct"], desk.case()["status"]) == ("优秀", "eligible")
