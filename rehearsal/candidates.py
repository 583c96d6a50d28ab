"""What candidates do: open an account, each in their own way, and what the doors must answer them."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import httpx

from rehearsal.doors import Account, Doors, Refused, Stopwatch, Tokens
from rehearsal.people import Habit, Person
from rehearsal.phones import Post

DEVICE = "X-Longmen-Device"


class NotRefused(Exception):
    """A door let something pass that it must refuse."""


@dataclass
class Desk:
    """What every candidate's visit needs."""

    doors: Doors
    post: Post
    intake: str
    watch: Stopwatch

    def open_account(self, person: Person, classmate: Person) -> Account | None:
        """The whole visit of one person, who is signed in afterwards; None for those who get no account."""
        if not person.gets_account:
            expected = "not_on_roster" if person.habit is Habit.NOT_IN_ROSTER else "registration_blocked"
            self._refused(lambda: self._ask_code(person), expected)
            return None
        if person.habit is Habit.WRONG_NAME:
            self._refused(lambda: self._ask_code(person, name=person.name + "娃"), "not_on_roster")
        if person.habit is Habit.REUSED_PHONE:
            self._refused(lambda: self._ask_code(person, phone=classmate.phone), "phone_taken")
        code = self._code(person)
        if person.habit is Habit.WRONG_CODE:
            wrong = f"{(int(code) + 1) % 1_000_000:06d}"
            self._refused(lambda: self._open(person, wrong), "code_wrong")
        opened = self._open(person, code)
        self._afterwards(person, opened["candidate_number"])
        return Account.of(self.doors, opened, again=partial(self._again, person))

    def _afterwards(self, person: Person, number: str) -> None:
        if person.habit is Habit.SECOND_ACCOUNT:
            self._refused(lambda: self._ask_code(person, phone="199" + person.phone[3:]), "account_exists")
        if person.habit is Habit.GUESSED_AT:
            self._guess(person, number)
            self.sign_in(person, person.id_number, person.password)

    def reset_password(self, person: Person) -> None:
        """By a code to the registered phone; signing in with the new one."""
        seen = len(self.post.sms(person.phone))
        purpose = {"intake": self.intake, "purpose": "reset_password"}
        body = purpose | {"id_number": person.id_number, "phone": person.phone}
        self._ask(person, "/codes", body)
        code = self.post.next_code(person.phone, seen)
        new = person.password + "9"
        reset = {"intake": self.intake, "login": person.id_number, "code": code, "password": new}
        self._ask(person, "/password-resets", reset)
        self.sign_in(person, person.id_number, new)
        self._refused(lambda: self.sign_in(person, person.id_number, person.password), "sign_in_refused")

    def sign_in(self, person: Person, login: str, password: str, *, device: str = "phone") -> Tokens:
        """As a candidate does: candidate number or ID number, and the own password, on the own phone."""
        body = {"intake": self.intake, "login": login, "password": password}
        found: Tokens = self._ask(person, "/sign-in", body, device=device).json()
        return found

    def _again(self, person: Person) -> Tokens:
        return self.sign_in(person, person.id_number, person.password)

    def _guess(self, person: Person, number: str) -> None:
        for turn in range(12):
            try:
                self.sign_in(person, number, f"Guess-{turn}-123456", device="stranger")
            except Refused as refused:
                if refused.status == 429:
                    return
        raise NotRefused("a guessing device was never locked")

    def _ask(self, person: Person, path: str, body: dict[str, str], *, device: str = "phone") -> httpx.Response:
        """As this person, who waits when told to: a second code comes a minute after the first at the earliest."""
        try:
            return self._ask_at_once(person, path, body, device=device)
        except Refused as refused:
            if refused.code != "too_many_codes":
                raise
            with self.watch.running("waiting"):
                threading.Event().wait(refused.retry_after)
            return self._ask_at_once(person, path, body, device=device)

    def _ask_at_once(self, person: Person, path: str, body: dict[str, str], *, device: str) -> httpx.Response:
        return self.doors.ask("POST", "registration", path, json=body, headers={DEVICE: f"{device}-{person.index}"})

    def _code(self, person: Person) -> str:
        seen = len(self.post.sms(person.phone))
        self._ask_code(person)
        with self.watch.running("settling"):
            return self.post.next_code(person.phone, seen)

    def _ask_code(self, person: Person, *, name: str | None = None, phone: str | None = None) -> None:
        body = {
            "intake": self.intake, "purpose": "open_account", "name": name or person.name,
            "id_number": person.id_number, "phone": phone or person.phone,
        }
        self._ask(person, "/codes", body)

    def _open(self, person: Person, code: str) -> dict[str, str]:
        body = {
            "intake": self.intake, "name": person.name, "id_number": person.id_number, "phone": person.phone,
            "code": code, "password": person.password,
        }
        answer: dict[str, str] = self._ask(person, "/accounts", body).json()
        return answer

    @staticmethod
    def _refused(act: Callable[[], object], code: str) -> None:
        try:
            act()
        except Refused as refused:
            if refused.code != code:
                raise
        else:
            raise NotRefused(f"expected to be refused with {code}")
