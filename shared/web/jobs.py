"""Long work asked for over HTTP: answered 202 with the address where its owner sees how far it is."""

from typing import Any

from marshmallow import fields

from shared.jobs import job_of
from shared.kernel import NotFound
from shared.security.access import Role
from shared.web.access import OWN, permits
from shared.web.blueprint import JsonBlueprint
from shared.web.door import actor, reading
from shared.web.parts import parts
from shared.web.schemas import Instant, Schema


class JobOut(Schema):
    """A piece of long work."""

    id = fields.String()
    kind = fields.String()
    status = fields.String(metadata={"description": "queued、running、done、failed"})
    progress = fields.Integer()
    total = fields.Integer(allow_none=True)
    report = fields.Dict()
    error = fields.String(allow_none=True)
    created_at = Instant()
    finished_at = Instant(allow_none=True)


class JobAddressOut(Schema):
    """Where to look for it: for ``@blueprint.response(202, JobAddressOut)`` beside :func:`accepted`."""

    id = fields.String()
    address = fields.String()


def accepted(job_id: str) -> Any:
    """What a view returns that asked for long work: the body of a 202, and its Location."""
    address = f"/{parts().service}/api/v1/jobs/{job_id}"
    return {"id": job_id, "address": address}, 202, {"Location": address}


def jobs_blueprint() -> JsonBlueprint:
    """The routes, made anew for each app."""
    blueprint = JsonBlueprint("jobs", __name__, url_prefix="/jobs", description="较长的处理任务")

    @blueprint.route("/<job_id>")
    @permits(*Role, scope=OWN)
    @blueprint.response(200, JobOut)
    def job(job_id: str) -> Any:
        """任务的进度和结果，只有提出者可以看"""
        with reading() as conn:
            found = job_of(conn, parts().database.box, job_id)
        if found is None or found.owner != actor():
            raise NotFound
        return found

    return blueprint

