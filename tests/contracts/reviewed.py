"""How to ask for what review has: one's own, and somebody else's."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from services.review.tests.desk import EXAM, Desk
from shared import jobs
from shared.contracts.parts import Paper
from shared.kernel import wall_clock
from shared.season import read
from shared.security.access import Role
from shared.testing.access import Sample
from shared.testing.house import Home

OWN_COLLEGE, OTHER_COLLEGE = "90001", "90002"
REVIEWED = Path(__file__).resolve().parents[2] / "services" / "review" / "tests" / "season.yaml"
PAPER = Paper(kind="discharge_certificate", digest="ab" * 32, media="application/pdf", size=8)
Samples = Mapping[tuple[str, str], Sample]


def samples_of_review(home: Home, *, jobs_of: Callable[[Home, str], Sample]) -> Samples:
    """A veteran of one's own college; an award of another college, which another authority decides."""
    home.publish(season := read(REVIEWED), version=2)
    home.settle()
    desk = Desk(home, season)
    desk.submitted("own", college=OWN_COLLEGE, name="李明", papers=[PAPER])
    desk.submitted("other", college=OTHER_COLLEGE, category="AWARD", name="王芳", papers=[PAPER])
    who = {Role.REVIEWER: {"scope": EXAM}}
    one = Sample({"account": "own"}, others={"account": "other"}, who=who)
    evidence = home.folder / "evidence" / PAPER.digest[:2] / PAPER.digest[2:4] / PAPER.digest
    evidence.parent.mkdir(parents=True)
    evidence.write_bytes(b"%PDF-1.7")
    decision = {"json": {"stage": "college", "revision": 1, "decision": "approved"}, "headers": {"If-Match": "*"}}
    cases, page = "/review/api/v1/cases", "/review/cases/<account>"
    own = {Role.CANDIDATE: {"subject": "own", "intake": desk.season.intake}}
    return {
        ("GET", "/review/queue"): Sample(
            send={"query_string": {"state": "all"}}, mine="李明", not_mine="王芳", who=who),
        ("GET", "/review/api/v1/jobs/<job_id>"): jobs_of(home, "review"),
        **samples_of_batches(home, who),
        ("GET", page): one,
        ("POST", page): replace(one, send={"data": {"step": "change"}}),
        ("GET", f"{page}/evidence/<digest>"): replace(one, arguments={"account": "own", "digest": PAPER.digest}),
        ("GET", "/review/mine"): Sample(mine="2021年9月1日", not_mine="世界技能大赛", who=own),
        ("GET", cases): Sample(mine="李明", not_mine="王芳", who=who),
        ("GET", f"{cases}/<account>"): one,
        ("GET", f"{cases}/<account>/evidence/<digest>"): replace(
            one, arguments={"account": "own", "digest": PAPER.digest}),
        ("POST", f"{cases}/<account>/decisions"): replace(one, send=decision),
    }


def samples_of_batches(home: Home, who: Mapping[Role, Mapping[str, str]]) -> Samples:
    """A list that each role looked at, and one that somebody else did; cases of one's own, and another's."""
    looked_at: dict[str, Any] = {"by": "x", "scope": "x", "name": None, "intake": None, "dry_run": True, "lines": []}
    asked = {}
    for actor in ("source_college:somebody", "reviewer:somebody", "source_college:another"):
        with home.services["review"].db.begin(actor=actor, now=wall_clock()) as tx:
            asked[actor] = jobs.enqueue(tx, "decisions", **looked_at)
    own = {role: {"batch_id": asked[f"{role}:somebody"]} for role in (Role.SOURCE_COLLEGE, Role.REVIEWER)}
    one = Sample(own=own, others={"batch_id": asked["source_college:another"]}, who=who)
    ticked = Sample(send={"data": {"case": ["own:1", "other:1"], "decision": "approved"}}, mine="李明", not_mine="王芳",
                    who=who)
    return {
        ("GET", "/review/batches/<batch_id>"): one,
        ("POST", "/review/batches/<batch_id>/commit"): one,
        ("POST", "/review/batches/check"): ticked,
        ("POST", "/review/batches/ticked"): replace(
            ticked, send={"data": {"case": ["own:1", "other:1"], "decision": "rejected"}}),
        ("GET", "/review/batches/new"): Sample(mine="下载名单", not_mine="王芳", who=who),
        ("GET", "/review/batches/sheet"): Sample(mine="PK", not_mine="王芳", who=who),
        ("POST", "/review/batches"): Sample(
            send={"data": {}, "content_type": "multipart/form-data"}, mine="请选择", not_mine="王芳", who=who),
    }
