"""Rounds, returns, checks, rulings and revocations in any order, against a simple model of who is where."""

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from services.admission.app import build
from services.admission.config import AdmissionConfig
from services.admission.domain.status import Held
from services.admission.tests.play import DOWN, SEASON, Play
from shared.testing.house import house

SEATS = {("5001", "01"): 1, ("5002", "02"): 2}
COLLEGES = [("5001", ["01"]), ("5002", ["02"])]
ACCOUNTS = "abcd"
NOS = ["1", "2", "3"]
LABELS = dict(zip(NOS, "ABC", strict=True))
OPEN = {"DISPATCHED", "READING", "PRE_ADMIT", "PRE_REJECT", "PENDING_STAMP"}


class Recruitment(RuleBasedStateMachine):
    """The model: what was filed, who was revoked, which files went down in which round."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.opened = house({"admission": (AdmissionConfig, build)}, Path(self.folder.name))
        self.play = Play(self.opened.__enter__())
        self.filed: dict[str, dict[str, Any]] = {}
        self.revoked: set[str] = set()
        self.come = 0  # rounds whose moment has come
        self.signed: set[str] = set()

    @initialize(filed=st.fixed_dictionaries({
        account: st.dictionaries(st.sampled_from("ABC"), st.sampled_from(COLLEGES), min_size=1) for account in ACCOUNTS
    }))
    def seal(self, filed: dict[str, dict[str, Any]]) -> None:
        self.filed = filed
        self.play.plan(SEATS)
        self.play.filed(filed)
        self.play.send("1")
        self.come, self.signed = 1, {"1"}

    # -- what people do -------------------------------------------------------------------------------------------

    @precondition(lambda self: self.come < len(NOS))
    @rule()
    def the_next_moment_comes(self) -> None:
        self.play.at(DOWN[NOS[self.come]])
        self.come += 1

    @rule(data=st.data())
    def officers_sign_a_round(self, data: st.DataObject) -> None:
        no = data.draw(st.sampled_from(NOS[:self.come + 1]))
        before = {row["account"] for row in self.files()}
        open_before = {row["account"] for row in self.files() if row["status"] in OPEN}
        admitted = self.admitted()
        made = self.play.post(f"/rounds/{no}/preview").json
        if made["status"] == "open":
            self.play.both(f"/rounds/{no}", made["digest"])
            self.signed.add(no)
        if NOS.index(no) >= self.come or not self.signed.issuperset(NOS[:NOS.index(no)]):
            assert {row["account"] for row in self.files()} == before  # not before its moment, nor an earlier choice
            return
        wanted = {
            account for account in ACCOUNTS
            if LABELS[no] in self.filed[account] and account not in self.revoked | open_before | admitted
        }
        assert {row["account"] for row in self.files(no)} >= wanted

    @rule(data=st.data())
    def colleges_return(self, data: st.DataObject) -> None:
        waiting = [row for row in self.files() if row["status"] in {"DISPATCHED", "READING"}]
        admits = data.draw(st.sets(st.sampled_from(ACCOUNTS)))
        held = data.draw(st.sampled_from([None, None, None, Held.LATE, Held.OVER_FULL]))
        for row in waiting:
            major = row["majors"][0] if row["account"] in admits else None
            self.play.returns(row["round"], {row["account"]: major}, held=held)

    @precondition(lambda self: self.come > 0)
    @rule(data=st.data())
    def officers_check(self, data: st.DataObject) -> None:
        no = data.draw(st.sampled_from(NOS[:self.come]))
        made = self.play.post(f"/rounds/{no}/check")
        if made.status_code == 201:
            self.play.both(f"/rounds/{no}/check", made.json["digest"])

    @rule(no=st.sampled_from(NOS), college=st.sampled_from(["5001", "5002"]),
          ruling=st.sampled_from(["accept", "refuse"]))
    def officers_rule(self, no: str, college: str, ruling: str) -> None:
        held = [row for row in self.files(no) if row["college"] == college and row["held"]]
        answer = self.play.rule(no, college, ruling=ruling)
        can_be = [row for row in held if ruling == "refuse" or row["held"] != Held.SILENT]
        assert (answer.status_code == 201) == bool(can_be), answer.json

    @rule(account=st.sampled_from(ACCOUNTS))
    def review_revokes(self, account: str) -> None:
        self.play.stands(account, "revoked")
        self.revoked.add(account)

    # -- what always holds ----------------------------------------------------------------------------------------

    @invariant()
    def nobody_is_admitted_twice_or_where_they_did_not_file(self) -> None:
        for row in self.play.facts("admission"):
            college, majors = self.filed[row["account"]][LABELS[row["round"]]]
            assert (row["college"], row["major"]) == (college, majors[0])
        assert all(n == 1 for n in Counter(row["account"] for row in self.play.facts("admission")).values())

    @invariant()
    def no_major_is_over_its_seats(self) -> None:
        taken = Counter((row["college"], row["major"]) for row in self.play.facts("admission"))
        for row in self.play.facts("seats"):
            assert row["taken"] == taken[row["college"], row["major"]] <= row["seats"]
            assert row["seats"] == SEATS[row["college"], row["major"]] + row["granted"]

    @invariant()
    def nobody_is_in_two_places(self) -> None:
        with_college = Counter(row["account"] for row in self.files() if row["status"] in OPEN | {"ADMITTED"})
        assert all(n == 1 for n in with_college.values())
        assert not set(with_college) & self.revoked

    @invariant()
    def nothing_goes_down_before_its_moment(self) -> None:
        assert {row["round"] for row in self.files()} <= set(NOS[:self.come])

    @invariant()
    def every_file_that_ended_without_a_place_says_why(self) -> None:
        for row in self.files():
            assert row["has_reason"] or row["status"] not in {"FREE", "PRE_REJECT"}

    @invariant()
    def each_dispatch_is_told_once_and_no_result_is(self) -> None:
        told = Counter((row["account"], row["round"], row["status"]) for row in self.play.facts("release"))
        assert all(n == 1 for n in told.values())
        assert {status for _, _, status in told} <= {"dispatched", "free"}
        assert {(row["account"], row["round"]) for row in self.files()} == {
            (account, no) for account, no, status in told if status == "dispatched"}

    def files(self, no: str | None = None) -> list[Any]:
        return self.play.facts("file", **({"round": no} if no else {}))

    def admitted(self) -> set[str]:
        return {row["account"] for row in self.play.facts("admission")}

    def teardown(self) -> None:
        self.opened.__exit__(None, None, None)
        self.folder.cleanup()


@pytest.mark.parametrize("examples", [6, pytest.param(16, marks=pytest.mark.sweep)])
def test_in_any_order_the_model_holds(examples: int) -> None:
    assert SEASON.when_full.policy == "SEND"
    unshrunk = (Phase.explicit, Phase.generate)  # a step takes long, and a failing example reads well as it is
    run_state_machine_as_test(
        Recruitment, settings=settings(max_examples=examples, stateful_step_count=12, deadline=None, phases=unshrunk)
    )
