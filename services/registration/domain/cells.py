"""What people write into cells: text in its plain spelling, dates in theirs."""

import re
import unicodedata
from datetime import date

_DIGIT_GROUPS = re.compile(r"[0-9]+")


def plain_text(written: str) -> str:
    """Half-width, without blanks at the ends or zero-width characters."""
    return unicodedata.normalize("NFKC", written).replace("\u200b", "").replace("\ufeff", "").strip()


def day_of(text: str, *, day_needed: bool) -> date | None:
    """A date as people write it: ``2024-06-30``, ``2024/6/30``, ``20240630``, ``2024年6月30日``; or a month."""
    groups = _DIGIT_GROUPS.findall(text)
    if len(groups) == 1 and len(groups[0]) in (6, 8):
        whole = groups[0]
        groups = [part for part in (whole[:4], whole[4:6], whole[6:]) if part]
    if len(groups) == 2 and not day_needed:
        groups = [*groups, "1"]
    if len(groups) != 3 or len(groups[0]) != 4:
        return None
    try:
        return date(int(groups[0]), int(groups[1]), int(groups[2]))
    except ValueError:
        return None
