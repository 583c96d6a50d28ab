"""Work that takes longer than a request: many decisions at once."""

from collections.abc import Sequence

from services.review.usecases import batch
from shared.jobs import JobKind

JOBS: Sequence[JobKind] = (JobKind(batch.KIND, step=batch.decide_lines, prepare=batch.prepare),)
