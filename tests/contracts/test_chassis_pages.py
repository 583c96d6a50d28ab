"""Pages that each service has: an operator sees what is stuck and sets it going again; an auditor reads and checks."""

import re
from collections.abc import Iterator, Sequence
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import text, update

from services.notify.app import build
from services.notify.config import NotifyConfig
from services.notify.tests.browser import Browser
from services.notify.tests.told import INTAKE, OPENED_AT, Told
from shared import audit
from shared.bus import Message
from shared.contracts import REGISTRY
from shared.contracts.registration import AccountOpened, ContactChanged
from shared.db import OUTBOX, Tx
from shared.inbox import INBOX
from shared.kernel import new_id, wall_clock
from shared.security.access import Role
from shared.testing.house import Home, house
from shared.testing.seasons import sample

PAGE = "/notify/operations"
PHONE = "13800138000"


class Everybody:
    """Hears whatever is told, so that nothing is told to nobody."""

    names = frozenset(REGISTRY)

    def take(self, messages: Sequence[Message]) -> None:
        return

    def take_alone(self, message: Message) -> None:
        return

    def bury(self, message: Message, reason: str) -> None:
        return


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with house({"notify": (NotifyConfig, build)}, tmp_path) as home:
        home.bus.attach("everybody", Everybody())
        home.publish(sample())
        home.settle()
        yield home


@pytest.fixture
def operator(home: Home) -> Browser:
    return Browser(home, Role.OPERATOR, "op1")


@pytest.fixture
def auditor(home: Home) -> Browser:
    return Browser(home, Role.AUDITOR, "au1")


def broken(home: Home, *, account: str = "a1") -> str:
    """A message that no handler can read: it is dead at once."""
    message = Message(
        id=new_id(), name=ContactChanged.NAME, publisher="registration", key=f"registration/contact/{account}",
        version=(1, 1), occurred_at=wall_clock(), body=b'{"phone":"' + PHONE.encode() + b'"}', intake=INTAKE,
    )
    home.bus.publish([message])
    home.settle()
    return message.id


def waiting(home: Home) -> str:
    """News of somebody whose contact was not heard of yet."""
    event = AccountOpened(account="a1", intake=INTAKE, candidate_number="30500000000001", source_college="90001",
                          opened_at=OPENED_AT)
    told = home.hear(event, key="registration/account/a1", intake=INTAKE)
    home.settle()
    return told.id


def change(home: Home, statement: object, **values: object) -> None:
    with home.services["notify"].db.begin(actor="test") as tx:
        tx.conn.execute(statement, values)  # type: ignore[call-overload]


class TestOperations:
    def test_says_first_whether_anything_needs_a_person(self, home: Home, operator: Browser) -> None:
        operator.open(PAGE)
        assert "运行正常，没有需要处理的事项。" in operator.text
        waiting(home)
        operator.open(PAGE)
        assert "有消息或时点等待处理，系统自动进行，暂无需人工处理。" in operator.text
        broken(home)
        operator.open(PAGE)
        assert "有需要人工处理的事项" in operator.text
        assert "1条收到的消息处理失败，已停止自动重试。" in operator.text

    def test_says_seasons_clock_and_what_comes(self, home: Home, operator: Browser) -> None:
        operator.open(PAGE)
        season = sample()
        for said in (season.title, "已采用版本 1", "未执行的时点 0", "学籍信息导入截止", "与数据库时间差（秒） 0.0"):
            assert said in operator.text

    def test_has_nobodys_number_and_no_content(self, home: Home, operator: Browser) -> None:
        event_id = broken(home)
        change(home, update(INBOX).values(error=f"no template for {PHONE}"))
        for path in (PAGE, f"{PAGE}/messages/{event_id}"):
            operator.open(path)
            assert "no template for" in operator.text
            assert PHONE not in operator.page.text

    def test_a_dead_message_is_tried_again(self, home: Home, operator: Browser) -> None:
        event_id = waiting(home)
        change(home, update(INBOX).values(status="dead").where(INBOX.c.event_id == event_id))
        path = f"{PAGE}/messages/{event_id}"
        operator.open(path)
        operator.send(f"{path}/retry")
        assert "已重试，仍未成功" in operator.text
        change(home, update(INBOX).values(status="dead").where(INBOX.c.event_id == event_id))
        Told(home).person()
        home.settle()
        operator.open(path)
        fields = operator.fields(f"{path}/retry")
        operator.send(f"{path}/retry")
        assert "重试成功，消息已处理。" in operator.text
        assert operator.post(f"{path}/retry", fields).status_code == 200
        operator.open(PAGE)
        assert "运行正常" in operator.text

    def test_giving_up_needs_an_orders_number_and_a_second_look(
            self, home: Home, operator: Browser, auditor: Browser) -> None:
        path = f"{PAGE}/messages/{broken(home)}"
        operator.open(path)
        operator.send(f"{path}/discard", order_number=" ")
        assert operator.page.status_code == 422
        assert "请填写批准文号，不超过60个字。" in operator.text
        operator.send(f"{path}/discard", order_number="院办〔2030〕7号")
        assert "确认放弃这条消息" in operator.text
        assert [row["status"] for row in facts(home, ContactChanged.NAME)] == ["dead"]
        fields = operator.fields(f"{path}/discard")
        operator.send(f"{path}/discard")
        assert "已放弃这条消息，并记入审计日志。" in operator.text
        assert operator.post(f"{path}/discard", fields).status_code == 200
        chained(home)
        auditor.open("/notify/audit?action=inbox.discard")
        assert "院办〔2030〕7号" in auditor.text
        assert auditor.text.count("inbox.discard") == 1

    def test_what_the_bus_refused_is_sent_again(self, home: Home, operator: Browser) -> None:
        Told(home).person()
        Told(home).opened()
        home.settle()
        dead = {"sent_at": None, "refusals": 8, "dead_at": wall_clock(), "error": f"refused: {PHONE}"}
        change(home, update(OUTBOX).values(**dead))
        operator.open(PAGE)
        assert "条待发消息被拒收，已停止自动发送。" in operator.text
        assert PHONE not in operator.page.text
        operator.send(f"{PAGE}/outbox")
        assert "条消息将重新发送。" in operator.text
        operator.open(PAGE)
        assert "运行正常" in operator.text

    def test_a_message_that_is_not_there(self, operator: Browser) -> None:
        assert operator.open(f"{PAGE}/messages/{new_id()}").status_code == 404


