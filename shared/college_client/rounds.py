"""What has come of each round, and whether it is whole: parts, counts and digests against the manifest."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .folder import Folder
from .letters import Letter, digest


@dataclass
class Round:
    """One round as the letters tell it."""

    season: str
    round: str
    announced: dict[str, Any] | None = None
    manifest: dict[str, Any] | None = None
    manifest_id: str = ""
    parts: dict[int, dict[str, Any]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    receipts: list[dict[str, Any]] = field(default_factory=list)
    closing: dict[str, Any] | None = None
    closed: dict[str, Any] | None = None

    @property
    def files(self) -> list[dict[str, Any]]:
        """Every candidate's file, part after part."""
        return [file for n in sorted(self.parts) for file in self.parts[n]["files"]]

    @property
    def missing(self) -> list[int]:
        """The numbers of parts that have not come."""
        return [] if self.manifest is None else [n for n in range(1, self.manifest["parts"] + 1) if n not in self.parts]

    @property
    def whole(self) -> bool:
        """Whether everything came that the manifest counts, as it was sent."""
        return (
            self.manifest is not None and not self.missing and not self.faults
            and len(self.files) == self.manifest["count"] and digest(self.files) == self.manifest["files_digest"]
        )

    @property
    def standing(self) -> str | None:
        """Of the highest revision that a receipt speaks of: submitted, signed, held …; None while nothing was taken."""
        told = [each for each in self.receipts if each.get("standing") and each.get("revision") is not None]
        newest = max((each["revision"] for each in told), default=None)
        return next((str(each["standing"]) for each in reversed(told) if each["revision"] == newest), None)


def rounds(folder: Folder) -> list[Round]:
    """Every round of which anything has come."""
    letters = [letter for letter in folder.received() if letter.get("season") and letter.get("round")]
    found: dict[tuple[str, str], list[Letter]] = {}
    for letter in letters:
        found.setdefault((letter["season"], letter["round"]), []).append(letter)
    return [_told(season, no, found[season, no]) for season, no in sorted(found)]


def _told(season: str, no: str, letters: Sequence[Letter]) -> Round:
    told = Round(season, no)
    manifests = [each for each in letters if each["type"] == "round_manifest.v1"]
    newest = max(manifests, key=lambda each: int(each["content"]["revision"]), default=None)
    if newest is not None:
        told.manifest, told.manifest_id = newest["content"], newest["message_id"]
    for letter in letters:
        _add(told, letter["type"], letter["content"])
    return told


def _add(told: Round, kind: str, content: dict[str, Any]) -> None:
    if kind == "round_announced.v1":
        told.announced = content
    elif kind == "round_dispatch.v1":
        _add_part(told, content)
    elif kind == "return_receipt.v1":
        told.receipts.append(content)
    elif kind == "round_closing.v1":
        told.closing = content
    elif kind == "round_closed.v1":
        told.closed = content


def _add_part(told: Round, content: dict[str, Any]) -> None:
    if told.manifest is not None and content["revision"] != told.manifest["revision"]:
        return
    if digest(content["files"]) != content["files_digest"]:
        told.faults.append(f"part {content['n']} is not what its digest says")
    told.parts[content["n"]] = content
