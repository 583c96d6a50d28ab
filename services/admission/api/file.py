"""A candidate's file as the desk of a college shows it over HTTP."""

from typing import Any

from marshmallow import fields

from services.admission.usecases.desk import Opened
from shared.web.parts import parts
from shared.web.schemas import Instant, Schema
from shared.web.versions import tag


class FileOut(Schema):
    """A file as it stands."""

    account = fields.String()
    candidate_number = fields.String()
    category = fields.String()
    choice = fields.String()
    majors = fields.List(fields.String())
    status = fields.String(metadata={"description": "DISPATCHED、READING、PRE_ADMIT、PRE_REJECT……"})
    admitted_major = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
    held_why = fields.String(allow_none=True)
    returned_at = Instant(allow_none=True)
    revision = fields.Integer(metadata={"description": "即 ETag"})


class FileLineOut(Schema):
    """A file in the list."""

    file = fields.Nested(FileOut)
    name = fields.String()


class EvidenceOut(Schema):
    """One piece of evidence and where its content is."""

    kind = fields.String()
    media = fields.String()
    size = fields.Integer()
    digest = fields.String()
    href = fields.String()


class MarksOut(Schema):
    """Grades of the junior years, as the source college stated them."""

    average = fields.String()
    rank = fields.Integer()
    among = fields.Integer()
    failed = fields.Integer()


class DossierOut(Schema):
    """What the candidate handed in and the source college added."""

    name = fields.String()
    id_number = fields.String()
    sex = fields.String()
    source_college = fields.String()
    major_code = fields.String()
    major_name = fields.String()
    graduates_on = fields.Date()
    claim = fields.Dict()
    marks = fields.Nested(MarksOut, allow_none=True)
    conduct = fields.String(allow_none=True)


class OpenedOut(Schema):
    """A file on the desk."""

    file = fields.Nested(FileOut)
    dossier = fields.Nested(DossierOut)
    honours = fields.List(fields.String(), metadata={"description": "经审查认定的荣誉"})
    tier = fields.String(allow_none=True)
    evidence = fields.List(fields.Nested(EvidenceOut))


def shown(opened: Opened) -> dict[str, Any]:
    """A file with everything in it, its revision as the answer's ETag."""
    tag(opened.file.revision)
    file, standing = opened.file, opened.standing
    base = f"/{parts().service}/api/v1/colleges/{file.college}/rounds/{file.round}/files/{file.account}/evidence"
    return {
        "file": file, "dossier": opened.dossier, "honours": list(standing.honours) if standing else [],
        "tier": standing.tier if standing else None,
        "evidence": [
            {"kind": paper.kind, "media": paper.media, "size": paper.size, "digest": paper.digest,
             "href": f"{base}/{paper.digest}?season={file.season}"}
            for paper in opened.dossier.papers
        ],
    }
