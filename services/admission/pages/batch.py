"""Many files at once: ticked in the list, or filled in as a workbook; looked at by row, then kept by row."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from services.admission.domain.batch import (
    ADMIT,
    CONCLUSION,
    LONGEST_CELL,
    MAJOR,
    MOST_LINES,
    NUMBER,
    REASON,
    RETURN,
    VERSION,
    BatchUnreadable,
    Line,
    read_lines,
)
from services.admission.pages.desk import Bench, asked, bench, looking, shown, wanted_now
from services.admission.store.file import File
from services.admission.usecases import batch, claim
from services.admission.usecases import turn as turns
from services.admission.usecases.batch import Weighed
from services.admission.usecases.desk import version_of
from services.admission.usecases.turn import Look, Part
from shared.kernel import LongmenError
from shared.security.access import Role
from shared.sheets.members import SheetUnreadable
from shared.sheets.reading import read_sheet
from shared.sheets.writing import MEDIA, Column, written
from shared.web.access import OWN, permits
from shared.web.blueprint import PageBlueprint
from shared.web.door import writing
from shared.web.limits import MIB, takes
from shared.web.pages import page, refused, typed
from shared.web.problems import InvalidInput
from shared.web.translation import gettext as _

blueprint = PageBlueprint("batch_pages", __name__)
LIMIT = 5 * MIB
MOST_TICKED = 100
NOT_TYPED = "…"
BROKEN = "名单内容不完整，请重新上传。"
FORM = "application/x-www-form-urlencoded"
COLUMNS = (
    Column(title=NUMBER, width=20), Column(title="姓名"), Column(title="考生类别", width=18),
    Column(title="填报专业", width=44), Column(title="平均成绩"), Column(title="成绩排名"),
    Column(title="经认定的荣誉或获奖等级", width=26), Column(title="现有意见", width=30),
    Column(title=VERSION, width=8),
    Column(title=CONCLUSION, width=10, typed=True, choices=(ADMIT, RETURN)), Column(title=MAJOR, width=24, typed=True),
    Column(title=REASON, width=40, typed=True),
)


@blueprint.route("/desk/<no>/batch/check", methods=["POST"])
@permits(Role.ADMISSION_COLLEGE, scope=OWN)
def check(no: str) -> str | AnyResponse:
    """Those that were ticked, once more before it is kept."""
    own = bench()
    values = _ticked(own, no)
    if not values["weighed"]:
        return redirect(f"/admission/desk/{no}{own.query(**asked(wanted_now()), news='nothing')}", 303)
    return page("desk_ticked.html", **values)


@blueprint.route("/desk/<no>/batch", methods=["POST"])
@permits(Role.ADMISSION_COLLEGE, scope=OWN)
def ticked(no: str) -> str | AnyResponse:
    """The same, kept: each by itself."""
    own = bench()
    try:
        reason = typed("reason", most=LONGEST_CELL).strip()
        if request.form.get("act") != "admit" and not reason:
            raise InvalidInput([("reason", _("退档须填写原因。"))])
        values = _ticked(own, no)
        return _kept(own, no, [each.line for each in values["weighed"]])
    except LongmenError as error:
        return refused("desk_ticked.html", error, **_ticked(own, no))


@blueprint.route("/desk/<no>/sheet")
@permits(Role.ADMISSION_COLLEGE, scope=OWN)
def sheet(no: str) -> str:
    """How to decide in a spreadsheet: take the list, fill it in, bring it back."""
    own = bench()
    return page("desk_sheet.html", **_framed(own, no))


@blueprint.route("/desk/<no>/sheet/file")
@permits(Role.ADMISSION_COLLEGE, scope=OWN)
def download(no: str) -> Response:
    """What is to be returned, as a workbook with room for conclusion, major and reason."""
    own = bench()
    with looking(own) as look:
        rows = _exported(look, turns.part(look, own.round(no)))
    title = f"{own.round(no).title}考生名单"
    return Response(written(COLUMNS, rows, title="考生名单"), mimetype=MEDIA, headers={
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(f'{title}.xlsx')}"})


@blueprint.route("/desk/<no>/sheet", methods=["POST"])
@permits(Role.ADMISSION_COLLEGE, scope=OWN)
@takes("multipart/form-data", limit=LIMIT)
def upload(no: str) -> str | AnyResponse:
    """A workbook that was filled in: looked at row by row, nothing kept yet."""
    own = bench()
    try:
        lines = _uploaded()
    except LongmenError as error:
        return refused("desk_sheet.html", error, **_framed(own, no))
    return page("desk_sheet_check.html", **_weighed(own, no, lines))


@blueprint.route("/desk/<no>/sheet/lines", methods=["POST"])
@permits(Role.ADMISSION_COLLEGE, scope=OWN)
@takes(FORM, limit=LIMIT)
def commit(no: str) -> str | AnyResponse:
    """What was looked at, kept: whatever changed since then is refused by row."""
    own = bench()
    try:
        return _kept(own, no, _carried())
    except LongmenError as error:
        return refused("desk_sheet.html", error, **_framed(own, no))


def _kept(own: Bench, no: str, lines: Sequence[Line]) -> str | AnyResponse:
    visit = own.visit(no)
    with looking(own) as look:
        names = turns.majors(look)
    with writing(intake=own.season.intake) as tx:
        weighed = batch.decide(tx, visit, lines, names)
    if not [each for each in weighed if each.fault]:
        query = own.query(**asked(wanted_now()), news="kept", count=len(weighed))
        return redirect(f"/admission/desk/{no}{query}", 303)
    return page("desk_kept.html", **_framed(own, no), **_sorted(weighed))


def _ticked(own: Bench, no: str) -> dict[str, Any]:
    seen = dict(each.rpartition(":")[::2] for each in request.form.getlist("file")[:MOST_TICKED])
    act, major = request.form.get("act", ""), request.form.get("major_to", "")[:30]
    values = _framed(own, no)
    known = {each.account: each for each in values["part"].files}
    # The check page asks for the reason: until it is typed, only whether the file may be returned at all is looked at.
    reason = "" if act == "admit" else request.form.get("reason", "")[:LONGEST_CELL].strip() or NOT_TYPED
    lines = [
        Line(row=row, number=file.candidate_number, version=_number(seen[file.account]), admits=act == "admit",
             admit=_major(act, major, file), reason=reason)
        for row, file in enumerate((known[each] for each in seen if each in known), start=1)
    ]
    weighed = batch.weigh(lines, values["part"].files, values["majors"])
    files = [f"{each.file.account}:{each.line.version}" for each in weighed if each.file is not None and not each.fault]
    return {**values, "weighed": weighed, **_sorted(weighed), "files": files, "act": act, "major_to": major,
            "typed": request.form, "asked": asked(wanted_now())}


def _major(act: str, major: str, file: File) -> str:
    if act != "admit":
        return ""
    return file.majors[0] if major == "first" else major


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _framed(own: Bench, no: str) -> dict[str, Any]:
    with looking(own) as look:
        part = turns.part(look, own.round(no))
        papers = turns.papers(look, part.open)
        values = shown(look, own, part)
    return {**values, "most": MOST_LINES,
            "names": {each.candidate_number: papers[each.account].name for each in part.open if each.account in papers}}


def _weighed(own: Bench, no: str, lines: Sequence[Line]) -> dict[str, Any]:
    values = _framed(own, no)
    found = _sorted(batch.weigh(lines, values["part"].files, values["majors"]))
    carried = json.dumps([asdict(each.line) for each in found["good"]], ensure_ascii=False, separators=(",", ":"))
    return {**values, **found, "lines": carried}


def _sorted(weighed: Sequence[Weighed]) -> dict[str, Any]:
    good = [each for each in weighed if not each.fault]
    return {"good": good, "bad": [each for each in weighed if each.fault],
            "changed": [each for each in good if each.changes], "rest": [each for each in good if not each.changes]}


def _uploaded() -> list[Line]:
    file = request.files.get("file")
    content = file.read() if file else b""
    if not content:
        raise InvalidInput([("file", _("请选择填好的名单。"))])
    try:
        found = read_sheet(content, most_rows=MOST_LINES)
    except SheetUnreadable as error:
        raise BatchUnreadable(field="file", reason=error.reason) from error
    return read_lines(found.rows, found.formulas)


def _carried() -> list[Line]:
    """The lines that the page of the look holds; they are judged anew, whatever they say."""
    try:
        found = [Line(**each) for each in json.loads(typed("lines", most=LIMIT))]
        whole = 0 < len(found) <= MOST_LINES and len({each.number for each in found}) == len(found)
    except (TypeError, ValueError) as error:
        raise BatchUnreadable(field="file", reason=BROKEN) from error
    if not whole or not all(_is_well(each) for each in found):
        raise BatchUnreadable(field="file", reason=BROKEN)
    return found


def _is_well(line: Line) -> bool:
    kinds: dict[str, type] = {"row": int, "version": int, "admits": bool, "number": str, "admit": str, "reason": str}
    return line.fault is None and all(isinstance(getattr(line, name), kind) for name, kind in kinds.items())


def _exported(look: Look, part: Part) -> list[list[str]]:
    names, papers = turns.majors(look), turns.papers(look, part.open)
    titles = {each.code: each.title for each in look.season.categories}
    merits = claim.merits(look.conn, look.season)
    rows = []
    for file in part.open:
        dossier = papers.get(file.account)
        marks = dossier.marks if dossier else None
        rows.append([
            file.candidate_number, dossier.name if dossier else "", titles.get(file.category, ""),
            "；".join(f"{code} {names.get(code, '')}".strip() for code in file.majors), marks.average if marks else "",
            f"{marks.rank}/{marks.among}" if marks else "", merits.get(file.account, ""), _opinion(file),
            str(version_of(file)), "", "", "",
        ])
    return rows


def _opinion(file: File) -> str:
    if file.admitted_major:
        return f"{ADMIT} {file.admitted_major}"
    return f"{RETURN} {file.reason}" if file.reason else ""
