"""What a person needs to play by hand: who one may be, one's codes, one's papers, and the messages to one's phone."""

import json
import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import Event

from rich.console import Console
from rich.table import Table

from rehearsal.cast import STEP, Credentials, Guest
from rehearsal.courses import Candidate, Course
from rehearsal.papers import photograph
from rehearsal.people import Habit, Person
from rehearsal.phones import Post
from rehearsal.roster import grades, workbook
from rehearsal.script import Script

CREDENTIALS = "credentials.json"
WIDTH = 120
CANDIDATES = 2
"""How many candidates wait for somebody who opens their account by hand."""
ROLES = {
    "officer": "招生考试机构工作人员", "auditor": "审计人员", "operator": "系统运维人员",
    "source_college": "生源院校管理员", "reviewer": "资格审查人员", "admission_college": "招生院校管理员",
}


def guests(script: Script) -> list[Guest]:
    """Staff whom nobody simulates: an auditor, and a second person of the source college."""
    college = source_college(script)
    return [Guest(role="auditor", name="auditor"),
            Guest(role="source_college", name=f"registrar-{college.lower()}-2", scope=college)]


def source_college(script: Script) -> str:
    """The source college at which one may work."""
    return script.source_colleges[0]


def admitting_college(script: Script) -> str:
    """The admitting college at which one may work: the one that most people file for."""
    return min(college.code for college in script.plan.colleges.items)


def candidates_by_hand(everybody: Iterable[Candidate], script: Script) -> list[Candidate]:
    """Candidates who do nothing by themselves: best of one's own source college, and of two categories."""
    plain = [each for each in everybody if each.person.habit is Habit.PLAIN]
    plain.sort(key=lambda each: (each.person.college != source_college(script), each.course is not Course.STEADY))
    first = plain[:1]
    others = sorted(plain[1:], key=lambda each: each.category == first[0].category)
    return [*first, *others[: CANDIDATES - 1]]


def staff_by_hand(every: Sequence[Credentials], script: Script) -> list[Credentials]:
    """Those whom one may be: everybody but the people of other colleges."""
    own = {"source_college": source_college(script), "admission_college": admitting_college(script)}
    return [each for each in every if each.role not in own or each.scope == own[each.role]]


def write_papers(folder: Path, people: Sequence[Person], candidates: Sequence[Candidate], script: Script) -> None:
    """What one imports and photographs by hand."""
    folder.mkdir()
    college = source_college(script)
    students = [person for person in people if person.college == college]
    (folder / f"学籍信息-{college}.xlsx").write_bytes(workbook(students))
    (folder / f"学籍信息-{college}-有误.xlsx").write_bytes(workbook(students, spoiled=True))
    graded = [each for each in candidates if each.person.college == college]
    (folder / f"成绩-{college}.xlsx").write_bytes(grades(graded))
    (folder / "证书照片.png").write_bytes(photograph("演练用证书照片", times=4))


def write_credentials(folder: Path, every: Sequence[Credentials]) -> Path:
    """For ``python -m rehearsal code``: readable for who started the rehearsal alone."""
    path = folder / CREDENTIALS
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump([asdict(each) for each in every], file, ensure_ascii=False, indent=1)
    return path


def read_credentials(folder: Path) -> list[Credentials]:
    """Those of the rehearsal in this folder. Raises FileNotFoundError where none runs."""
    return [Credentials(**each) for each in json.loads((folder / CREDENTIALS).read_text(encoding="utf-8"))]


def seconds_left() -> int:
    """For how long the present codes are shown."""
    return STEP - int(time.time()) % STEP


def staff_table(staff: Sequence[Credentials], script: Script, *, title: str) -> Table:
    """Role, sign-in name, password and the present code of each."""
    names = {each.code: each.name for each in script.plan.source_colleges.items}
    names |= {each.code: each.name for each in script.plan.colleges.items}
    names |= {each.code: each.title for each in script.plan.reviewers}
    table = Table(title=title)
    table.add_column("身份", overflow="fold")
    for column in ("登录名", "密码", "动态口令"):
        table.add_column(column, no_wrap=True)
    for each in staff:
        place = f"（{names.get(each.scope, each.scope)}）" if each.scope else ""
        table.add_row(f"{ROLES[each.role]}{place}", each.email, each.password, each.code())
    return table


def candidate_table(candidates: Sequence[Candidate], script: Script) -> Table:
    """Candidates without an account: what they type to open it."""
    colleges = {each.code: each.name for each in script.plan.source_colleges.items}
    titles = {each.code: each.title for each in script.plan.categories}
    table = Table(title="考生（尚未开通账号；报名开始后自行开通，验证码显示在本终端）")
    for column in ("姓名", "身份证号", "手机号", "生源院校", "拟申报类别"):
        table.add_column(column, overflow="fold")
    for each in candidates:
        person = each.person
        table.add_row(person.name, person.id_number, person.phone, colleges[person.college], titles[each.category])
    return table


@dataclass
class Pockets:
    """The phones of those whom nobody simulates: every message to them is told as it comes."""

    post: Post
    simulated: frozenset[str]
    said: Callable[[str], None]
    seen: dict[str, int] = field(default_factory=dict)

    def look(self) -> None:
        """What has come since the last look."""
        for phone in self.post.phones():
            if phone in self.simulated:
                continue
            messages = self.post.sms(phone)
            for message in messages[self.seen.get(phone, 0):]:
                self.said(f"短信 → {phone}　{message['text']}")
            self.seen[phone] = len(messages)

    def run(self, ended: Event) -> None:
        """Until it is told to end."""
        while not ended.wait(0.3):
            self.look()


def terminal() -> Console:
    """A console on which no password is broken: a narrow terminal breaks the lines itself."""
    return Console(width=max(Console().width, WIDTH))


def tell(console: Console, text: str) -> None:
    """A line of its own, as it is."""
    console.print(f"{time.strftime('%H:%M:%S')}　{text}", markup=False, highlight=False, soft_wrap=True)
