"""A candidate's whole file, told as it was handed in; again when something beside it changed."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from services.registration.store import box_of, grades
from services.registration.store import submissions as store
from shared import codec
from shared.contracts.parts import Marks, Paper
from shared.contracts.registration import DossierRecorded
from shared.db import Seal, Tx

PERSONAL = ("name", "id_number")


def sealed_content(seal: Seal, account: str, revision: int, *, claim: dict[str, Any], papers: Iterable[Paper]) -> bytes:
    """What was handed in, for its row."""
    content = codec.canonical({"claim": claim, "papers": [codec.plain(paper) for paper in papers]})
    return seal.seal(content, table="submissions", column="content", row=f"{account} {revision}")


def tell_dossier(tx: Tx, account: str) -> None:
    """Tell one candidate's file, if it stands."""
    file = store.file_of(tx.conn, account)
    if file is not None:
        _tell(tx, file)


def tell_dossiers(tx: Tx, records: Sequence[str]) -> int:
    """Tell the files of these student records again; returns how many of them stand."""
    files = store.files_of_records(tx.conn, records)
    for file in files:
        _tell(tx, file)
    return len(files)


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """What a source college stated of a student."""

    marks: Marks
    conduct: str


def grades_of(conn: Connection, seal: Seal, record: str) -> Graded | None:
    """A student's grades and conduct, if they were stated."""
    row = grades.of_record(conn, record)
    if row is None:
        return None
    opened = box_of(seal).open_row("grades", record, {"marks": row.marks, "conduct": row.conduct})
    return Graded(marks=codec.revived(Marks, json.loads(opened["marks"] or "")), conduct=opened["conduct"] or "")


def _tell(tx: Tx, file: Row[Any]) -> None:
    content = json.loads(
        tx.box.open(file.content, table="submissions", column="content", row=f"{file.account} {file.revision}")
    )
    personal = box_of(tx.box).open_row("student_records", file.record, {name: getattr(file, name) for name in PERSONAL})
    graded = grades_of(tx.conn, tx.box, file.record)
    tx.emit(
        DossierRecorded(
            account=file.account, intake=file.intake, season=file.season, revision=file.revision,
            candidate_number=file.number, name=personal["name"] or "", id_number=personal["id_number"] or "",
            sex=file.sex, source_college=file.source_college, major_code=file.major_code, major_name=file.major_name,
            entered=file.entered, graduates_on=file.graduates_on, category=file.category, claim=content["claim"],
            papers=[codec.revived(Paper, paper) for paper in content["papers"]], submitted_at=file.submitted_at,
            marks=graded.marks if graded else None, conduct=graded.conduct if graded else None,
        ),
        key=f"registration/dossier/{file.account}", intake=file.intake, season=file.season,
    )
