"""Every contract in one table: who tells it, what kind it is, what its key names, who hears it."""

from collections.abc import Mapping, Sequence

from shared.contracts import REGISTRY, marks_of, publisher_of
from shared.documents.schemas import key_of, sentence_of

HEAD = """# Contracts

What one service may know of another: every event, made from `shared/contracts` by `python -m services documents`.
A **state** is the whole present state of what its key names, and an older one never overwrites a newer one; a **fact**
happened, and is handled exactly once. An **urgent** event travels by each service's own urgent queue. All of it as
AsyncAPI 3.0: [asyncapi.yaml](../asyncapi.yaml).

| event | what it says | told by | kind | key | marked fields | heard by |
|---|---|---|---|---|---|---|
"""


def contract_table(hearers: Mapping[str, Sequence[str]]) -> str:
    """``docs/contracts/README.md``."""
    return HEAD + "".join(f"| {' | '.join(_row(name, services))} |\n" for name, services in hearers.items())


def _row(name: str, services: Sequence[str]) -> list[str]:
    contract = REGISTRY[name]
    marks = ", ".join(f"`{field}` {mark.value}" for field, mark in marks_of(contract).items())
    kind = f"{contract.KIND.value}, urgent" if contract.URGENT else contract.KIND.value
    return [
        f"[`{name}`]({name}.schema.json)", sentence_of(contract), publisher_of(name), kind,
        f"`{key_of(contract)}`", marks or "none", ", ".join(services) or "nobody",
    ]
