"""What each frozen sample does to who hears it, looked at from outside, before and after it was heard."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from services.registration.store import codes
from shared.contracts.registration import ContactChanged
from shared.kernel import wall_clock
from shared.security.access import Principal, Role
from shared.security.tokens import issue
from shared.service import raise_house
from shared.testing.house import Home
from shared.testing.promises.identity import probe
from shared.testing.seasons import CODE, INTAKE
from tests.contracts.applicant import handed_in
from tests.contracts.frozen import TOKEN_KEY

SEASON = "admission.season_published.v1/1"
KEYS = "registration.signing_keys_published.v1/1"
CONTACT = "registration.contact_changed.v1/1"
OPENED = "registration.account_opened.v1/1"
SESSION = "01939a1c-7a10-7c31-9d4e-0a1b2c3d4e04"
PLAN = "admission.plan_published.v1/1"
DOSSIER = "registration.dossier_recorded.v1/1"
FILING = "choices.filing_finalised.v1/1"
CODE_ID = "01939a1c-7a10-7c31-9d4e-0a1b2c3d4e02"
ACCOUNT = "01939a1c-7a10-7c31-9d4e-0a1b2c3d4e01"
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


def seen_by(**looks: Look) -> Look:
    """Of a sample that several services hear: how it is seen in each, by its name."""
    return lambda home, service: bool(looks[service](home, service))


def case(home: Home, service: str) -> dict[str, Any]:
    """The sample's candidate as the source college sees the case."""
    asks = home.as_role(Role.SOURCE_COLLEGE, service=service, scope="90001")
    found: dict[str, Any] = asks.get(f"/review/api/v1/cases/{ACCOUNT}").json or {}
    return found


def own(path: str, *said: str) -> Look:
    """Whether the sample's candidate is answered this there, by its choices."""

    def look(home: Home, service: str) -> bool:
        asks = home.as_role(Role.CANDIDATE, service=service, subject=ACCOUNT, intake=INTAKE)
        answer = asks.get(f"/choices/api/v1{path}").get_data(as_text=True)
        return all(words in answer for words in said)

    return look


def noted(fact: str, **values: Any) -> Look:
    """Whether a service has a fact about the sample's candidate with these values."""
    wanted = {"fact": fact, "account": ACCOUNT, **values}.items()
    return lambda home, service: any(wanted <= row.items() for row in home.services[service].facts(CODE))


def told(title: str) -> Look:
    """Whether this stands on the candidate's timeline."""

    def look(home: Home, service: str) -> bool:
        asks = home.as_role(Role.CANDIDATE, service=service, subject=ACCOUNT, intake=INTAKE)
        items = (asks.get("/notify/api/v1/timeline").json or {}).get("items", [])
        return any(each["title"] == title for each in items)

    return look


def marked(name: str) -> Look:
    """Whether notify has a fact of this name."""
    return lambda home, service: any(row["fact"] == name for row in home.services[service].facts(CODE))


def public(title: str) -> Look:
    """Whether this is announced to everybody."""
    return lambda home, service: any(
        each["title"] == title for each in asked(home, service, f"/announcements?intake={INTAKE}")["items"])


def counted(what: str, value: str) -> Look:
    """Whether notify has marked anybody so."""
    return lambda home, service: any(
        row["fact"] == "mark" and (row["mark"], row["value"]) == (what, value)
        for row in home.services[service].facts(CODE))


def checked(home: Home, service: str) -> bool:
    """Whether admission has found that what came is what was sealed."""
    rows = home.services[service].facts(CODE)
    return any(row["fact"] == "seal_checked" and row["root"] == row["recomputed"] for row in rows)


def ordered(home: Home, service: str) -> list[str]:
    """The numbers of the officers' orders that a service looks windows up under."""
    return [each.order for each in home.services[service].season.orders(CODE).overrides]


def employ(home: Home) -> None:
    """Somebody at the college's desk."""
    event = ContactChanged(account="desk-1", intake=None, role="admission_college", name="样例乙",
                           email="desk@rehearsal.example", scope="5001")
    home.hear(event, key="registration/contact/desk-1")
    home.settle()


