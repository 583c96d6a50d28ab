"""Candidates file: terms, choices one by one, what they saved read back from storage."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from rehearsal.candidates import NotRefused
from rehearsal.courses import Candidate, Major, choices_of
from rehearsal.doors import Refused

ADMITTED = "您已被录取"
Saved = dict[str, tuple[str, list[str]]]
"""College and majors by label."""


@dataclass(frozen=True, kw_only=True)
class Form:
    """The form of a batch. ``avoiding``: a major that nobody happens to want."""

    batch: str
    labels: Sequence[str]
    majors: int
    avoiding: Major | None = None


class Door(Protocol):
    """Where choices are saved."""

    def may_file(self, batch: str) -> bool:
        """Whether this batch is open to this candidate."""

    def agree(self) -> None:
        """To the terms; a second time is as good as once."""

    def offers(self, batch: str) -> list[Major]:
        """What this candidate may apply for."""

    def clear(self, batch: str, label: str) -> None:
        """Take one choice back."""

    def save(self, batch: str, label: str, college: str, majors: Sequence[str]) -> None:
        """One choice by itself."""

    def kept(self, batch: str) -> Saved:
        """What is stored."""

    def is_admitted(self) -> bool:
        """Whether this candidate has read that a college admitted them."""


@dataclass
class Filer:
    """One candidate at the door of choices."""

    candidate: Candidate
    door: Door
    saved: Saved = field(default_factory=dict)
    agreed: bool = False
    changed: bool = False
    refused: bool = False

    @property
    def name(self) -> str:
        return self.candidate.person.name

    def come(self, form: Form, *, again: str = "") -> bool:
        """Look whether one may file; if so read the terms, agree to them, and file. ``again``: something else than
        before."""
        if not self.door.may_file(form.batch):
            return False
        self.agree()
        self.file(form, again=again)
        self.changed = self.changed or bool(again)
        return True

    def agree(self) -> None:
        """To the terms, unless it has been done."""
        if not self.agreed:
            self.door.agree()
            self.agreed = True

    def file(self, form: Form, *, again: str = "") -> None:
        """Look at what one may apply for, save each choice by itself, then look at what is kept."""
        batch = form.batch
        for label in sorted(self.saved):  # else a college might stand in two choices for a moment, which is refused
            self.door.clear(batch, label)
        found = self.door.offers(batch)
        offers = [each for each in found if each != form.avoiding] or found
        wanted = choices_of(self.candidate, offers, labels=form.labels, majors=form.majors, again=again)
        if not wanted and not self.saved:
            return  # nothing is on offer to this candidate's category
        for label, (college, chosen) in wanted.items():
            self.door.save(batch, label, college, chosen)
        self.saved = wanted
        self._check(batch)

    def file_too_late(self, batch: str) -> None:
        """After the close: refused, and what was saved stays."""
        label, (college, chosen) = next(iter(self.saved.items()))
        try:
            self.door.save(batch, label, college, chosen[:1])
        except Refused as refused:
            if refused.status not in (403, 409, 422):
                raise
            self.refused = True
        else:
            raise NotRefused("a choice was saved after the close")
        self._check(batch)

    def _check(self, batch: str) -> None:
        found = self.door.kept(batch)
        if found != self.saved:
            raise AssertionError(f"saved {self.saved}, kept {found}")
