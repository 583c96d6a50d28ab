"""Anything that candidates, officers and the clock may do, in any order, against a simple model of it."""

import tempfile
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from services.choices.app import build
from services.choices.config import ChoicesConfig
from services.choices.tests.desk import CLOSES, CODE, LI, MAIN, OPENS, S1, SEASON, ZHANG, Desk
from services.choices.tests.model import HOUR, SUPPLEMENTARY_CLOSES, SUPPLEMENTARY_OPENS, VACANT, Model
from services.choices.tests.test_seal import recomputed
from services.choices.tests.told import Told
from services.choices.usecases.verification import filing_faults
from shared.contracts.parts import Seats
from shared.testing.house import house

WANG = "0193-wang"
READY = st.sampled_from([ZHANG, LI])
PEOPLE = st.sampled_from([ZHANG, LI, WANG])
BATCHES = st.sampled_from([MAIN, MAIN, S1])
LABELS = st.sampled_from(["A", "B", "C"])
COLLEGES = st.sampled_from(["10001", "10002", "10003", "19999"])
MAJORS = st.lists(st.sampled_from(["01", "02", "03", "05"]), max_size=3).map(tuple)
FITTING = st.sampled_from([("10001", ("01",)), ("10001", ("02", "01")), ("10002", ("03",)), ("10003", ("05",))])
CHOICES = st.one_of(FITTING, FITTING, st.tuples(COLLEGES, MAJORS))
INSTANTS = [
    OPENS - HOUR, OPENS, OPENS + HOUR, CLOSES - timedelta(seconds=1), CLOSES, CLOSES + HOUR, CLOSES + 2 * HOUR,
    CLOSES + 3 * HOUR, SUPPLEMENTARY_OPENS, SUPPLEMENTARY_OPENS + HOUR, SUPPLEMENTARY_CLOSES,
]


