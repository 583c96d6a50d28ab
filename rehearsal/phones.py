"""The candidates' phones and the staff's mail, as the file-backed providers of a rehearsal write them."""

import json
import re
from pathlib import Path
from typing import Any

from rehearsal.waiting import until

CODE = re.compile(r"(?<!\d)(\d{6})(?!\d)")
LINK = re.compile(r"https?://\S+/invitations/([\w.~-]+)")


class Post:
    """Reads what was sent. ``var`` is the folder that notify's providers write to."""

    def __init__(self, var: Path) -> None:
        self._var = var

    def sms(self, phone: str) -> list[dict[str, Any]]:
        """Every message to a number, oldest first."""
        return _lines(self._var / "phones" / f"{phone}.ndjson")

    def phones(self) -> list[str]:
        """Every number that was sent anything."""
        return [path.stem for path in (self._var / "phones").glob("*.ndjson")]

    def mail(self, address: str) -> list[dict[str, Any]]:
        """Every mail to an address, oldest first."""
        return _lines(self._var / "mail" / f"{address}.ndjson")

    def next_code(self, phone: str, seen: int) -> str:
        """The code in the first message after the ``seen`` ones that has any."""
        return until(lambda: _first(CODE, self.sms(phone)[seen:]), what=f"a code to {phone[:3]}…")

    def invitation(self, address: str) -> str:
        """The token of the newest invitation."""
        return until(lambda: _first(LINK, reversed(self.mail(address))), what=f"an invitation to {address}")

    def everything(self) -> tuple[int, int]:
        """How many SMS and mails were sent in all."""
        return _count(self._var / "phones"), _count(self._var / "mail")


def _first(pattern: re.Pattern[str], messages: Any) -> str | None:
    for message in messages:
        if found := pattern.search(message["text"]):
            return found[1]
    return None


def _lines(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text().splitlines() if line.endswith("}")]


def _count(folder: Path) -> int:
    return sum(len(_lines(path)) for path in folder.glob("*.ndjson")) if folder.exists() else 0


