"""Handing in: a return from a table, the sign-off of two persons, a request for a round's letters again."""

import argparse
import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from .folder import Folder
from .letters import Letter, letter, return_digest


class Wrong(Exception):
    """What a person can mend; the message says it in one line."""


def submit(folder: Folder, given: argparse.Namespace, *, college: str) -> list[Letter]:
    """Hand in a return, a sign-off, or both; they are on disk when this returns."""
    about = {"college": college, "season": given.season, "round": given.round}
    made: list[Letter] = []
    if given.resend:
        made.append(letter("resend_requested.v1", content={"reason": None}, **about))
    before = [each for each in folder.handed_in() if each["type"] == "return_submitted.v1"
              and (each["season"], each["round"]) == (given.season, given.round)]
    if given.file is not None:
        highest = max((int(each["content"]["revision"]) for each in before), default=0)
        content = {"revision": given.revision or highest + 1, "rows": read_rows(given.file)}
        before.append(letter("return_submitted.v1", content=content, **about))
        made.append(before[-1])
    if given.sign:
        made.append(letter("return_signed_off.v1", content=_sign_off(before, given, about), **about))
    if not made:
        raise Wrong("nothing to submit: give a FILE, --sign or --resend")
    for each in made:
        folder.hand_in(each)
    return made


def _sign_off(before: Sequence[Letter], given: argparse.Namespace, about: Mapping[str, str]) -> dict[str, Any]:
    if len(set(given.sign)) < 2:
        raise Wrong("two different persons sign: --sign NAME --sign NAME")
    chosen = [each["content"] for each in before if given.revision in {None, each["content"]["revision"]}]
    if not chosen:
        raise Wrong("no such return was submitted from this folder")
    newest = max(chosen, key=lambda each: int(each["revision"]))
    named = return_digest(revision=newest["revision"], rows=newest["rows"], **about)
    return {"revision": newest["revision"], "return_digest": named, "signed_by": list(given.sign)}


def read_rows(path: Path) -> list[dict[str, str]]:
    """A return's rows: a JSON list (or an object with ``rows``), or a CSV with the columns candidate_number, admit,
    reason. Codes stay text: a table program must not have made numbers of them."""
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix.lower() == ".json":
        found = json.loads(text)
        rows: Iterable[Mapping[str, Any]] = found["rows"] if isinstance(found, dict) else found
    else:
        rows = csv.DictReader(text.splitlines())
    names = ("candidate_number", "admit", "reason")
    return [{name: str(row[name]).strip() for name in names if row.get(name)} for row in rows]


def college_of(url: str) -> str:
    """Which college an address belongs to."""
    return unquote(urlsplit(url).username or "").removeprefix("college.")