EFFECTS = {
    SEASON: Effect(season, 1),
    "admission.clock_set.v1/1": Effect(clock, datetime(2030, 1, 12, 4, tzinfo=UTC), [SEASON]),
    "admission.milestone_reached.v1/1": Effect(announced, 1, [SEASON]),
    KEYS: Effect(answered("any"), 200),
    "registration.session_revoked.v1/1": Effect(answered(SESSION), 401, [KEYS]),
    CONTACT: Effect(sms(CANDIDATES_PHONE, NUMBER), 1, [SEASON, OPENED]),
    OPENED: Effect(sms(CANDIDATES_PHONE, NUMBER), 1, [SEASON, CONTACT]),
    "registration.password_changed.v1/1": Effect(sms(CANDIDATES_PHONE, "密码"), 1, [SEASON, CONTACT]),
    "admission.order_given.v1/1": Effect(ordered, ["样考〔2030〕7号"], [SEASON]),
    FILING: Effect(noted("sealed_filing", revision=3, batch="MAIN"), True, [SEASON]),
    "choices.batch_sealed.v1/1": Effect(checked, True, [SEASON, FILING]),
    DOSSIER: Effect(seen_by(
        admission=noted("candidate", dossier=1),
        review=lambda home, service: case(home, service).get("status") == "open",
        choices=own("/me", "样例甲", "500*************18"),
    ), True, [SEASON]),
    "registration.registration_confirmed.v1/1": Effect(seen_by(
        admission=noted("candidate", confirmed=1),
        review=lambda home, service: case(home, service)["confirmed"],
        notify=told("报名已确认"),
    ), True, [SEASON, CONTACT, DOSSIER]),
    "registration.registration_voided.v1/1": Effect(seen_by(
        admission=noted("candidate", withdrawn=1),
        review=lambda home, service: case(home, service)["status"] == "withdrawn",
    ), True, [SEASON, DOSSIER]),
    "registration.application_changed.v1/1": Effect(seen_by(notify=told("报名已提交")), True, [SEASON, CONTACT]),
    "review.correction_requested.v1/1": Effect(seen_by(
        notify=told("报名信息需要补正"), registration=noted("application", status="returned"),
    ), True, [SEASON, CONTACT], lambda home: handed_in(home, ACCOUNT)),
    "review.claim_decided.v1/1": Effect(seen_by(
        notify=told("资格审查进展"), registration=noted("verdict_heard", stage="college", decision="approved"),
    ), True, [SEASON, CONTACT]),
    "choices.filing_saved.v1/1": Effect(seen_by(notify=told("A志愿已保存")), True, [SEASON, CONTACT]),
    "choices.filing_progressed.v1/1": Effect(
        seen_by(notify=counted("saved/MAIN", "some"), registration=noted("progress_heard", saved=1)), True,
        [SEASON, CONTACT]),
    "admission.status_released.v1/1": Effect(
        seen_by(notify=told("您已被录取"), choices=own("/filing", '"status":"admitted"'),
                registration=noted("release_heard", round="1", status="admitted")), True, [SEASON, CONTACT]),
    "admission.return_overdue.v1/1": Effect(mail("desk@rehearsal.example", "尚有37名"), True, [SEASON], employ),
    "admission.round_dispatched.v1/1": Effect(public("第一志愿数据已下发招生院校"), True, [SEASON]),
    "admission.round_closed.v1/1": Effect(public("第一志愿录取工作已结束"), True, [SEASON]),
    "admission.results_released.v1/1": Effect(seen_by(notify=marked("results_heard")), True, [SEASON]),
    PLAN: Effect(seen_by(choices=own("/plan?all=1", "样例大学", "软件工程"), notify=public("招生计划已公布")), True,
                 [SEASON]),
    "admission.vacancies_published.v1/1": Effect(
        seen_by(choices=own("/plan?all=1&batch=S1", '"VETERAN":3'), notify=public("征集志愿公告")), True,
        [SEASON, PLAN]),
    "review.eligibility_settled.v1/1": Effect(
        seen_by(admission=noted("candidate", eligible=1), choices=own("/me", '"standing":"eligible"', NUMBER),
                registration=noted("standing_heard", standing="eligible"), notify=told("资格审查已通过")),
        True, [SEASON, CONTACT]),
    "registration.code_requested.v1/1": Effect(
        sms(STRANGERS_PHONE, "048392"), 1, [SEASON], lives=timedelta(minutes=3)),
    "registration.invitation_issued.v1/1": Effect(
        mail("sample@rehearsal.example", "https://rehearsal.example/invitations/sample-token"), True, lives=LATER),
    "notify.notice_settled.v1/1": Effect(code_outcome, "delivered", [SEASON], ask_for_code),
    **{f"{adopter}.season_adopted.v1/1": Effect(adopted_by(adopter), 1)
       for adopter in ("registration", "review", "choices", "admission", "notify")},
}
