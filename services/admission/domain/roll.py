"""The roll of the admitted (录取名册): per college and round, page n of m, in an order that anybody can check."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

PER_PAGE = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One admitted candidate."""

    candidate_number: str
    name: str
    category: str
    major: str
    major_name: str
    account: str


def pages(entries: Sequence[Entry], *, heading: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The pages of a roll: by major, then candidate number; each says which page of how many it is, how many candidates
    stand on it and in the whole roll, and has places for seal and signature."""
    ordered = sorted(entries, key=lambda entry: (entry.major, entry.candidate_number))
    cut = [ordered[start:start + PER_PAGE] for start in range(0, len(ordered), PER_PAGE)]
    return [
        {
            **heading, "page": n, "pages": len(cut), "count": len(ordered), "on_page": len(page),
            "rows": [
                {"no": (n - 1) * PER_PAGE + place, "candidate_number": entry.candidate_number, "name": entry.name,
                 "category": entry.category, "major": entry.major, "major_name": entry.major_name}
                for place, entry in enumerate(page, start=1)
            ],
            "places": ["经办人签字", "负责人签字", "盖章"],
        }
        for n, page in enumerate(cut, start=1)
    ]
