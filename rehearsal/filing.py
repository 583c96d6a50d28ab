"""Candidates file: terms, choices one by one, what they saved read back from storage."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rehearsal.candidates import DEVICE, NotRefused
from rehearsal.courses import Candidate, Major, choices_of
from rehearsal.doors import Account, Refused
from rehearsal.reviewing import items

ADMITTED = "您已被录取"


@dataclass(frozen=True, kw_only=True)
class Form:
    """The form of a batch. ``avoiding``: a major that nobody happens to want."""

    batch: str
    labels: Sequence[str]
    majors: int
    avoiding: Major | None = None


@dataclass
class Filer:
    """One candidate at the door of choices."""

    candidate: Candidate
    account: Account
    saved: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    agreed: bool = False
    changed: bool = False
    refused: bool = False

    @property
    def name(self) -> str:
        return self.candidate.person.name

    def come(self, form: Form, *, again: str = "") -> bool:
        """Look whether one may file; if so read the terms, agree to them, and file. ``again``: something else than
        before."""
        if not self.may_file(form.batch):
            return False
        if not self.agreed:
            self._ask("POST", "/terms", repeatable=True)
            self.agreed = True
        self.file(form, again=again)
        self.changed = self.changed or bool(again)
        return True

    def file(self, form: Form, *, again: str = "") -> None:
        """Look at what one may apply for, save each choice by itself, then look at what is kept."""
        batch = form.batch
        offers = self._offers(batch, avoiding=form.avoiding)
        wanted = choices_of(self.candidate, offers, labels=form.labels, majors=form.majors, again=again)
        if not wanted and not self.saved:
            return  # nothing is on offer to this candidate's category
        for label in sorted(self.saved):  # else a college might stand in two choices for a moment, which is refused
            self._ask("DELETE", f"/filings/{batch}/choices/{label}")
        for label, (college, chosen) in wanted.items():
            body = {"college": college, "majors": chosen}
            self._ask("PUT", f"/filings/{batch}/choices/{label}", json=body)
        self.saved = wanted
        self._check(batch)

    def file_too_late(self, batch: str) -> None:
        """After the close: refused, and what was saved stays."""
        label, (college, chosen) = next(iter(self.saved.items()))
        try:
            self._ask("PUT", f"/filings/{batch}/choices/{label}", json={"college": college, "majors": chosen[:1]})
        except Refused as refused:
            if refused.status not in (403, 409, 422):
                raise
            self.refused = True
        else:
            raise NotRefused("a choice was saved after the close")
        self._check(batch)

    def may_file(self, batch: str) -> bool:
        """Whether this batch is open to this candidate."""
        found = self._ask("GET", "/filing").json()
        is_open = any(each["batch"] == batch and each["state"] == "open" for each in found["batches"])
        return is_open and bool(found["standing"] == "eligible")

    def is_admitted(self) -> bool:
        """Whether this candidate has read that a college admitted them."""
        return any(told["title"] == ADMITTED for told in items(self.account, "notify", "/timeline") if told["personal"])

    def _offers(self, batch: str, *, avoiding: Major | None) -> list[Major]:
        found = items(self.account, "choices", "/plan", batch=batch)
        offers = [Major(college=each["college"], code=each["major"]) for each in found]
        return [each for each in offers if each != avoiding] or offers

    def _check(self, batch: str) -> None:
        kept = self._ask("GET", f"/filings/{batch}").json()
        found = {each["label"]: (each["college"], [major["code"] for major in each["majors"]])
                 for each in kept["choices"]}
        if found != self.saved:
            raise AssertionError(f"saved {self.saved}, kept {found}")

    def _ask(self, method: str, path: str, **options: Any) -> Any:
        headers = {DEVICE: f"phone-{self.candidate.person.index}"}
        return self.account.ask(method, "choices", path, headers=headers, **options)
