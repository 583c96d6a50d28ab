"""Choices saved by the JSON API: pressed once, whatever befalls the answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from rehearsal.candidates import DEVICE
from rehearsal.courses import Major
from rehearsal.doors import Account, Refused
from rehearsal.filing import ADMITTED, Saved
from rehearsal.reviewing import items
from rehearsal.waiting import until


@dataclass
class Api:
    """By the JSON API, from the phone of this number."""

    account: Account
    phone: int

    def may_file(self, batch: str) -> bool:
        found = self._ask("GET", "/filing").json()
        is_open = any(each["batch"] == batch and each["state"] == "open" for each in found["batches"])
        return is_open and bool(found["standing"] == "eligible")

    def agree(self) -> None:
        self._ask("POST", "/terms", repeatable=True)

    def offers(self, batch: str) -> list[Major]:
        return [Major(college=each["college"], code=each["major"])
                for each in items(self.account, "choices", "/plan", batch=batch)]

    def clear(self, batch: str, label: str) -> None:
        self._press("DELETE", batch, label, to=None)

    def save(self, batch: str, label: str, college: str, majors: Sequence[str]) -> None:
        to = (college, list(majors))
        self._press("PUT", batch, label, to=to, json={"college": college, "majors": list(majors)})

    def kept(self, batch: str) -> Saved:
        try:
            stored = self._ask("GET", f"/filings/{batch}").json()
        except Refused as refused:
            if refused.status != httpx.codes.NOT_FOUND:
                raise
            return {}  # nothing was ever saved
        return {each["label"]: (each["college"], [major["code"] for major in each["majors"]])
                for each in stored["choices"]}

    def is_admitted(self) -> bool:
        return any(told["title"] == ADMITTED for told in items(self.account, "notify", "/timeline") if told["personal"])

    def _press(self, method: str, batch: str, label: str, *, to: tuple[str, list[str]] | None, **options: Any) -> None:
        """What is saved twice is told twice: where no answer comes, look what is kept before pressing again."""

        def is_kept() -> bool:
            try:
                self._ask(method, f"/filings/{batch}/choices/{label}", repeatable=False, **options)
            except (httpx.TransportError, Refused) as lost:
                if isinstance(lost, Refused) and lost.status != httpx.codes.SERVICE_UNAVAILABLE:
                    raise
                return self.kept(batch).get(label) == to
            return True

        until(is_kept, what=f"choice {label} to be kept", every=0.2)

    def _ask(self, method: str, path: str, **options: Any) -> Any:
        return self.account.ask(method, "choices", path, headers={DEVICE: f"phone-{self.phone}"}, **options)
