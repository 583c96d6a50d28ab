"""The steps in which a season is brought to its end: where a round stands, and whose turn it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.admission.usecases.board import Row
from shared.contracts.parts import CollegeProfile


class Step(StrEnum):
    """Where a round stands. Those of ``ACTS`` are an officer's turn."""

    RULE = "rule"                    # candidates are held by name
    SEAL_DIFFERS = "seal_differs"
    SIGN_PREVIEW = "sign_preview"
    SIGN_LATE = "sign_late"          # its moment has passed
    SIGN_CHECK = "sign_check"
    CHECK = "check"
    PREVIEW = "preview"
    RENEW = "renew"                  # who could go down by now is in no list
    RESEAL = "reseal"                # the list was made from a seal before: nothing goes down from it
    PLAN = "plan"
    SIGN_PLAN = "sign_plan"          # a plan is in force, and a new one waits
    PROFILES = "profiles"            # colleges have saved more of themselves than is published
    VACANCIES = "vacancies"
    SIGN_VACANCIES = "sign_vacancies"
    WAIT_SEAL = "wait_seal"
    WAIT_TURN = "wait_turn"          # an earlier choice goes down, and is returned, first
    WAIT_DOWN = "wait_down"
    WAIT_RETURNS = "wait_returns"
    WAIT_RESULTS = "wait_results"
    DONE = "done"
    CANCELLED = "cancelled"


ACTS = (
    Step.PLAN, Step.RULE, Step.SEAL_DIFFERS, Step.RESEAL, Step.RENEW,
    Step.SIGN_LATE, Step.SIGN_CHECK, Step.CHECK, Step.SIGN_VACANCIES,
    Step.VACANCIES, Step.SIGN_PREVIEW, Step.PREVIEW, Step.SIGN_PLAN, Step.PROFILES,
)
"""In the order in which they are urgent."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """A step: of which round (None: of the season), how many files it is about, and by when or until when; ``signed``:
    the officers who have signed what it asks to sign; ``colleges``: whose profiles it is about."""

    step: Step
    row: Row | None = None
    count: int = 0
    at: datetime | None = None
    signed: frozenset[str] = frozenset()
    colleges: Sequence[CollegeProfile] = ()

    @property
    def is_act(self) -> bool:
        return self.step in ACTS

    def awaits_another(self, officer: str) -> bool:
        """Whether this officer has signed: the next signature is somebody else's."""
        return officer in self.signed
