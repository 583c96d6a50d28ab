"""What the walk through ``docs/access.md`` asks notify for: one's own messages, and somebody else's."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from shared.contracts.registration import AccountOpened, ContactChanged
from shared.kernel import wall_clock
from shared.security.access import Role
from shared.testing.access import Sample
from shared.testing.house import Home
from shared.testing.seasons import INTAKE

Samples = Mapping[tuple[str, str], Sample]


def samples_of_notify(home: Home, *, jobs_of: Callable[[Home, str], Sample]) -> Samples:
    """Two candidates who were told their own numbers."""
    for account, number in (("somebody", "30500000000001"), ("another", "30500000000002")):
        phone = f"139{number[-8:]}"
        contact = ContactChanged(account=account, intake=INTAKE, role="candidate", name="李明", phone=phone)
        home.hear(contact, key=f"registration/contact/{account}", intake=INTAKE)
        told = AccountOpened(account=account, intake=INTAKE, candidate_number=number, source_college="90001",
                             opened_at=wall_clock())
        home.hear(told, key=f"registration/account/{account}", intake=INTAKE)
    home.settle()
    messages = Sample(mine="30500000000001", not_mine="30500000000002", who={Role.CANDIDATE: {"intake": INTAKE}})
    return {
        ("GET", "/notify/api/v1/timeline"): messages, ("GET", "/notify/inbox"): messages,
        ("GET", "/notify/"): replace(messages, mine="报名账号已开通"),
        ("GET", "/notify/api/v1/jobs/<job_id>"): jobs_of(home, "notify"),
    }
