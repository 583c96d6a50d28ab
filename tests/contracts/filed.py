"""What the walk through ``docs/access.md`` asks choices for: one's own filing, and one that is another's alone."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from services.choices.tests.desk import MIDDAY, Desk, number_of
from services.choices.tests.told import Told
from shared.security.access import Role
from shared.testing.access import Sample
from shared.testing.house import Home
from shared.testing.seasons import INTAKE, sample

Samples = Mapping[tuple[str, str], Sample]


def samples_of_choices(home: Home) -> Samples:
    """Somebody who has filed; another, for whom alone the filing is opened once more."""
    desk, season = Desk(home, Told()), sample()
    desk.plan(season=season)
    for account in ("somebody", "another"):
        desk.dossier(account, season=season)
        desk.settle(account, season=season)
    desk.order("reopening", "filing", season=season, candidate="another", batch="MAIN-R1", opens_at=MIDDAY,
               closes_at=MIDDAY + timedelta(hours=1))
    home.advance(INTAKE, MIDDAY)
    who = {Role.CANDIDATE: {"intake": INTAKE}}
    api = "/choices/api/v1"
    mine: dict[str, Any] = {"mine": number_of("somebody"), "not_mine": number_of("another")}
    by = home.as_role("candidate", subject="somebody", intake=INTAKE)
    send = {"json": {"college": "10001", "majors": ["01"]}}
    assert by.post(f"{api}/terms").status_code == 200
    assert by.put(f"{api}/filings/MAIN/choices/A", **send).status_code == 200
    one = Sample({"batch": "MAIN", "label": "A"}, others={"batch": "MAIN-R1"}, who=who)
    return {
        ("GET", f"{api}/me"): Sample(who=who, **mine),
        ("GET", f"{api}/filing"): Sample(who=who, **mine),
        ("GET", f"{api}/filings/<batch>"): replace(one, **mine),
        ("GET", f"{api}/filings/<batch>/proof"): one,
        ("PUT", f"{api}/filings/<batch>/choices/<label>"): replace(one, send=send),
        ("DELETE", f"{api}/filings/<batch>/choices/<label>"): one,
        **samples_of_filing_pages(home, one, mine),
    }


def samples_of_filing_pages(home: Home, one: Sample, mine: Mapping[str, Any]) -> Samples:
    """The same as pages; the other's filing, which is theirs alone, has one revision as well."""
    form, stored = "/choices/filing/<batch>/<label>", "/choices/filings"
    receipt = replace(one, arguments={"batch": "MAIN", "revision": 1}, others={"batch": "MAIN-R1", "revision": 1})
    form_data = {"data": {"college": "10001", "major1": "01", "seen": "none"}}
    return {
        ("GET", "/choices/filing"): replace(one, others=None, **mine),
        ("GET", form): one, ("POST", form): replace(one, send=form_data), ("GET", f"{form}/college"): one,
        ("GET", f"{form}/clear"): one, ("POST", f"{form}/clear"): replace(one, send={"data": {"seen": "none"}}),
        ("GET", stored): replace(one, others=None, **mine), ("GET", f"{stored}/<batch>/proof"): one,
        ("GET", f"{stored}/<batch>/revisions/<int:revision>"): replace(receipt, **mine),
    }
