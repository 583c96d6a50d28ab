"""Passwords: what a person may choose, and how what they chose is kept."""

import time
import unicodedata
from collections.abc import Callable, Iterable
from functools import cached_property
from itertools import pairwise
from threading import BoundedSemaphore
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

from shared.kernel import RuleBroken
from shared.security.tried_first import COMMON

T = TypeVar("T")

SHORTEST = 8
LONGEST = 64
MEMORY_KIB = 19 * 1024
ROUNDS = 2
AT_ONCE = 2


class PasswordLength(RuleBroken):
    """NIST SP 800-63B, 5.1.1.2: length matters, composition rules do not."""

    code = "password_length"
    message = "密码须为{shortest}至{longest}个字符。"


class PasswordPersonal(RuleBroken):
    """Classmates know each other's numbers: nothing that is printed on a list may be a password."""

    code = "password_personal"
    message = "密码不能包含您的姓名、身份证号、手机号或考生号，也不能是其中的一段。"


class PasswordCommon(RuleBroken):
    """One of the first that anybody would try."""

    code = "password_common"
    message = "这个密码太常见，容易被猜到，请换一个。"


def check_password(password: str, *, known: Iterable[str] = (), field: str = "password") -> None:
    """Raise if the person may not choose this. ``known``: name, ID number, phone, candidate number."""
    plain = _plain(password)
    if not SHORTEST <= len(plain) <= LONGEST:
        raise PasswordLength(field=field, shortest=SHORTEST, longest=LONGEST)
    folded = plain.casefold()
    for fact in known:
        said = _plain(fact).strip().casefold()
        if len(said) > 1 and (said in folded or folded in said):
            raise PasswordPersonal(field=field)
    if folded in COMMON or _monotonous(folded):
        raise PasswordCommon(field=field)


class Passwords:
    """Argon2id, 19 MiB, two passes, one lane; at most two at once, so that a rush of sign-ins takes turns."""

    def __init__(
        self,
        *,
        memory_kib: int = MEMORY_KIB,
        rounds: int = ROUNDS,
        observe: Callable[[float], object] | None = None,
    ) -> None:
        self._hasher = PasswordHasher(time_cost=rounds, memory_cost=memory_kib, parallelism=1, type=Type.ID)
        self._turns = BoundedSemaphore(AT_ONCE)
        self._observe = observe

    @cached_property
    def _nobody(self) -> str:
        # What a password is held against where there is no account: made when it is first needed.
        return self._hasher.hash("nobody's password")

    def hashed(self, password: str) -> str:
        """As the database keeps it: algorithm, costs, salt and hash in one text."""
        return self._timed(lambda: self._hasher.hash(_bytes(password)))

    def match(self, stored: str | None, password: str) -> bool:
        """Whether it is the password. With no account (``None``) it takes as long and says no."""
        right = self._timed(lambda: self._verify(self._nobody if stored is None else stored, password))
        return right and stored is not None

    def needs_rehash(self, stored: str) -> bool:
        """Whether the costs have changed since: hash again while the password is at hand."""
        return self._hasher.check_needs_rehash(stored)

    def _verify(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, _bytes(password))
        except (VerificationError, InvalidHashError):
            return False

    def _timed(self, work: Callable[[], T]) -> T:
        with self._turns:
            began = time.perf_counter()
            result = work()
        if self._observe is not None:
            self._observe(time.perf_counter() - began)
        return result


def _plain(password: str) -> str:
    # The same keys must give the same password on a phone that types full-width or decomposed characters.
    return unicodedata.normalize("NFKC", password)


def _bytes(password: str) -> bytes:
    return _plain(password).encode("utf-8", "surrogatepass")  # half a pair, as JSON may carry it, is just a wrong one


def _monotonous(folded: str) -> bool:
    """One character again and again, or a run such as 23456789 or hgfedcba."""
    steps = {ord(after) - ord(before) for before, after in pairwise(folded)}
    return len(set(folded)) <= 2 or (len(steps) == 1 and steps <= {1, -1})
