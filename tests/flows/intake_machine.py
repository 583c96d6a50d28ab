"""Choices and admission on one bus, driven through their doors in any order, and held to a simple model."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from services.admission.tests.college import College
from services.admission.tests.play import BACK, CLOSES, DOWN, SEASON
from tests.flows.intake_held import API, RECIPES, SEATS, Held
from tests.flows.intake_model import (
    HOUR,
    INSTANTS,
    MAIN,
    MINUTE,
    OPENS,
    ROUNDS,
    S1,
    Choice,
    Reopening,
)

OFFERS: list[Choice] = [
    ("5001", ("01",)), ("5001", ("02", "01")), ("5002", ("02",)), ("5002", ("02",)), ("5003", ("03",))]
ACCOUNTS = "abcd"
NOS = list(ROUNDS)

PEOPLE = st.sampled_from(ACCOUNTS)
COLLEGES = st.sampled_from(sorted({college for college, _ in SEATS}))
BATCHES = st.sampled_from([MAIN, MAIN, S1, "MAIN-a", "MAIN-b"])
OFFER = st.sampled_from(OFFERS)
FORMS = st.fixed_dictionaries({"A": OFFER}, optional={"B": OFFER, "C": OFFER})
STAGES = st.sampled_from([0, 0, 1, 1, 2, 3, 4, 5])  # filing, sealed, rounds behind it, supplementary
SILENT = st.one_of(st.just(""), COLLEGES)
WORDS = st.lists(st.tuples(st.sets(PEOPLE), SILENT), min_size=3, max_size=3)


class Intake(Held):
    """Whatever candidates, officers, colleges and the clock may do, in any order."""

    @initialize(forms=st.fixed_dictionaries(dict.fromkeys(ACCOUNTS, FORMS)), stage=STAGES, words=WORDS)
    def begin(self, forms: dict[str, dict[str, Choice]], stage: int, words: list[tuple[set[str], str]]) -> None:
        """Somewhere in the season, d not eligible in the beginning; what comes before went by as it should."""
        for account in ACCOUNTS:
            self.play.candidate(account, standing="not_eligible" if account == "d" else "eligible")
            self.model.standing[account] = "not_eligible" if account == "d" else "eligible"
        self.play.at(INSTANTS[0])
        for account in ACCOUNTS:
            assert self.by(account).post(f"{API}/terms").status_code == 200
            for label, choice in forms[account].items():
                self.save(account, MAIN, label, choice)
        if stage > 0:
            self.go_to(CLOSES[MAIN])
        for admits, silent in words[:max(0, stage - 1)]:
            self.a_round_goes_by(admits, silent)
        if stage > len(words) + 1:
            self.the_supplementary_filing_goes_by()

    @rule(admits=st.sets(PEOPLE), silent=SILENT)
    def a_round_goes_by(self, admits: set[str], silent: str) -> None:
        """Signed, dispatched, returned in time by all colleges but one, and checked."""
        no = next((each for each in NOS if DOWN[each] >= self.model.now), NOS[-1])
        self.officers_sign(no)
        self.go_to(max(DOWN[no], ROUNDS[no].returns_open_at))
        for round_, college in self.desks():
            if round_ == no and college != silent:
                self.return_all(no, college, admits)
        self.officers_check(no, None)

    @precondition(lambda self: self.model.now < CLOSES[S1])
    @rule(choice=OFFER)
    def the_supplementary_filing_goes_by(self, choice: Choice = OFFERS[2]) -> None:
        self.go_to(BACK["3"])
        self.officers_announce_vacancies()
        self.go_to(OPENS[S1])
        for account in ACCOUNTS:
            self.save(account, S1, "A", choice)
        self.go_to(CLOSES[S1])

    # -- what candidates do -----------------------------------------------------------------------------------------

    @rule(account=PEOPLE, batch=BATCHES, label=st.sampled_from("ABC"), choice=OFFER)
    def save(self, account: str, batch: str, label: str, choice: Choice) -> None:
        body = {"college": choice[0], "majors": list(choice[1])}
        self.change(account, batch, label, choice, lambda door, path: door.put(path, json=body))

    @rule(account=PEOPLE, batch=BATCHES, label=st.sampled_from("ABC"))
    def clear(self, account: str, batch: str, label: str) -> None:
        self.change(account, batch, label, None, lambda door, path: door.delete(path))

    def change(self, account: str, batch: str, label: str, choice: Choice | None, press: Any) -> None:
        model = self.model
        reopened = model.reopened.get(batch)
        answer = press(self.by(account), f"{API}/filings/{batch}/choices/{label}")
        if batch not in (MAIN, S1) and (reopened is None or reopened.account != account):
            assert answer.status_code in (404, 409), answer.json
            return
        expected = model.refusal(account, batch, label, choice)
        assert (None if answer.status_code == 200 else answer.json["code"]) == expected
        if expected is None:
            assert answer.json["saved"] == model.keep(account, batch, label, choice)

    # -- what officers do about filing ----------------------------------------------------------------------------

    @precondition(lambda self: self.model.now < DOWN["1"] and self.version < 4 and not self.model.went)
    @rule()
    def filing_is_extended_for_all(self) -> None:
        self.version += 1
        self.model.closes_at += HOUR
        windows = tuple(replace(each, closes_at=self.model.closes_at) if each.id == "filing-first" else each
                        for each in SEASON.windows)
        self.play.season = replace(self.play.season, windows=windows)
        self.home.publish(self.play.season, version=self.version)
        self.home.settle()

    @rule(account=PEOPLE, hours=st.integers(1, 4))
    def filing_is_extended_for_one(self, account: str, hours: int) -> None:
        closes = CLOSES[MAIN] + hours * HOUR
        longer = closes > max(self.model.now, self.model.close_of(account, MAIN))
        answer = self.play.order(kind="extension", target="filing-first", candidate=account,
                                 closes_at=closes.isoformat())
        assert (answer.status_code == 201) == longer, answer.json
        if longer:
            self.model.own_close[account] = closes

    @rule(account=st.sampled_from("ab"), hours=st.integers(1, 3))
    def filing_is_reopened_for_one(self, account: str, hours: int) -> None:
        batch = f"MAIN-{account}"
        opens, closes = self.model.now, self.model.now + hours * HOUR
        may = batch not in self.model.reopened and closes <= DOWN["1"]
        if not may:
            return
        answer = self.play.order(kind="reopening", target="filing-first", candidate=account, batch=batch,
                                 opens_at=opens.isoformat(), closes_at=closes.isoformat())
        assert answer.status_code == 201, answer.json
        self.model.reopened[batch] = Reopening(account, opens, closes)

    @precondition(lambda self: self.model.now >= DOWN["2"])
    @rule()
    def officers_announce_vacancies(self) -> None:
        model = self.model
        late = model.cancelled or model.now >= CLOSES[S1] or (model.announced and model.now >= OPENS[S1])
        may = not late and model.now >= DOWN["3"]
        made = self.play.post("/vacancies", {"number": "3号"})
        assert (made.status_code == 201) == may, made.json
        if not may:
            return
        self.play.both("/vacancies", made.json["digest"])
        body = made.json["body"]
        model.vacant = {(each["college"], each["major"]) for each in body["seats"]}
        model.announced, model.cancelled = model.announced or body["held"], not body["held"]

    # -- what officers do about candidates --------------------------------------------------------------------------

    @rule(account=PEOPLE, standing=st.sampled_from(["eligible", "eligible", "revoked"]))
    def review_settles(self, account: str, standing: str) -> None:
        self.play.stands(account, standing)
        self.model.standing[account] = standing
        if standing != "eligible":
            self.model.take_back(account)

    @precondition(lambda self: self.model.files or self.model.admitted)
    @rule(data=st.data())
    def review_revokes_somebody_who_went_down(self, data: st.DataObject) -> None:
        self.review_settles(data.draw(st.sampled_from(sorted({*self.model.files, *self.model.admitted}))), "revoked")

    @rule(no=st.sampled_from(NOS))
    def officers_sign(self, no: str) -> None:
        made = self.play.post(f"/rounds/{no}/preview")
        assert (made.status_code == 201) == self.model.ready(no), made.json
        if made.status_code != 201:
            return
        due = self.model.due(no)
        if made.json["status"] == "open":
            self.play.both(f"/rounds/{no}", made.json["digest"])
        self.model.sign(no)
        self.look()
        if self.model.now >= DOWN[no]:
            assert due <= {account for account, round_ in self.model.went if round_ == no}

    @precondition(lambda self: self.model.files)
    @rule(data=st.data())
    def a_college_returns(self, data: st.DataObject) -> None:
        """Over its seats and late as it comes; who has returned everything has nothing more to return."""
        no, college = data.draw(st.sampled_from(self.desks()))
        self.return_all(no, college, data.draw(st.sets(PEOPLE)))

    def return_all(self, no: str, college: str, admits: set[str]) -> None:
        """Every file that waits is decided, handed in and signed by two: their first major for who is in ``admits``."""
        mine = {account: each for account, each in self.model.files.items()
                if (each.no, each.college) == (no, college) and not each.returned}
        desk = College(self.play, college)
        for account in mine:
            choice = self.model.choice_in(no, account)
            assert choice is not None
            decision = {"admit": choice[1][0]} if account in admits else {"reason": "综合考查未达到要求"}
            assert desk.decide(account, no, **decision).status_code == 200
        made = desk.hand_in(no)
        if made.status_code != 201:
            assert not mine or self.model.now < ROUNDS[no].returns_open_at, made.json
            return
        assert desk.both(made.json, no).status_code == 201
        for account, each in mine.items():
            choice = self.model.choice_in(no, account)
            each.returned, each.word = True, choice[1][0] if choice and account in admits else None

    @rule(no=st.sampled_from(NOS), back=st.one_of(st.none(), PEOPLE))
    def officers_check(self, no: str, back: str | None) -> None:
        held = self.held()
        made = self.play.post(f"/rounds/{no}/check", {"send_back": [back]} if back else {})
        if made.status_code == 201:
            self.play.both(f"/rounds/{no}/check", made.json["digest"])
            self.model.check(no, held, send_back=back)

    @precondition(lambda self: self.model.files)
    @rule(data=st.data(), ruling=st.sampled_from(["accept", "refuse"]))
    def officers_rule(self, data: st.DataObject, ruling: str) -> None:
        no, college = data.draw(st.sampled_from(self.desks()))
        held = [row for row in self.files() if (row["round"], row["college"]) == (no, college) and row["held"]]
        answer = self.play.rule(no, college, ruling=ruling)
        assert (answer.status_code == 201) == any(ruling == "refuse" or row["held"] != "silent" for row in held)
        if answer.status_code != 201:
            return
        for row in (each for each in held if ruling == "refuse"):
            if row["held"] == "over_full" and self.play.status(row["account"], no) == "READING":
                self.model.files[row["account"]].returned = False
            else:
                del self.model.files[row["account"]]
        for row in self.play.facts("seats") if ruling == "accept" else ():
            self.model.seats[row["college"], row["major"]] = SEATS[row["college"], row["major"]] + row["granted"]

    @rule(no=st.sampled_from(["1", "2"]), college=COLLEGES)
    def a_college_is_given_longer(self, no: str, college: str) -> None:
        until = DOWN[str(int(no) + 1)] - MINUTE
        self.play.order(kind="extension", target=f"round.{no}", college=college, closes_at=until.isoformat())

    # -- what comes by itself -----------------------------------------------------------------------------------------

    @rule(steps=st.sampled_from([1, 1, 1, 2, 3]))
    def time_passes(self, steps: int) -> None:
        for instant in [each for each in INSTANTS if each > self.model.now][:steps]:
            self.go_to(instant)

    @rule(name=st.sampled_from(sorted(RECIPES)))
    def a_service_starts_anew(self, name: str) -> None:
        self.home.stop(name)
        self.home.start(name)
        self.callers.clear()
        self.play.first, self.play.second = self.play.officer("officer-1"), self.play.officer("officer-2")
        self.home.settle()

