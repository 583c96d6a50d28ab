"""What the walk through ``docs/access.md`` asks registration's pages for: one's own, and somebody else's."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from services.registration.tests.applying import PLAIN_PAPER, SERVICE, Applying
from services.registration.tests.files import picture
from services.registration.tests.front import Front
from services.registration.tests.people import LI, ZHANG
from shared import jobs
from shared.kernel import wall_clock
from shared.security.access import Role
from shared.testing.access import Sample
from shared.testing.seasons import INTAKE

Samples = Mapping[tuple[str, str], Sample]
APPLICATION = "/registration/application"
OWN_NUMBER = "渝退字第0777号"


def samples_of_own(zhang: Applying, li: Applying, wang: Applying) -> Samples:
    """Zhang and Li have handed in, of two colleges; Wang still writes."""
    wang.write({**SERVICE, "discharge_number": OWN_NUMBER})
    paper = wang.upload(picture("PNG")).json["id"]
    own = as_candidate(zhang)
    written = Sample({"topic": "claim", "kind": PLAIN_PAPER}, who=as_candidate(wang), mine=OWN_NUMBER,
                     not_mine=SERVICE["discharge_number"])
    papers = replace(written, mine=PLAIN_PAPER, not_mine=paper_of(li))
    one = f"{APPLICATION}/papers/<kind>"
    stored = Sample({"kind": PLAIN_PAPER, "paper": paper_of(zhang)}, others={"paper": paper_of(li)}, who=own)
    return {
        ("GET", "/registration/me"): Sample(mine=zhang.number, not_mine=li.number, who=own),
        ("GET", APPLICATION): Sample(mine=paper_of(zhang), not_mine=paper_of(li), who=own),
        ("GET", f"{APPLICATION}/category"): replace(written, mine="报考类别"),
        ("GET", f"{APPLICATION}/<any(claim, honours):topic>"): written,
        ("POST", f"{APPLICATION}/<any(claim, honours):topic>"): Sample({"topic": "claim"}),
        ("GET", f"{APPLICATION}/check"): written, ("GET", f"{APPLICATION}/papers"): papers,
        ("GET", one): replace(papers, mine=paper),
        ("POST", one): Sample({"kind": PLAIN_PAPER}, send={"data": {}, "content_type": "multipart/form-data"}),
        ("GET", f"{one}/<paper>"): stored, ("POST", f"{one}/<paper>/removal"): stored,
        ("GET", f"{APPLICATION}/withdrawal"): Sample(mine="撤回后不能恢复", not_mine=li.number, who=own),
    }


def as_candidate(who: Applying) -> Mapping[Role, Mapping[str, str]]:
    return {Role.CANDIDATE: {"subject": who.account, "intake": INTAKE}}


def paper_of(who: Applying) -> str:
    found: Any = who.look().json["papers"]
    return str(found[0]["id"])


def samples_of_college(front: Front, zhang: Applying, li: Applying) -> Samples:
    """Zhang is of one's own college, Li of another; a list of one's own was looked at, and one of somebody else's."""
    one, cases = "/registration/confirmations/<account>", [f"{zhang.account}:1"]
    person = Sample({"account": zhang.account}, others={"account": li.account})
    own: dict[str, Any] = {"mine": ZHANG.name, "not_mine": LI.name}
    return {
        ("GET", "/registration/college"): Sample(mine="已提交报名", not_mine=LI.name),
        ("GET", "/registration/confirmations"): Sample(send={"query_string": {"state": "all"}}, **own),
        ("POST", "/registration/confirmations/check"): Sample(send={"data": {"case": cases}}, **own),
        ("POST", "/registration/confirmations/many"): Sample(send={"data": {"case": cases}}, **own),
        ("GET", one): person, ("POST", one): replace(person, send={"data": {"confirmed": "yes", "revision": "9"}}),
        ("GET", "/registration/progress"): Sample(**own),
        ("GET", "/registration/progress/sheet"): Sample(mine="PK", not_mine=LI.name),
        **samples_of_reports(front),
    }


def samples_of_reports(front: Front) -> Samples:
    found: dict[tuple[str, str], Sample] = {}
    for noun, kind in (("rosters", "roster"), ("grades", "grades")):
        asked = {}
        for who in ("somebody", "another"):
            with front.home.services["registration"].db.begin(actor=f"source_college:{who}", now=wall_clock()) as tx:
                asked[who] = jobs.enqueue(tx, kind, intake=INTAKE, digest="0" * 64, roster="x", keep=True)
        report = f"/registration/{noun}/reports/<job_id>"
        sample = Sample({"job_id": asked["somebody"]}, others={"job_id": asked["another"]})
        found |= {("GET", report): sample, ("POST", f"{report}/import"): sample}
        found[("POST", f"/registration/{noun}")] = Sample(send={"data": {}, "content_type": "multipart/form-data"})
    return found
