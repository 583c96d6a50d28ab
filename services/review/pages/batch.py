"""Many cases at once: ticked in the queue, or filled in as a workbook; looked at by row, committed, reported by row."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from services.review.domain.batch import (
    CONCLUSION,
    LONGEST_REASON,
    MEANT,
    MOST_LINES,
    NUMBER,
    REASON,
    VERSION,
    BatchUnreadable,
    Line,
    read_lines,
)
from services.review.domain.case import Decision
from services.review.pages.queue import Filters, desk, rows_of, without_after
from services.review.usecases import batch
from services.review.usecases.claim import claimed_fields
from services.review.usecases.queue import Desk, list_queue, stages_of
from shared import jobs
from shared.jobs import Job, job_of
from shared.kernel import LongmenError, NotFound, shown
from shared.security.access import Role
from shared.sheets.members import SheetUnreadable
from shared.sheets.reading import read_sheet
from shared.sheets.writing import MEDIA, Column, written
from shared.web.access import OWN, permits, principal
from shared.web.blueprint import PageBlueprint
from shared.web.door import actor, reading, writing
from shared.web.limits import MIB, takes
from shared.web.pages import page, refused, typed
from shared.web.parts import parts
from shared.web.problems import InvalidInput
from shared.web.translation import gettext

blueprint = PageBlueprint("batch_pages", __name__)
LIMIT = 5 * MIB
MOST_TICKED = 100
COLUMNS = (
    Column(title=NUMBER, width=20), Column(title="姓名"), Column(title="生源院校", width=24),
    Column(title="考生类别", width=20), Column(title="环节", width=18), Column(title="提交时间"),
    Column(title="申报内容", width=60), Column(title=VERSION, width=8),
    Column(title=CONCLUSION, width=14, typed=True, choices=tuple(MEANT)), Column(title=REASON, width=50, typed=True),
)


@blueprint.route("/batches/check", methods=["POST"])
@permits(Role.SOURCE_COLLEGE, Role.REVIEWER, scope=OWN)
def check() -> str | AnyResponse:
    """Those that were ticked, once more before it is final."""
    own = desk()
    filters = Filters.read(stages_of(own))
    values = _ticked(own)
    if not values["chosen"]:
        return redirect(f"/review/queue{filters.query(news='nothing')}", 303)
    return page("review_batch_check.html", filters=filters, **values)


@blueprint.route("/batches/ticked", methods=["POST"])
@permits(Role.SOURCE_COLLEGE, Role.REVIEWER, scope=OWN)
def ticked() -> AnyResponse:
    """The same, final: each is decided or refused by itself."""
    own = desk()
    values = _ticked(own)
    try:
        decision = _decision()
        reason = typed("reason", most=LONGEST_REASON).strip()
        if decision is not Decision.APPROVED and not reason:
            raise InvalidInput([("reason", gettext("不通过或者退回补正的，须填写原因。"))])
        lines = [Line(row=row, account=case.account, version=values["versions"][case.account], decision=decision,
                      reason=reason or None) for row, case in enumerate(values["chosen"], start=1)]
        return _begin(own, lines, dry_run=False)
    except LongmenError as error:
        return refused("review_batch_check.html", error, filters=Filters.read(stages_of(own)), **values)


@blueprint.route("/batches/new")
@permits(Role.SOURCE_COLLEGE, Role.REVIEWER, scope=OWN)
def new() -> str:
    """How to decide in a spreadsheet: take the list, fill it in, bring it back."""
    return page("review_batch_new.html", filters=without_after(Filters.read(stages_of(desk()))), most=MOST_LINES)


@blueprint.route("/batches/sheet")
@permits(Role.SOURCE_COLLEGE, Role.REVIEWER, scope=OWN)
def sheet() -> Response:
    """What is due, as a workbook with room for conclusion and reason."""
    own = desk()
    stages = stages_of(own)
    wanted = without_after(Filters.read(stages)).wanted(most=MOST_LINES)
    with reading() as conn:
        found = list_queue(conn, parts().database.box, own, wanted)
        cases = {each.account: each for each in batch.chosen(conn, parts().database.box, own,
                                                             [listed.account for listed in found])}
    rows = []
    for row in rows_of(own, found, stages):
        listed, case = row["case"], cases[row["case"].account]
        fields = claimed_fields(own.seasons.season(listed.season), case.dossier)
        claim = "；".join(f"{title}：{text}" for title, text in fields if text)
        rows.append([listed.candidate_number, listed.name, row["college"], row["category"], row["stage"],
                     shown(listed.submitted_at), claim, str(case.version), "", ""])
    with writing() as tx:
        batch.note_taken(tx, own.reviewer, len(rows))
    return Response(written(COLUMNS, rows, title="待审核名单"), mimetype=MEDIA, headers={
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote('待审核名单.xlsx')}"})


@blueprint.route("/batches", methods=["POST"])
@permits(Role.SOURCE_COLLEGE, Role.REVIEWER, scope=OWN)
@takes("multipart/form-data", limit=LIMIT)
def upload() -> AnyResponse:
    """A workbook that was filled in: looked at row by row, nothing written yet."""
    own = desk()
    try:
        return _begin(own, _lines(), dry_run=True)
    except LongmenError as error:
        filters = without_after(Filters.read(stages_of(own)))
        return refused("review_batch_new.html", error, filters=filters, most=MOST_LINES)


@blueprint.route("/batches/<batch_id>")
@permits(Role.SOURCE_COLLEGE, Role.REVIEWER, scope=OWN)
def report(batch_id: str) -> str:
    """How far it is, then what came of each row."""
    return page("review_batch.html", **_report(_own_job(batch_id)))


@blueprint.route("/batches/<batch_id>/commit", methods=["POST"])
@permits(Role.SOURCE_COLLEGE, Role.REVIEWER, scope=OWN)
def commit(batch_id: str) -> AnyResponse:
    """Write down what the look found good."""
    checked = _own_job(batch_id)
    try:
        with writing(intake=checked.input["intake"]) as tx:
            job = batch.commit(tx, checked)
    except LongmenError as error:
        return refused("review_batch.html", error, **_report(checked))
    return redirect(f"/review/batches/{job}", 303)


def _begin(own: Desk, lines: Sequence[Line], *, dry_run: bool) -> AnyResponse:
    with reading() as conn:
        handed = batch.handed_in(conn, parts().database.box, own, lines, dry_run=dry_run, name=principal().name)
    with writing(intake=handed.intake) as tx:
        job = batch.hand_in(tx, handed)
    return redirect(f"/review/batches/{job}", 303)


def _ticked(own: Desk) -> dict[str, Any]:
    versions = {}
    for value in request.form.getlist("case")[:MOST_TICKED]:
        account, _, version = value.rpartition(":")
        versions[account] = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else -1
    with reading() as conn:
        chosen = batch.chosen(conn, parts().database.box, own, list(versions))
    decision = request.form.get("decision", "")
    alone = [each for each in chosen if decision == Decision.APPROVED and batch.has_honours(each, own)]
    return {"decision": decision if decision in list(Decision) else "", "versions": versions, "alone": alone,
            "chosen": [each for each in chosen if each not in alone], "reason": request.form.get("reason", "")}


def _decision() -> Decision:
    given = typed("decision", most=20)
    if given not in list(Decision):
        raise InvalidInput([("decision", gettext("请选择审核结论。"))])
    return Decision(given)


def _lines() -> list[Line]:
    held = request.files.get("file")
    if held is None or not held.filename:
        raise InvalidInput([("file", gettext("请选择要上传的文件。"))])
    try:
        found = read_sheet(held.stream.read(), most_rows=MOST_LINES)
    except SheetUnreadable as error:
        raise BatchUnreadable(field="file", reason=error.reason) from error
    return read_lines(found.rows, found.formulas)


def _own_job(batch_id: str) -> Job:
    with reading() as conn:
        found = job_of(conn, parts().database.box, batch_id)
    if found is None or found.owner != actor() or found.kind != batch.KIND:
        raise NotFound
    return found


def _report(job: Job) -> dict[str, Any]:
    rows = job.report.get("rows", [])
    good = [row for row in rows if row["message"] is None]
    return {
        "job": job, "total": job.total or len(job.input["lines"]), "dry_run": job.input["dry_run"],
        "is_over": job.status in (jobs.DONE, jobs.FAILED), "has_failed": job.status == jobs.FAILED, "good": good,
        "refused_rows": [row for row in rows if row["message"] is not None],
        "by_decision": [(each, sum(row["decision"] == each for row in good)) for each in Decision],
        "from_sheet": not any(line["account"] for line in job.input["lines"]),
    }
