"""What every step of the machine is held to, and the hands that it drives choices and admission with."""

import tempfile
from collections import Counter, defaultdict
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine, invariant

from services.admission.app import build as build_admission
from services.admission.config import AdmissionConfig
from services.admission.tests.play import DOWN, SEASON, Play
from services.choices.app import build as build_choices
from services.choices.config import ChoicesConfig
from shared.season import Season
from shared.testing.house import Caller, Recipe, house
from tests.flows.intake_model import MAIN, ROUNDS, S1, File, Filing, Model

Facts = dict[str, list[Any]]
API = "/choices/api/v1"
RECIPES: dict[str, Recipe] = {
    "choices": (ChoicesConfig, build_choices), "admission": (AdmissionConfig, build_admission),
}
SEATS = {("5001", "01"): 1, ("5001", "02"): 1, ("5002", "02"): 2, ("5003", "03"): 1}
OPEN = {"DISPATCHED", "READING", "PRE_ADMIT", "PRE_REJECT", "PENDING_STAMP"}


def season() -> Season:
    """Three colleges, so that three choices can name three."""
    colleges = SEASON.colleges.items
    third = replace(colleges[0], code="5003", name="样例理工学院")
    return replace(SEASON, colleges=replace(SEASON.colleges, items=(*colleges, third)))


class Held(RuleBasedStateMachine):
    """The two services in a house, the model beside them, and what always holds."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory(prefix="longmen-intake-")))
        self.home = self.stack.enter_context(house(RECIPES, folder))
        self.play = Play(self.home, season())
        self.version = 1
        self.model = Model(seats=Counter(SEATS))
        self.callers: dict[str, Caller] = {}
        self.play.plan(SEATS)

    # -- what always holds --------------------------------------------------------------------------------------------

    @invariant()
    def the_model_holds(self) -> None:
        """After every step; the facts are read once."""
        self.look()
        facts: Facts = defaultdict(list)
        for row in self.home.services["admission"].facts(SEASON.code):
            facts[row["fact"]].append(row)
        self.everybody_is_where_the_model_has_them(facts)
        self.nobody_is_admitted_twice_and_no_seat_is_overdrawn(facts)
        self.every_acknowledged_save_is_in_the_seal(facts)
        self.each_status_is_told_once_and_no_result_before_its_moment(facts)

    def look(self) -> None:
        """Take note of the files that went down since the last look: each of somebody free, to where they filed."""
        for row in self.files():
            account, no = row["account"], row["round"]
            if row["ended"] == "revoked" or (account, no) in self.model.went:
                continue
            assert self.model.now >= DOWN[no], "before its moment"
            assert self.model.standing[account] == "eligible"
            assert account not in self.model.files, "sent on while held"
            assert account not in self.model.admitted, "sent on though admitted"
            assert (row["college"], tuple(row["majors"])) == self.model.choice_in(no, account)
            self.model.went.add((account, no))
            self.model.files[account] = File(no, row["college"])

    def everybody_is_where_the_model_has_them(self, facts: Facts) -> None:
        rows = facts["file"]
        assert {row["account"]: (row["round"], row["college"]) for row in rows if row["status"] in OPEN} == {
            account: (each.no, each.college) for account, each in self.model.files.items()}
        assert all(n == 1 for n in Counter(row["account"] for row in rows if row["status"] in OPEN).values())
        assert all(row["has_reason"] for row in rows if row["status"] == "FREE")

    def nobody_is_admitted_twice_and_no_seat_is_overdrawn(self, facts: Facts) -> None:
        rows = [(row["account"], row["round"], row["college"], row["major"]) for row in facts["admission"]]
        assert sorted(rows) == sorted((account, no, *major) for account, (no, major) in self.model.admitted.items())
        for row in facts["seats"]:
            major = row["college"], row["major"]
            assert row["taken"] == self.model.taken()[major] <= row["seats"] == self.model.seats[major]

    def every_acknowledged_save_is_in_the_seal(self, facts: Facts) -> None:
        assert all(row["root"] == row["recomputed"] for row in facts["seal_checked"])
        newest = {row["batch"]: row["seal"] for row in sorted(facts["seal_checked"], key=lambda row: row["seal"])}
        for batch in (MAIN, S1, *self.model.reopened):
            if not self.model.closed(batch):
                continue
            assert batch in newest, "closed and not sealed"
            rows = [row for row in facts["sealed_filing"] if (row["batch"], row["seal"]) == (batch, newest[batch])]
            assert {row["account"]: _filing(row["choices"]) for row in rows} == self.model.filings.get(batch, {})

    def each_status_is_told_once_and_no_result_before_its_moment(self, facts: Facts) -> None:
        told = Counter((row["account"], row["round"], row["status"], row["again"]) for row in facts["release"])
        assert all(n == 1 for n in told.values())
        for _, no, status, _ in told:
            assert status not in ("admitted", "not_admitted") or self.model.now >= ROUNDS[no].result_visible_at

    # -- hands --------------------------------------------------------------------------------------------------------

    def by(self, account: str) -> Caller:
        if account not in self.callers:
            self.callers[account] = self.home.as_role(
                "candidate", subject=account, intake=SEASON.intake, service="choices")
        return self.callers[account]

    def go_to(self, instant: datetime) -> None:
        if instant > self.model.now:
            self.model.pass_to(instant)
            self.play.at(instant)
            self.look()

    def files(self) -> list[Any]:
        return self.play.facts("file")

    def desks(self) -> list[tuple[str, str]]:
        """Rounds and colleges that have files."""
        return sorted({(each.no, each.college) for each in self.model.files.values()})

    def held(self) -> set[str]:
        return {row["account"] for row in self.files() if row["held"] and row["status"] in OPEN}

    def teardown(self) -> None:
        try:
            if self.model.standing:
                self.what_was_acknowledged_is_read_back()
        finally:
            self.stack.close()

    def what_was_acknowledged_is_read_back(self) -> None:
        for batch, filings in self.model.filings.items():
            for account, held in filings.items():
                kept: Any = self.by(account).get(f"{API}/filings/{batch}").json
                assert {each["label"]: (each["college"], tuple(one["code"] for one in each["majors"]))
                        for each in kept["choices"]} == held


def _filing(choices: dict[str, Any]) -> Filing:
    return {label: (each["college"], tuple(each["majors"])) for label, each in choices.items()}
