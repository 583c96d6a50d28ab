"""What people do at registration's HTTP door; each call answers with the response."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from services.registration.tests.people import EVERYBODY, PASSWORD, Student, as_csv, lines
from services.registration.tests.told import Told
from shared.kernel import BEIJING
from shared.testing.house import Caller, Home
from shared.testing.seasons import CODE, INTAKE, sample

API = "/registration/api/v1"
COLLEGE = "90001"
REGISTRATION = next(window for window in sample().windows if window.id == "registration")
BEFORE_IMPORT_CLOSES = datetime(2030, 1, 8, 12, tzinfo=BEIJING)


class Front:
    """Candidates, a college and an officer."""

    def __init__(self, home: Home, told: Told) -> None:
        self.home, self.told = home, told
        self.college = home.as_role("source_college", subject="college-1", scope=COLLEGE)
        self.officer = home.as_role("officer", subject="officer-1")

    # -- time ---------------------------------------------------------------------------------------------------

    def go_to(self, instant: datetime) -> None:
        self.home.advance(INTAKE, instant)

    def go_to_import(self) -> None:
        self.go_to(BEFORE_IMPORT_CLOSES)

    def go_to_registration(self) -> None:
        assert REGISTRATION.opens_at is not None
        self.go_to(REGISTRATION.opens_at + timedelta(hours=1))

    # -- asking -------------------------------------------------------------------------------------------------

    def anybody(self, device: str | None = "home") -> Caller:
        """Somebody who is not signed in, on a device of this name."""
        client = self.home.anybody()
        if device:
            client.environ_base["HTTP_X_LONGMEN_DEVICE"] = device
        return client

    def holder(self, token: str) -> Caller:
        """Whoever holds an access token."""
        client = self.home.anybody()
        client.token = token
        return client

    def post(self, path: str, body: Any = None, *, by: Caller | None = None, **options: Any) -> Any:
        answer = (by or self.anybody()).post(f"{API}{path}", json=body, **options)
        self.home.settle()
        return answer

    def get(self, path: str, *, by: Caller | None = None, **options: Any) -> Any:
        return (by or self.anybody()).get(f"{API}{path}", **options)

    def facts(self, name: str) -> list[dict[str, Any]]:
        return [dict(row) for row in self.home.services["registration"].facts(CODE) if row["fact"] == name]

    # -- the college --------------------------------------------------------------------------------------------

    def hand_in(self, content: bytes, *, dry_run: bool = False, name: str = "名单.xlsx", by: Caller | None = None,
                to: str = "rosters", **query: str) -> Any:
        answer = (by or self.college).post(
            f"{API}/{to}", query_string={"dry_run": str(dry_run).lower(), **query},
            data={"file": (io.BytesIO(content), name)}, content_type="multipart/form-data",
        )
        self.home.settle()
        return answer

    def report(self, content: bytes, *, dry_run: bool = False, by: Caller | None = None, to: str = "rosters") -> Any:
        """The whole way: hand in, and read the job's report."""
        accepted = self.hand_in(content, dry_run=dry_run, by=by, to=to)
        assert accepted.status_code == 202, accepted.text
        job: Any = (by or self.college).get(accepted.json["address"])
        assert job.json["status"] == "done", job.text
        return job.json["report"]

    def import_students(self, students: Sequence[Student] = EVERYBODY) -> Any:
        report = self.report(as_csv(lines(students)))
        assert report["imported"], report
        return report

    def bar(self, who: Student) -> None:
        """The college marks a student as one who may not register."""
        self.import_students([replace(who, blocked="是")])

    # -- a candidate --------------------------------------------------------------------------------------------

    def ask_code(self, who: Student, *, by: Caller | None = None, **other: str) -> Any:
        body = {"intake": INTAKE, "purpose": "open_account", "name": who.name, "id_number": who.id_number,
                "phone": who.phone}
        return self.post("/codes", body | other, by=by)

    def open_account(self, who: Student, code: str, *, by: Caller | None = None, **other: str) -> Any:
        body = {"intake": INTAKE, "name": who.name, "id_number": who.id_number, "phone": who.phone, "code": code,
                "password": PASSWORD}
        return self.post("/accounts", body | other, by=by)

    def candidate(self, who: Student, *, by: Caller | None = None) -> Any:
        """An account, from the code to the number; what the candidate is shown."""
        asked = self.ask_code(who, by=by)
        assert asked.status_code == 202, asked.text
        opened = self.open_account(who, self.told.codes(who.phone)[-1], by=by)
        assert opened.status_code == 201, opened.text
        return opened.json

    def sign_in(self, login: str, password: str = PASSWORD, *, by: Caller | None = None, **other: Any) -> Any:
        return self.post("/sign-in", {"login": login, "password": password, **other}, by=by)

    def ask_reset(self, login: str, phone: str, *, by: Caller | None = None) -> Any:
        body = {"intake": INTAKE, "purpose": "reset_password", "login": login, "phone": phone}
        return self.post("/codes", body, by=by)

    def reset(self, login: str, code: str, password: str, *, by: Caller | None = None) -> Any:
        body = {"intake": INTAKE, "login": login, "code": code, "password": password}
        return self.post("/password-resets", body, by=by)


def problem(answer: Any) -> tuple[int, str]:
    """Status and code of a refusal."""
    return answer.status_code, answer.json["code"]


def wrong_code(code: str) -> str:
    """Six digits that are not these."""
    return f"{(int(code) + 1) % 1_000_000:06d}"
