"""A list handed in by browser: upload, look at every fault by row and cell, and only then write."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from services.registration.domain.rosters import LARGEST, MOST_ROWS
from services.registration.usecases.lists import take_up
from shared.files import LocalStorage
from shared.jobs import Job, job_of
from shared.kernel import LongmenError, NotFound
from shared.season import Season
from shared.security.access import Role
from shared.service import Service
from shared.sheets.writing import MEDIA, Column, written
from shared.web.access import OWN, permits, principal
from shared.web.blueprint import PageBlueprint
from shared.web.door import actor, reading
from shared.web.limits import KIB, MIB, takes
from shared.web.pages import page, refused, typed
from shared.web.parts import adapter, parts
from shared.web.problems import InvalidInput
from shared.web.translation import gettext as _
from shared.web.translation import text_of

LIMIT = LARGEST + 64 * KIB
Standing = Callable[[], list[dict[str, Any]]]
"""The intakes for which one may hand in now, each with ``code``, ``title`` and ``until``. Raises what forbids it."""


class HandIn(Protocol):
    """What is done with the file: looked at alone, or written too."""

    def __call__(self, content: bytes, wanted: str | None, *, dry_run: bool) -> str:
        """The job that does it. ``wanted`` is the intake, where the form asked for one."""


@dataclass(frozen=True)
class ListPages:
    """The pages of one list. ``name`` is its address and the start of its templates' names; ``kind`` its job."""

    name: str
    kind: str
    title: str
    template_file: str
    columns: tuple[str, ...]
    hand_in: HandIn
    standing: Standing

    def blueprint(self) -> PageBlueprint:
        """Its five addresses, at the service that registers it."""
        made, base = PageBlueprint(f"{self.name}_pages", __name__), f"/{self.name}"
        made.add_url_rule(base, view_func=self.upload, methods=["GET"])
        made.add_url_rule(base, view_func=self.check, methods=["POST"])
        made.add_url_rule(f"{base}/reports/<job_id>", view_func=self.report, methods=["GET"])
        made.add_url_rule(f"{base}/reports/<job_id>/import", view_func=self.import_checked, methods=["POST"])
        made.add_url_rule(f"{base}/template", view_func=self.template, methods=["GET"])
        return made

    @permits(Role.SOURCE_COLLEGE)
    def upload(self) -> str:
        """Until when, and the file."""
        return page(f"{self.name}.html", **self._shown())

    @permits(Role.SOURCE_COLLEGE)
    @takes("multipart/form-data", limit=LIMIT)
    def check(self) -> str | AnyResponse:
        """Looked at whole; nothing is written yet."""
        try:
            job = self.hand_in(uploaded(), typed("intake", most=60) or None, dry_run=True)
        except LongmenError as error:
            return refused(f"{self.name}.html", error, **self._shown())
        return redirect(f"{self._home}/reports/{job}", 303)

    @permits(Role.SOURCE_COLLEGE, scope=OWN)
    def report(self, job_id: str) -> str:
        """How far the work is; then every fault, or what would be written, or what was."""
        return page(f"{self.name}_report.html", fragment="sheet_report.html", job=self._own_job(job_id),
                    base=self._home)

    @permits(Role.SOURCE_COLLEGE, scope=OWN)
    def import_checked(self, job_id: str) -> str | AnyResponse:
        """The file that was looked at is written, whole or not at all."""
        job, storage = self._own_job(job_id), adapter(LocalStorage)
        try:
            content = take_up(storage, parts().database.box, job)
            following = self.hand_in(content, job.input["intake"], dry_run=False)
        except LongmenError as error:
            return refused(f"{self.name}_report.html", error, job=job, base=self._home)
        storage.remove(job.input["digest"])
        return redirect(f"{self._home}/reports/{following}", 303)

    @permits(Role.SOURCE_COLLEGE)
    def template(self) -> Response:
        """An empty list. Its cells are text, so that no number loses digits."""
        content = written([Column(title=column) for column in self.columns], [], title=self.title)
        return sheet_of(content, name=self.template_file)

    @property
    def _home(self) -> str:
        return f"/registration/{self.name}"

    def _shown(self) -> dict[str, Any]:
        shown: dict[str, Any] = {"largest": LARGEST // MIB, "most": MOST_ROWS, "columns": self.columns}
        try:
            return {**shown, "closed": None, "intakes": self.standing()}
        except LongmenError as error:
            return {**shown, "closed": text_of(error), "intakes": []}

    def _own_job(self, job_id: str) -> Job:
        """A piece of work that this person asked for. Raises NotFound."""
        with reading() as conn:
            found = job_of(conn, parts().database.box, job_id)
        if found is None or found.owner != actor() or found.kind != self.kind:
            raise NotFound
        return found


def uploaded() -> bytes:
    """The file of the form. Raises InvalidInput without one."""
    held = request.files.get("file")
    if held is None or not held.filename:
        raise InvalidInput([("file", _("请选择要上传的文件。"))])
    return held.stream.read()


def sheet_of(content: bytes, *, name: str) -> Response:
    """A workbook to be kept."""
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(content, mimetype=MEDIA, headers={"Content-Disposition": disposition})


def every_season() -> list[Season]:
    """All that this service has heard of."""
    copies = adapter(Service).season
    return [copies.season(copy.season) for copy in copies.copies()]


def own_college() -> str:
    """The college that this person acts for."""
    return principal().scope or ""
