"""A candidate opens the account on the portal's pages: who it is, the code from the phone, a password."""

from collections.abc import Callable
from dataclasses import dataclass

from rehearsal.browsing.window import FormRefused, Window
from rehearsal.candidates import Desk, NotRefused
from rehearsal.people import Habit, Person

NOT_ON_ROSTER, CODE_WRONG = "姓名或证件号码与学籍信息不一致", "验证码不正确"
ABLE = frozenset({Habit.PLAIN, Habit.WRONG_NAME, Habit.WRONG_CODE})
"""What a person may do on the way here."""


@dataclass
class Opening:
    """One visit, from the portal's first page on."""

    window: Window
    person: Person
    desk: Desk

    def open_account(self) -> str:
        """The number that the page of the new account tells."""
        person, post = self.person, self.desk.post
        self.window.open("/")
        self.window.follow("考生开通账号")
        if person.habit is Habit.WRONG_NAME:
            _refused(lambda: self._identify(person.name + "娃"), NOT_ON_ROSTER)
        seen = len(post.sms(person.phone))
        self._identify(person.name)
        with self.desk.watch.running("settling"):
            code = post.next_code(person.phone, seen)
        if person.habit is Habit.WRONG_CODE:
            _refused(lambda: self._choose(f"{(int(code) + 1) % 1_000_000:06d}"), CODE_WRONG)
        self._choose(code)
        return self.window.page.main.rows()["考生号"]

    def _identify(self, name: str) -> None:
        person, form = self.person, self.window.page.form("phone", button="获取验证码")
        self.window.send(form, intake=self.desk.intake, name=name, id_number=person.id_number, phone=person.phone)

    def _choose(self, code: str) -> None:
        password = self.person.password
        self.window.send(self.window.page.form("code"), code=code, password=password, again=password)


def sign_in(person: Person) -> Callable[[Window], None]:
    """How a candidate fills in the sign-in form."""

    def enter(window: Window) -> None:
        window.send(window.page.form("password"), login=person.id_number, password=person.password)

    return enter


def _refused(act: Callable[[], object], words: str) -> None:
    try:
        act()
    except FormRefused as refused:
        if words not in refused.said:
            raise
    else:
        raise NotRefused(f"expected to read {words}")
