"""The sender: urgent first, once each, refusals and silences told apart; and what operators see of it."""

import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import count

import pytest

from services.notify.adapters import file as file_adapter
from services.notify.domain.notice import CarrierAway, Channel, Letter, Refused
from services.notify.jobs import notice as sender_module
from services.notify.jobs import turn as turn_module
from services.notify.jobs.notice import BATCH, Sender
from services.notify.store import notice as notice_store
from services.notify.tests.told import Told
from services.notify.usecases import notice as notice_usecases
from services.notify.usecases.notice import LEASE
from shared.kernel import wall_clock
from shared.service import Service
from shared.testing.house import Home
from shared.testing.kill import killed_at

AFTER_A_LAPSE = LEASE + timedelta(seconds=1)
LONG = timedelta(hours=1)
MODULES = (sender_module, turn_module, file_adapter, notice_store, notice_usecases)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass(eq=False)
class Provider:
    """A provider that answers as it is told to, and remembers what it accepted."""

    answers: list[Exception | None] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    knows_repeats: bool = True
    before: Callable[[], None] = lambda: None
    unsure: bool = False

    def carry(self, letter: Letter) -> str:
        self.before()
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer
        self.accepted.append(letter.text)
        return f"p-{letter.notice}"

    def finish(self) -> None:
        if self.unsure:
            raise CarrierAway("disk")


def sender(home: Home, provider: Provider, *, tries: int = 3) -> Sender:
    carriers = {Channel.SMS: provider, Channel.EMAIL: provider}
    return Sender(rehearsed=carriers, real=carriers, tries=tries).join(home.services["notify"])


def send(home: Home, provider: Provider, *, later: Sequence[timedelta] = (timedelta(0),), tries: int = 3) -> None:
    errand = sender(home, provider, tries=tries)
    for each in later:
        errand(home.services["notify"].db, wall_clock() + each)


def bring_out(service: Service) -> None:
    service.house.errands[0](service.db, wall_clock())


@pytest.mark.parametrize("every", [7, pytest.param(1, marks=pytest.mark.sweep)])
def test_a_sender_killed_at_any_line_delivers_exactly_once(home: Home, told: Told, every: int) -> None:
    service = home.services["notify"]
    killed, lines = True, 0
    for line in count(1, every):
        if not killed:
            break
        lines += 1
        phone = f"138{line:08}"
        told.code(f"c{line}", phone=phone, lives=LONG)
        service.engine.dispose()  # the child opens its own connections
        killed = killed_at(line, partial(bring_out, service), MODULES)
        told.send(later=AFTER_A_LAPSE)
        assert len(told.sms(phone)) == 1
    assert set(told.outcomes().values()) == {"delivered"}
    assert len(told.settled()) == lines
    assert {row["lines"] for row in told.facts("carried")} == {1}
    assert lines > 50 / every


def test_what_another_sender_holds_is_left_alone(home: Home, told: Told) -> None:
    told.code(lives=LONG)
    provider = Provider()
    service = home.services["notify"]

    service.engine.dispose()
    child = os.fork()
    if child == 0:
        sender(home, Provider(before=die))(service.db, wall_clock())
    os.waitpid(child, 0)
    send(home, provider, later=[timedelta(0), LEASE - timedelta(seconds=5)])
    assert provider.accepted == []
    send(home, provider, later=[AFTER_A_LAPSE])
    assert len(provider.accepted) == 1


def test_a_code_goes_before_any_number_of_reminders(home: Home, told: Told) -> None:
    for number in range(BATCH + 5):
        told.person(f"a{number}", phone=f"137{number:08}")
        told.opened(f"a{number}")
    told.code(phone="13800000001")
    provider = Provider()
    send(home, provider)
    assert "验证码" in provider.accepted[0]
    assert len(provider.accepted) == BATCH


def test_a_refusal_for_now_is_tried_again_later(home: Home, told: Told) -> None:
    told.code(lives=LONG)
    provider = Provider([Refused("busy", for_good=False)])
    send(home, provider, later=[timedelta(0), timedelta(0)])
    assert provider.accepted == []
    send(home, provider, later=[timedelta(minutes=1)])
    assert told.outcomes() == {"registration/code/c1": "delivered"}


def test_a_refusal_for_good_is_the_end(home: Home, told: Told) -> None:
    told.code(lives=LONG)
    provider = Provider([Refused("no such number", for_good=True)])
    send(home, provider, later=[timedelta(0), timedelta(minutes=10)])
    assert provider.accepted == []
    assert told.outcomes() == {"registration/code/c1": "failed"}
    assert len(told.settled()) == 1
    assert 'notices_total{channel="sms",outcome="failed",service="notify"} 1.0' in measures(home)


