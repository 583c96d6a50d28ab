"""What each frozen sample does to who hears it, looked at from outside, before and after it was heard."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from services.registration.store import codes
from shared.kernel import wall_clock
from shared.security.access import Principal, Role
from shared.security.tokens import issue
from shared.service import raise_house
from shared.testing.house import Home
from shared.testing.promises.identity import probe
from shared.testing.seasons import CODE, INTAKE
from tests.contracts.frozen import TOKEN_KEY

SEASON = "admission.season_published.v1/1"
KEYS = "registration.signing_keys_published.v1/1"
CONTACT = "registration.contact_changed.v1/1"
OPENED = "registration.account_opened.v1/1"
SESSION = "01939a1c-7a10-7c31-9d4e-0a1b2c3d4e04"
CODE_ID = "01939a1c-7a10-7c31-9d4e-0a1b2c3d4e02"
CANDIDATES_PHONE, STRANGERS_PHONE = "13900000001", "13900000002"
NUMBER = "30500000000001"
LATER = timedelta(hours=1)

Look = Callable[[Home, str], Any]
"""What anybody may see of a service."""


@dataclass(frozen=True)
class Effect:
    """``look`` sees something else before, and ``expected`` after. ``after``: samples that must have come first.
    ``lives``: a sample that holds for a while is told as if that began now.
    """

    look: Look
    expected: Any
    after: Sequence[str] = ()
    prepare: Callable[[Home], None] = field(default=lambda home: None)
    lives: timedelta | None = None

    def changed(self) -> dict[str, str]:
        """What of the sample must be of today."""
        return {} if self.lives is None else {"expires_at": (wall_clock() + self.lives).isoformat()}


def asked(home: Home, service: str, path: str) -> dict[str, Any]:
    """What anybody is answered there."""
    found: dict[str, Any] = home.anybody(service).get(f"/{service}/api/v1{path}").json or {}
    return found


def season(home: Home, service: str) -> Any:
    return asked(home, service, f"/season/{CODE}").get("version")


def clock(home: Home, service: str) -> Any:
    return datetime.fromisoformat(asked(home, service, f"/season/{CODE}")["now"]).astimezone(UTC)


def answered(session: str) -> Look:
    """The status that an officer's token gets whose sign-in was this one."""

    def look(home: Home, service: str) -> int:
        held = home.services[service]
        own = replace(held.house, blueprints=(probe(),))
        door = raise_house(own, held.config, held.engine, home.bus).wsgi.test_client()
        wall = wall_clock()
        officer = Principal(subject="officer-1", role=Role.OFFICER, session=session, expires_at=wall + LATER)
        bearer = {"Authorization": f"Bearer {issue(officer, TOKEN_KEY, now=wall).text}"}
        return int(door.get(f"/{service}/api/v1/probe", headers=bearer).status_code)

    return look


def announced(home: Home, service: str) -> int:
    items = asked(home, service, f"/announcements?intake={INTAKE}")["items"]
    return sum("报名" in each["title"] for each in items)


def adopted_by(adopter: str) -> Look:
    """The version that admission says a service has."""

    def look(home: Home, service: str) -> Any:
        rows = home.services[service].facts(CODE)
        return next((row["version"] for row in rows if row["fact"] == "adoption" and row["adopter"] == adopter), None)

    return look


def sms(phone: str, words: str) -> Look:
    """How many messages with these words came to a phone."""
    return lambda home, service: sum(words in each["text"] for each in home.phone(phone).messages())


def mail(address: str, words: str) -> Look:
    """Whether these words came to a mailbox."""

    def look(home: Home, service: str) -> bool:
        box = home.folder / "mail" / f"{address}.ndjson"
        return box.exists() and words in box.read_text()

    return look


def code_outcome(home: Home, service: str) -> Any:
    return next(row["outcome"] for row in home.services[service].facts(CODE) if row["fact"] == "code")


def ask_for_code(home: Home) -> None:
    """The code whose message the sample is about."""
    service = home.services["registration"]
    with service.db.begin(actor="test") as tx:
        codes.add(tx.conn, {
            "id": CODE_ID, "intake": INTAKE, "purpose": "open_account", "subject": "somebody", "phone_index": b"p" * 16,
            "digest": b"d" * 32, "sent": True, "asked_at": tx.wall, "expires_at": tx.wall + LATER, "attempts": 5,
            "tries": 0, "used_at": None, "outcome": None, "delivered_at": None,
        })


EFFECTS = {
    SEASON: Effect(season, 1),
    "admission.clock_set.v1/1": Effect(clock, datetime(2030, 1, 12, 4, tzinfo=UTC), [SEASON]),
    "admission.milestone_reached.v1/1": Effect(announced, 1, [SEASON]),
    KEYS: Effect(answered("any"), 200),
    "registration.session_revoked.v1/1": Effect(answered(SESSION), 401, [KEYS]),
    CONTACT: Effect(sms(CANDIDATES_PHONE, NUMBER), 1, [SEASON, OPENED]),
    OPENED: Effect(sms(CANDIDATES_PHONE, NUMBER), 1, [SEASON, CONTACT]),
    "registration.password_changed.v1/1": Effect(sms(CANDIDATES_PHONE, "密码"), 1, [SEASON, CONTACT]),
    "registration.code_requested.v1/1": Effect(
        sms(STRANGERS_PHONE, "048392"), 1, [SEASON], lives=timedelta(minutes=3)),
    "registration.invitation_issued.v1/1": Effect(
        mail("sample@rehearsal.example", "https://rehearsal.example/invitations/sample-token"), True, lives=LATER),
    "notify.notice_settled.v1/1": Effect(code_outcome, "delivered", [SEASON], ask_for_code),
    **{f"{adopter}.season_adopted.v1/1": Effect(adopted_by(adopter), 1)
       for adopter in ("registration", "review", "choices", "admission", "notify")},
}
