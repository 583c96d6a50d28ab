"""The registry of problem codes: every error class of the house, and the page ``docs/problems.md`` that lists them.

``python -m shared.web.registry`` writes the page; a code that is gone moves to its second list and is never used again.
"""

import argparse
import importlib
import pkgutil
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from shared.kernel import LongmenError

PAGE = Path("docs/problems.md")
HOUSE = ("shared", "services")
RETIRED = "## No longer in use"
HEAD = """# Problems: every code that an answer may carry

Errors leave as `application/problem+json` (RFC 9457) with `type`, `title`, `status`, `code`, `detail`, `errors`
(`[{field, message}]`) and `trace_id`. Programs decide by `code`; it never changes its meaning and is never used again
for something else. `detail` and `message` are Chinese, for people.

Generated from the error classes by `python -m shared.web.registry`; a test holds it.

| code | status | message | meaning | where |
|---|---|---|---|---|
"""
LINE = re.compile(r"^\| `(?P<code>\w+)` \|", re.MULTILINE)


@dataclass(frozen=True, order=True)
class Problem:
    """One code with the class that raises it."""

    code: str
    status: int
    message: str
    meaning: str
    where: str


def import_house(names: Iterable[str] = HOUSE) -> None:
    """Import every module, so that every error class exists."""
    for name in names:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            if not {"tests", "migrations", "__main__", "versions"} & set(module.name.split(".")):
                importlib.import_module(module.name)


def problems() -> list[Problem]:
    """Every class with a code of its own, by code. A subclass without one says the same as its parent."""
    return sorted(_problem(kind) for kind in {*_below(LongmenError)} if "code" in vars(kind) and _is_ours(kind))


def used_twice(found: Iterable[Problem]) -> list[str]:
    """Codes that two classes claim."""
    return sorted(code for code, times in Counter(each.code for each in found).items() if times > 1)


def listed(page: str) -> tuple[set[str], set[str]]:
    """(codes in use, codes retired) as a page says."""
    present, _, past = page.partition(RETIRED)
    return set(LINE.findall(present)), set(re.findall(r"`(\w+)`", past))


def page_of(found: Iterable[Problem], before: str = "") -> str:
    """The page as it should be. What ``before`` listed and is no more moves to the retired."""
    rows = list(found)
    was, retired = listed(before)
    gone = sorted((was | retired) - {each.code for each in rows})
    table = "".join(
        f"| `{each.code}` | {each.status} | {each.message} | {each.meaning} | `{each.where}` |\n" for each in rows
    )
    past = ", ".join(f"`{code}`" for code in gone) or "None yet."
    return f"{HEAD}{table}\n{RETIRED}\n\n{past}\n"


def _below(kind: type[LongmenError]) -> Iterator[type[LongmenError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _below(child)


def _is_ours(kind: type[LongmenError]) -> bool:
    return kind.__module__.split(".")[0] in HOUSE and ".tests." not in kind.__module__


def _problem(kind: type[LongmenError]) -> Problem:
    meaning = " ".join((kind.__doc__ or "").split("\n\n")[0].split()).replace("|", "/")
    return Problem(kind.code, kind.status, kind.message.replace("|", "/"), meaning, kind.__module__)


def main() -> int:
    """Write the page, or with ``--check`` only say (by the exit code) whether it is up to date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; 1 if the page is not up to date")
    given = parser.parse_args()
    import_house()
    before = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    after = page_of(problems(), before)
    if given.check:
        return int(after != before)
    PAGE.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