class TestAudit:
    def test_log_is_narrowed_by_who_what_subject_and_day(self, home: Home, auditor: Browser) -> None:
        for actor, action, subject in (("officer:o1", "announcement.publish", "notify/x"),
                                       ("operator:o2", "inbox.retry", "event/7")):
            with home.services["notify"].db.begin(actor=actor) as tx:
                tx.audit(action, subject, audience=7)
        chained(home)
        auditor.open("/notify/audit")
        assert "审计链核验通过" in auditor.text
        assert "考试院工作人员 o1 发布公告 announcement.publish 公告 x 接收对象 7" in auditor.text
        today = wall_clock().date().isoformat()
        for narrowed, is_there in ((f"actor=officer&since={today}", True), ("action=inbox", False),
                                   ("subject=notify/x", True), ("until=2020-01-01", False), ("actor=%25", False)):
            auditor.open(f"/notify/audit?{narrowed}")
            assert ("announcement.publish 公告 x" in auditor.text) is is_there, narrowed

    def test_people_places_and_instants_are_said_in_words(self, home: Home, auditor: Browser) -> None:
        teller, draft, season = Told(home), new_id(), sample()
        teller.person("o1", role="officer", phone=None, email="o1@example.cn", intake=None)
        home.settle()
        with home.services["notify"].db.begin(actor="officer:o1") as tx:
            tx.audit("announcement.publish", f"notify/{draft}", instant=OPENED_AT.isoformat())
            tx.audit("reminder.spread", f"reminder/{season.code}/r1", audience="accounts")
            tx.audit("several", "s/1", officers=["o1", draft], held={"X": True}, none=[], code="x1", sure=False,
                     category=season.categories[0].code)
        chained(home)
        auditor.open("/notify/audit")
        assert "考试院工作人员 李* 发布公告 announcement.publish" in auditor.text
        assert f"公告 …{draft[-8:]} 时点 1月11日12:00:00" in auditor.text
        assert f"提醒 {season.title} r1 接收对象 已开通账号的考生" in auditor.text
        said = f"Category {season.categories[0].title} Code x1 Held X 是 None — Officers 李* 、 …{draft[-8:]} Sure 否"
        assert said in auditor.text
        assert OPENED_AT.isoformat() not in auditor.text
        auditor.open(f"/notify/audit?subject=notify/{draft}")
        assert auditor.text.count("announcement.publish") == 1

    def test_a_rehearsals_log_says_that_its_times_are_real_ones(self, auditor: Browser) -> None:
        auditor.open("/notify/audit")
        assert "演练 本页用于演练" in auditor.text
        assert "日志时间、筛选日期和签名时间均为实际时间；“内容”栏中的时点和时限为演练时间。" in auditor.text

    def test_a_day_that_is_none_is_said(self, auditor: Browser) -> None:
        auditor.open("/notify/audit?since=gestern")
        assert "请填写正确的日期。" in auditor.text
        assert 'value="gestern"' in auditor.page.text

    def test_pages_are_cut_by_the_chain(self, home: Home, auditor: Browser) -> None:
        with home.services["notify"].db.begin(actor="worker") as tx:
            for number in range(60):
                note(tx, number)
        chained(home)
        auditor.open("/notify/audit?actor=worker")
        first = set(subjects(auditor))
        href = next(part.split('"')[0] for part in auditor.page.text.split('href="')[1:] if "cursor=" in part)
        auditor.open(unescape(href))
        assert len(first) == 50
        assert len(first | set(subjects(auditor))) == 60

    def test_a_changed_entry_is_seen(self, home: Home, auditor: Browser) -> None:
        with home.services["notify"].db.begin(actor="officer:o1") as tx:
            tx.audit("plan.publish", "plan/x")
        chained(home)
        change(home, text("DROP TRIGGER audit_no_update"))
        change(home, text("UPDATE audit SET actor = 'officer:o2' WHERE action = 'plan.publish'"))
        auditor.open("/notify/audit")
        assert "审计链核验未通过" in auditor.text


def note(tx: Tx, number: int) -> None:
    tx.audit("note", f"s/{number}")


def subjects(browser: Browser) -> list[str]:
    return re.findall(r"subject=s%2F(\d+)", browser.page.text)


def chained(home: Home) -> None:
    """The worker's next round of chaining, which comes once a second."""
    while audit.chain_step(home.services["notify"].db):
        pass


def facts(home: Home, name: str) -> list[dict[str, object]]:
    return [dict(row) for row in home.services["notify"].facts("x") if row["fact"] == "heard" and row["name"] == name]
