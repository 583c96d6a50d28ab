"""Work that takes longer than a request, and the worker's errands for colleges: told, carried, heard."""

from collections.abc import Sequence

from services.admission.jobs.carrier import Carrier
from services.admission.jobs.teller import Teller
from shared.jobs import JobKind

JOBS: Sequence[JobKind] = ()

__all__ = ["JOBS", "Carrier", "Teller"]