def test_what_is_refused_again_and_again_has_failed(home: Home, told: Told) -> None:
    told.code(lives=LONG)
    provider = Provider([Refused("busy", for_good=False)] * 9)
    send(home, provider, later=[timedelta(minutes=number) for number in range(5)])
    assert told.outcomes() == {"registration/code/c1": "failed"}
    assert len(provider.answers) == 6


def test_a_provider_that_is_away_refuses_nothing(home: Home, told: Told) -> None:
    told.code("c1", lives=LONG)
    told.code("c2", phone="13800000002", lives=LONG)
    provider = Provider([CarrierAway("silent")] * 9)
    send(home, provider, later=[timedelta(minutes=number) for number in range(9)])
    assert set(told.outcomes().values()) == {"due"}
    assert provider.answers == []  # one question a turn, whatever waits
    send(home, provider, later=[timedelta(minutes=20)])
    assert set(told.outcomes().values()) == {"delivered"}


def test_what_a_provider_is_not_sure_of_is_brought_out_again(home: Home, told: Told) -> None:
    told.code(lives=LONG)
    provider = Provider(unsure=True)
    send(home, provider)
    assert told.outcomes() == {"registration/code/c1": "due"}
    provider.unsure = False
    send(home, provider, later=[timedelta(minutes=1)])
    assert told.outcomes() == {"registration/code/c1": "delivered"}


def test_one_notice_that_breaks_its_sender_holds_up_no_other(home: Home, told: Told) -> None:
    told.code("c1", lives=LONG)
    told.code("c2", phone="13800000002", lives=LONG)
    provider = Provider([ValueError("unheard of")])
    send(home, provider)
    assert sorted(told.outcomes().values()) == ["delivered", "due"]


def test_who_has_no_address_any_more_cannot_be_told(home: Home, told: Told) -> None:
    told.person()
    told.opened()
    told.person(phone=None)
    home.settle()
    assert "failed" in told.outcomes().values()


def measures(home: Home) -> str:
    return home.anybody().get("/metrics").text


def test_notices_are_measured(home: Home, told: Told) -> None:
    told.code("c1")
    told.code("c2", phone="13800000002", lives=timedelta(seconds=-1))
    home.settle()
    said = measures(home)
    assert 'notices_total{channel="sms",outcome="delivered",service="notify"} 1.0' in said
    assert 'notices_total{channel="sms",outcome="expired",service="notify"} 1.0' in said
    assert 'notice_delay_seconds_count{channel="sms",service="notify"} 1.0' in said


def test_operators_see_that_notices_went_out_and_nothing_of_whom(home: Home, told: Told) -> None:
    told.code()
    told.person()
    told.opened()
    told.invited()
    home.settle()
    operator = home.as_role("operator")
    listed = operator.get("/notify/api/v1/notices")
    summary = operator.get("/notify/api/v1/notices/summary")
    assert [item["status"] for item in (listed.json or {})["items"]] == ["delivered"] * 3
    assert {(item["channel"], item["template"], item["number"]) for item in (summary.json or {})["items"]} == {
        ("sms", "code_open_account", 1), ("sms", "account_opened", 1), ("email", "invitation", 1),
    }
    for secret in ("13800000001", "048392", "李明", "wang@", "30500000000001", "invitations/i1"):
        assert secret not in listed.text + summary.text


@pytest.mark.parametrize("role", ["candidate", "officer", "source_college", "reviewer", "auditor"])
@pytest.mark.parametrize("address", ["/notices", "/notices/summary"])
def test_nobody_else_sees_notices(home: Home, role: str, address: str) -> None:
    assert home.as_role(role).get(f"/notify/api/v1{address}").status_code == 403


def test_facts_name_no_person(home: Home, told: Told) -> None:
    told.code()
    told.person()
    told.opened()
    home.settle()
    notices = told.facts("notice")
    assert {row["source"] for row in notices} == {"registration/code/c1", "registration/account/a1"}
    assert told.facts("notices") == [
        {"fact": "notices", "service": "notify", "channel": "sms", "outcome": "delivered", "count": 2}
    ]
    said = str([*notices, *told.facts("carried"), *told.facts("entries")])
    assert not any(secret in said for secret in ("13800000001", "048392", "李明", "30500000000001"))


def test_a_line_too_many_at_the_provider_shows_in_the_facts(home: Home, told: Told) -> None:
    told.code()
    home.settle()
    path = home.folder / "phones" / "13800000001.ndjson"
    path.write_text(path.read_text() * 2)
    assert [row["lines"] for row in told.facts("carried")] == [2]
