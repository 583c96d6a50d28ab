"""Work that takes longer than a request."""

from collections.abc import Sequence

from shared.jobs import JobKind

JOBS: Sequence[JobKind] = ()
