"""Simulated people: names, valid ID numbers, phones and habits, all from the seed and nothing from arrival order."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玲飞鹏红梅建国志文斌浩宇欣怡子涵梓晨思远雨桐嘉豪俊熙诗琪"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
AREAS = ("500101", "500103", "500105", "500112", "500222", "510104", "430102", "110101")
MAJORS = (("510201", "计算机应用技术"), ("530302", "大数据与会计"), ("460104", "机械制造及自动化"), ("520201", "护理"))
MIDDLE_DOT = "·"


class Habit(StrEnum):
    """What a person does on the way to an account; each name is a row of the demo's table."""

    PLAIN = "plain"
    WRONG_NAME = "wrong_name"  # types another name than the record has; is refused, then corrects it
    WRONG_CODE = "wrong_code"  # types a wrong code first
    REUSED_PHONE = "reused_phone"  # tries a classmate's phone; is refused, then takes an own one
    SECOND_ACCOUNT = "second_account"  # tries to open another account; is refused
    FORGOT_PASSWORD = "forgot_password"  # opens an account, forgets, resets by a code
    GUESSED_AT = "guessed_at"  # a stranger guesses the password; the owner signs in all the same
    NOT_IN_ROSTER = "not_in_roster"  # no college imported this person; never gets an account
    BLOCKED = "blocked"  # the college has set 限报; never gets an account


WITHOUT_ACCOUNT = frozenset({Habit.NOT_IN_ROSTER, Habit.BLOCKED})
QUOTAS: Mapping[Habit, int] = {
    Habit.WRONG_NAME: 4, Habit.WRONG_CODE: 5, Habit.REUSED_PHONE: 3, Habit.SECOND_ACCOUNT: 3,
    Habit.FORGOT_PASSWORD: 3, Habit.GUESSED_AT: 2, Habit.NOT_IN_ROSTER: 3, Habit.BLOCKED: 2,
}
"""Percent of all people with each habit; at least one of each."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """One junior-college graduate."""

    index: int
    name: str
    id_number: str
    sex: str
    phone: str
    college: str
    student_number: str
    major_code: str
    major: str
    habit: Habit
    password: str

    @property
    def gets_account(self) -> bool:
        return self.habit not in WITHOUT_ACCOUNT


def people(count: int, *, seed: int, colleges: Sequence[str]) -> list[Person]:
    """``count`` people who get an account, and beside them those who never do."""
    chance = random.Random(f"people/{seed}")
    habits = _habits(count, chance)
    numbers: set[str] = set()
    return [_person(index, habit, chance, numbers, colleges) for index, habit in enumerate(habits)]


def _habits(count: int, chance: random.Random) -> list[Habit]:
    drawn = [habit for habit, percent in QUOTAS.items() for _ in range(max(1, count * percent // 100))]
    accounts = sum(habit not in WITHOUT_ACCOUNT for habit in drawn)
    drawn += [Habit.PLAIN] * max(count - accounts, 0)
    chance.shuffle(drawn)
    return drawn


def _person(index: int, habit: Habit, chance: random.Random, numbers: set[str], colleges: Sequence[str]) -> Person:
    female = chance.random() < 0.5
    number = id_number(chance, female=female)
    while number in numbers:
        number = id_number(chance, female=female)
    numbers.add(number)
    code, major = chance.choice(MAJORS)
    return Person(
        index=index, name=_name(chance), id_number=number, sex="女" if female else "男",
        phone=f"1{chance.choice('3589')}{index:05d}{chance.randrange(10_000):04d}",
        college=colleges[index % len(colleges)], student_number=f"2021{index:06d}", major_code=code, major=major,
        habit=habit, password=f"Kz{chance.randrange(10**9):09d}!x",
    )


def _name(chance: random.Random) -> str:
    if chance.random() < 0.02:
        return f"阿依{chance.choice(GIVEN)}{MIDDLE_DOT}买买提{chance.choice(GIVEN)}"
    return chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, chance.choice((1, 2, 2))))


def id_number(chance: random.Random, *, female: bool) -> str:
    """A resident ID number that holds (GB 11643-1999): area, birth date, sequence (odd for men), check digit."""
    born = f"{chance.randrange(1999, 2004)}{chance.randrange(1, 13):02d}{chance.randrange(1, 29):02d}"
    sequence = chance.randrange(1, 499) * 2 + (0 if female else 1)
    body = f"{chance.choice(AREAS)}{born}{sequence:03d}"
    return body + CHECKS[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


def kinds(everybody: Sequence[Person]) -> dict[str, int]:
    """How many of each habit there are."""
    return dict(sorted(Counter(str(person.habit) for person in everybody).items()))
