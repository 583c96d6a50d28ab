"""What choices tells."""

from datetime import datetime
from typing import Annotated

from shared.contracts import Event, Kind, Sensitivity, event
from shared.contracts.parts import FiledChoice


@event("choices.filing_saved.v1", Kind.FACT)
class FilingSaved(Event):
    """A candidate saved or cleared one choice; its content stays in choices. Key: ``choices/filing/<account>/<batch>``.

    ``label``: which choice; ``cleared``: nothing stands there now. ``known_device``: they saved from it before.
    """

    account: str
    intake: str
    season: str
    batch: str
    revision: int
    label: str
    cleared: bool
    known_device: bool
    saved_at: datetime


@event("choices.filing_progressed.v1", Kind.STATE)
class FilingProgressed(Event):
    """How far a candidate's filing is, without its content. Key: ``choices/progress/<account>/<batch>``."""

    account: str
    intake: str
    season: str
    batch: str
    source_college: str
    saved: list[str]
    wanted: list[str]
    accepted_terms: bool


@event("choices.batch_sealed.v1", Kind.FACT)
class BatchSealed(Event):
    """A batch's filings are sealed. Key: ``choices/seal/<season>/<batch>``. ``seal`` counts from 1; an extension heard
    afterwards leads to the next one over everything.

    ``root``: hex of the RFC 9162 tree (SHA-256) over the leaves of all ``count`` filings, by candidate number.
    """

    intake: str
    season: str
    batch: str
    seal: int
    season_version: int
    closes_at: datetime
    count: int
    root: str
    sealed_at: datetime


@event("choices.filing_finalised.v1", Kind.FACT)
class FilingFinalised(Event):
    """One sealed filing, for admission alone. Key: ``choices/filing/<account>/<batch>``. ``leaf``: hex of its leaf in
    the seal's tree, over the canonical JSON of all fields but ``leaf`` itself."""

    account: str
    intake: str
    season: str
    batch: str
    seal: int
    candidate_number: str
    category: str
    revision: int
    saved_at: datetime
    choices: Annotated[list[FiledChoice], Sensitivity.CHOICE]
    leaf: str


@event("choices.season_adopted.v1", Kind.STATE)
class SeasonAdopted(Event):
    """Choices's own copy is at this version. Key: ``choices/adopted/<season>``."""

    intake: str
    season: str
    season_version: int
