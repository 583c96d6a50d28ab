"""Each candidate's revisions are a chain: a revision's hash is over the one before, so none can be changed unseen."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

START = "0" * 64


def link(previous: str, told: Mapping[str, Any]) -> str:
    """The hash of a revision (hex): SHA-256 over the previous hash and the revision's canonical JSON.

    ``told`` has a salt of its own, so that a hash, which its owner may show around, tells nothing of the content.
    """
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(previous.encode() + text.encode()).hexdigest()


def receipt_number(link_hash: str) -> str:
    """What a candidate writes down: the beginning of their revision's hash, ``9F2A-00C1-77D3-51BE``."""
    return "-".join(link_hash[place : place + 4].upper() for place in range(0, 16, 4))