class Filings(RuleBasedStateMachine):
    """The service in a house, and the model beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory(prefix="longmen-model-")))
        home = self.stack.enter_context(house({"choices": (ChoicesConfig, build)}, folder))
        home.bus.attach("told", told := Told())
        home.publish(SEASON)
        self.desk, self.version = Desk(home, told), 1
        self.model = Model(now=INSTANTS[0])
        self.desk.go_to(INSTANTS[0])

    def settle(self) -> None:
        self.desk.home.settle()
        self.model.settle()

    @initialize()
    def begin(self) -> None:
        """When filing opens; two may file, one is unknown: most of the searching happens where something is saved."""
        self.desk.plan()
        self.model.plan = True
        for account in (ZHANG, LI):
            self.review_settles(account, "eligible")
            self.accept(account)
        self.time_passes(1)

    # -- what may happen ----------------------------------------------------------------------------------------

    @rule(account=PEOPLE, standing=st.sampled_from(["eligible", "eligible", "not_eligible", "revoked"]))
    def review_settles(self, account: str, standing: str) -> None:
        self.desk.settle(account, standing=standing)
        self.model.standing[account] = standing

    @rule(account=PEOPLE)
    def accept(self, account: str) -> None:
        assert self.desk.accept(account).status_code == 200
        self.model.accepted.add(account)

    @rule(presses=st.lists(st.tuples(READY, st.sampled_from(["A", "B", "C"]), FITTING), min_size=1, max_size=6))
    def save_what_fits(self, presses: list[tuple[str, str, tuple[str, tuple[str, ...]]]]) -> None:
        for account, label, choice in presses:
            self.save(account, MAIN, label, choice)

    @rule()
    @precondition(lambda self: self.model.now < CLOSES)
    def the_filing_closes(self) -> None:
        self.time_passes(INSTANTS.index(CLOSES) - INSTANTS.index(self.model.now))

    @rule(account=READY, choice=st.sampled_from([("10002", ("03",)), ("10001", ("01",))]))
    def save_supplementary(self, account: str, choice: tuple[str, tuple[str, ...]]) -> None:
        self.save(account, S1, "A", choice)

    @rule(account=PEOPLE, batch=BATCHES, label=LABELS, choice=CHOICES)
    def save(self, account: str, batch: str, label: str, choice: tuple[str, tuple[str, ...]]) -> None:
        expected = self.model.refusal(account, batch, label, choice)
        answer = self.desk.save(label, choice[0], choice[1], account=account, batch=batch)
        self.answered(answer, expected)
        if expected is None:
            self.model.keep(account, batch, label, choice)
            assert answer.json["saved"] == sorted(self.model.filings[batch][account])

    @rule(account=PEOPLE, batch=BATCHES, label=LABELS)
    def clear(self, account: str, batch: str, label: str) -> None:
        expected = self.model.refusal(account, batch, label, None)
        self.answered(self.desk.clear(label, account=account, batch=batch), expected)
        if expected is None:
            self.model.keep(account, batch, label, None)

    @rule(steps=st.sampled_from([1, 1, 2, 4]))
    def time_passes(self, steps: int) -> None:
        later = [instant for instant in INSTANTS if instant > self.model.now][:steps]  # none after the last
        if later:
            self.model.now = later[-1]
            self.desk.go_to(later[-1])
            self.model.settle()

    @rule()
    @precondition(lambda self: self.version < 4)
    def an_extension_for_all(self) -> None:
        self.version += 1
        self.model.closes_at += HOUR
        windows = tuple(replace(each, closes_at=self.model.closes_at) if each.id == "filing" else each
                        for each in SEASON.windows)
        self.desk.home.publish(replace(SEASON, windows=windows), version=self.version)
        self.settle()

    @rule(account=PEOPLE, hours=st.integers(1, 3))
    def an_extension_for_one(self, account: str, hours: int) -> None:
        closes = CLOSES + hours * HOUR + timedelta(minutes=30)
        self.desk.order("extension", "filing", candidate=account, closes_at=closes)
        # the same order again replaces the one before
        self.model.own_close[account] = closes
        self.settle()

    @rule()
    def the_supplementary_filing_is_announced(self) -> None:
        self.desk.order("announcement", "filing-supplementary")
        self.model.announced = True
        self.settle()

    @rule()
    def vacancies_are_published(self) -> None:
        seats = [Seats(college=college, major=major, category="VETERAN", seats=1) for college, major in VACANT]
        self.desk.vacancies(seats)
        self.model.vacancies = True
        self.settle()

    @rule(account=PEOPLE, status=st.sampled_from(["admitted", "free", "not_admitted"]))
    def admission_releases(self, account: str, status: str) -> None:
        self.desk.release(account, status)
        self.settle()
        if status == "admitted":
            self.model.admitted.add(account)
        elif status == "free":  # another round's "not admitted" takes no admission back
            self.model.admitted.discard(account)

    @rule()
    def the_service_starts_anew(self) -> None:
        self.desk.home.stop("choices")
        self.desk.home.start("choices")
        self.desk.forget_callers()
        self.settle()

    # -- what must hold at the end: each seal is compared with what had been filed at its time --------------------

    def answered(self, answer: Any, expected: str | None) -> None:
        found = None if answer.status_code == 200 else answer.json["code"]
        assert found == expected

    def teardown(self) -> None:
        try:
            self.what_was_acknowledged_is_read_back()
            self.every_seal_has_what_was_acknowledged_before_it()
            self.every_chain_holds()
        finally:
            self.stack.close()

    def what_was_acknowledged_is_read_back(self) -> None:
        for batch, filings in self.model.filings.items():
            for account, held in filings.items():
                if self.model.standing.get(account) is None:
                    continue
                kept = self.desk.filed(account, batch)
                assert {each["label"]: (each["college"], tuple(one["code"] for one in each["majors"]))
                        for each in kept["choices"]} == held
                assert kept["revision"] == self.model.revisions[account, batch]

    def every_seal_has_what_was_acknowledged_before_it(self) -> None:
        self.settle()
        finalised = self.desk.told.events("filing_finalised")
        for batch, expected in self.model.seals.items():
            told = [each for each in self.desk.told.events("batch_sealed") if each.batch == batch]
            assert [each.seal for each in told] == list(range(1, len(expected) + 1))
            for sealed, wanted in zip(told, expected, strict=True):
                mine = [each for each in finalised if (each.batch, each.seal) == (batch, sealed.seal)]
                assert {each.account: {one.label: (one.college, tuple(one.majors)) for one in each.choices}
                        for each in mine} == wanted.filings
                assert (sealed.closes_at, sealed.count) == (wanted.closes_at, len(wanted.filings))
                assert recomputed(mine) == sealed.root

    def every_chain_holds(self) -> None:
        service = self.desk.home.services["choices"]
        with service.db.read() as conn:
            assert list(filing_faults(conn, service.box, CODE)) == []


@pytest.mark.parametrize("examples", [15, pytest.param(40, marks=pytest.mark.sweep)])
def test_in_any_order_the_model_holds(examples: int) -> None:
    run_state_machine_as_test(
        Filings, settings=settings(max_examples=examples, stateful_step_count=30, deadline=None)
    )
