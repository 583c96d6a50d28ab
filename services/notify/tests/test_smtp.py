"""Mail by SMTP: only for what is real, the same Message-ID on every try, refusals and silences told apart."""

import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import Engine

from services.notify.adapters.smtp import MailServer, SmtpCarrier
from services.notify.app import build
from services.notify.config import NotifyConfig
from services.notify.domain.notice import CarrierAway, Channel, Letter
from services.notify.jobs.notice import Sender
from services.notify.tests.told import INTAKE, Told
from services.notify.usecases.notice import LEASE
from shared.bus import Bus
from shared.contracts.registration import PasswordChanged
from shared.kernel import wall_clock
from shared.season import Season
from shared.service import Service
from shared.testing.house import house

pytestmark = pytest.mark.allow_hosts(["127.0.0.1", "::1", "localhost"])

SENDER = "noreply@example.cn"
AFTER_A_LAPSE = LEASE + timedelta(seconds=1)


@dataclass
class Mailbox:
    """A mail server's other end; ``answers`` are what it says to the next recipients."""

    received: list[tuple[str, Any]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.received.append((envelope.rcpt_tos[0], message_from_bytes(envelope.content)))
        return "250 OK"


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def port(mailbox: Mailbox) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        found: int = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=found)
    controller.start()
    yield found
    controller.stop()


@contextmanager
def posting(folder: Path, port: int) -> Iterator[Told]:
    """Notify with a mail server, as where real intakes are."""

    def with_smtp(config: NotifyConfig, engine: Engine, bus: Bus) -> Service:
        real = replace(
            config, mail="smtp", smtp_host="127.0.0.1", smtp_port=port, smtp_security="none", mail_from=SENDER,
            rehearsal_only=False, public_url="https://www.example.cn",
        )
        return build(real, engine, bus)

    with house({"notify": (NotifyConfig, with_smtp)}, folder) as home:
        yield Told(home)


@pytest.fixture
def told(tmp_path: Path, port: int) -> Iterator[Told]:
    with posting(tmp_path, port) as teller:
        yield teller


def mailed_to_a_candidate(told: Told, season: Season, *, rehearsal: bool) -> None:
    told.home.publish(season, rehearsal=rehearsal)
    told.person(phone=None, email="li@example.cn")
    told.home.hear(
        PasswordChanged(account="a1", intake=INTAKE, changed_at=wall_clock()), key="registration/account/a1",
        intake=INTAKE,
    )
    told.home.settle()


def test_an_invitation_goes_to_the_mail_server(told: Told, mailbox: Mailbox) -> None:
    told.invited()
    told.home.settle()
    [(address, message)] = mailbox.received
    assert address == "wang@example.cn"
    assert message["From"] == SENDER
    assert message["Message-ID"] == f"<{told.facts('notice')[0]['id']}@example.cn>"
    assert str(make_header(decode_header(message["Subject"]))) == "专升本招生管理平台账号邀请"
    assert "https://example.cn/invitations/i1" in message.get_payload(decode=True).decode()
    assert told.mail("wang@example.cn") == []
    assert told.outcomes() == {"registration/invitation/i1": "delivered"}


def test_a_real_intake_is_told_by_the_mail_server(told: Told, mailbox: Mailbox, season: Season) -> None:
    mailed_to_a_candidate(told, season, rehearsal=False)
    assert [address for address, _ in mailbox.received] == ["li@example.cn"]


def test_a_rehearsal_never_reaches_the_mail_server(told: Told, mailbox: Mailbox, season: Season) -> None:
    mailed_to_a_candidate(told, season, rehearsal=True)
    assert mailbox.received == []
    assert len(told.mail("li@example.cn")) == 1


def test_while_it_is_not_known_whether_it_is_one_nothing_leaves(told: Told, mailbox: Mailbox) -> None:
    told.person(phone=None, email="li@example.cn")
    told.home.hear(
        PasswordChanged(account="a1", intake=INTAKE, changed_at=wall_clock()), key="registration/account/a1",
    )
    told.home.settle()
    assert mailbox.received == []
    assert told.mail("li@example.cn") == []


def test_many_mails_go_over_one_connection(told: Told, mailbox: Mailbox) -> None:
    for number in range(5):
        told.invited(f"i{number}", email=f"wang{number}@example.cn")
    assert told.send()
    assert len(mailbox.received) == 5


