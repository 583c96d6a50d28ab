"""Two officers at admission's HTTP door."""

from typing import Any

from shared import codec
from shared.contracts import Event
from shared.contracts.admission import SeasonPublished
from shared.testing.house import Caller, Home
from shared.testing.seasons import CODE, INTAKE, sample_text

API = "/admission/api/v1"
NO_OFFICERS = ["candidate", "source_college", "reviewer", "admission_college", "auditor", "operator"]


class Desk:
    """What officers do; each call answers with the response."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.first = self.officer("officer-1")
        self.second = self.officer("officer-2")

    def officer(self, subject: str) -> Caller:
        return self.home.as_role("officer", service="admission", subject=subject)

    def open_intake(self, code: str = INTAKE, *, rehearsal: bool = True, **options: Any) -> Any:
        body = {"code": code, "title": "演练", "rehearsal": rehearsal}
        return self.first.post(f"{API}/intakes", json=body, **options)

    def hand_in(self, text: str | bytes | None = None, *, intake: str = INTAKE, **options: Any) -> Any:
        return self.first.post(
            f"{API}/seasons/drafts?intake={intake}", data=text or sample_text(), content_type="text/yaml", **options
        )

    def replace_text(self, draft: Any, text: str, **options: Any) -> Any:
        return self.first.put(f"{API}/seasons/drafts/{draft['id']}", data=text, content_type="text/yaml", **options)

    def sign(self, draft: Any, *, by: Caller | None = None, digest: str | None = None, **options: Any) -> Any:
        body = {"digest": digest or draft["digest"]}
        return (by or self.first).post(f"{API}/seasons/drafts/{draft['id']}/signatures", json=body, **options)

    def publish(self, text: str | None = None) -> Any:
        """A version, from the file to everybody's copy."""
        draft = self.hand_in(text).json
        assert self.sign(draft).status_code == 201
        signed = self.sign(draft, by=self.second)
        assert signed.status_code == 201, signed.json
        self.home.settle()
        return signed

    def set_clock(self, code: str = INTAKE, **order: Any) -> Any:
        answer = self.first.post(f"{API}/intakes/{code}/clock", json=order)
        self.home.settle()
        return answer

    def clock(self, code: str = INTAKE) -> Any:
        return self.get(f"/intakes/{code}/clock").json

    def get(self, path: str, *, by: Caller | None = None) -> Any:
        return (by or self.first).get(f"{API}{path}")

    def anybody(self, path: str) -> Any:
        return self.home.anybody("admission").get(f"{API}{path}")

    def told(self, contract: type[Event]) -> int:
        """How often an event was told."""
        rows = self.home.services["admission"].facts(CODE)
        return sum(row["told"] for row in rows if row["fact"] == "told" and row["name"] == contract.NAME)


def told_by(file: bytes) -> SeasonPublished:
    """The season in a file that was exported."""
    told = codec.decode(SeasonPublished.NAME, file)
    assert isinstance(told, SeasonPublished)
    return told


def changed(was: str, becomes: str) -> str:
    """The sample season's file with one piece of it changed."""
    text = sample_text()
    assert text.count(was) == 1, f"{was!r} stands {text.count(was)} times in the sample season"
    return text.replace(was, becomes)