def test_an_address_refused_for_good_has_failed_and_holds_up_no_other(told: Told, mailbox: Mailbox) -> None:
    mailbox.answers = ["550 no such user"]
    told.invited("i1", email="nobody@example.cn")
    told.invited("i2", email="wang@example.cn")
    told.home.settle()
    assert sorted(told.outcomes().values()) == ["delivered", "failed"]
    assert len(mailbox.received) == 1


def test_an_address_refused_for_now_is_tried_again_with_the_same_id(told: Told, mailbox: Mailbox) -> None:
    mailbox.answers = ["451 greylisted"]
    told.invited()
    told.home.settle()
    assert mailbox.received == []
    told.send(later=timedelta(minutes=1))
    assert len(mailbox.received) == 1
    assert told.outcomes() == {"registration/invitation/i1": "delivered"}


def test_a_mail_server_that_is_away_refuses_nothing(tmp_path: Path) -> None:
    with socket.socket() as closed:  # bound, and nobody listens
        closed.bind(("127.0.0.1", 0))
        with posting(tmp_path, closed.getsockname()[1]) as told:
            told.invited()
            for minutes in range(20):
                told.send(later=timedelta(minutes=minutes))
            assert told.outcomes() == {"registration/invitation/i1": "due"}


def test_a_letter_that_makes_the_server_hang_up_holds_up_no_other(told: Told, mailbox: Mailbox) -> None:
    mailbox.answers = ["421 closing"] * 3
    for number in range(3):
        told.invited(f"i{number}", email=f"wang{number}@example.cn")
    told.invited("i9", email="wang9@example.cn")
    told.home.settle()
    assert next(address for address, _ in mailbox.received) == "wang9@example.cn"  # others may have come since


def test_an_address_that_the_server_cannot_write_has_failed(told: Told, mailbox: Mailbox) -> None:
    told.invited("i1", email="王@example.cn")
    told.invited("i2", email="wang@example.cn\r\nBcc: li@example.cn")
    told.home.settle()
    assert told.outcomes()["registration/invitation/i1"] == "delivered"  # this server can
    for minutes in range(1, 30):
        told.send(later=timedelta(minutes=minutes))
    assert told.outcomes()["registration/invitation/i2"] == "failed"
    assert len(mailbox.received) == 1


@dataclass(eq=False)
class Dying:
    """Hands its letter over and dies before anybody hears that it did."""

    carrier: SmtpCarrier
    knows_repeats: bool = False

    def carry(self, letter: Letter) -> str:
        self.carrier.carry(letter)
        os.kill(os.getpid(), signal.SIGKILL)
        return ""

    def finish(self) -> None: ...


def in_a_child(work: Callable[[], object]) -> None:
    child = os.fork()
    if child == 0:
        with ExitStack() as leaving:
            leaving.callback(os._exit, 1)
            work()
    os.waitpid(child, 0)


def test_a_crash_may_repeat_one_mail_under_the_same_id_and_it_is_counted(
    told: Told, mailbox: Mailbox, port: int
) -> None:
    told.invited()
    service = told.home.services["notify"]
    server = MailServer(host="127.0.0.1", port=port, security="none", sender=SENDER)
    dying = Sender(rehearsed={}, real={Channel.EMAIL: Dying(SmtpCarrier(server))}, tries=8).join(service)
    service.engine.dispose()
    in_a_child(lambda: dying(service.db, wall_clock()))
    told.send(later=AFTER_A_LAPSE)
    ids = [message["Message-ID"] for _, message in mailbox.received]
    assert len(ids) == 2
    assert len(set(ids)) == 1
    assert told.outcomes() == {"registration/invitation/i1": "delivered"}
    summary = told.home.as_role("operator").get("/notify/api/v1/notices/summary").json or {}
    assert summary["repeated"] == 1
    assert 'notices_total{channel="email",outcome="repeated",service="notify"} 1.0' in (
        told.home.anybody().get("/metrics").text
    )


def test_a_server_without_the_security_asked_for_gets_nothing(mailbox: Mailbox, port: int) -> None:
    carrier = SmtpCarrier(MailServer(host="127.0.0.1", port=port, security="starttls", sender=SENDER))
    letter = Letter(notice="n1", channel=Channel.EMAIL, address="li@example.cn", subject="主题", text="正文",
                    template="t", at=wall_clock())
    with pytest.raises(CarrierAway, match="SMTPNotSupportedError"):
        carrier.carry(letter)
    assert mailbox.received == []
