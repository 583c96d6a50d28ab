"""A published season's signature: two officers' word, put under the document by admission's season key.

Anything whose signature does not hold is refused, whichever way it came: by the bus or as a file.
"""

from dataclasses import replace
from typing import Any

from shared import codec
from shared.contracts.admission import SeasonPublished
from shared.kernel import RuleBroken
from shared.security.signing import SigningKey, signature_holds


class SeasonUnsigned(RuleBroken):
    """The season's signature does not hold under this service's season key (decision 10)."""

    code = "season_unsigned"
    message = "赛季文件 {season} 第 {version} 版的签名无效，未采用。"


class OneOfficerTwice(RuleBroken):
    """Two officers sign, and they are two persons (decision 10)."""

    code = "one_officer_twice"
    message = "须由两名不同的工作人员分别签批。"
    status = 409


def signing_bytes(season: SeasonPublished) -> bytes:
    """What is signed: the canonical JSON of every field but the signature."""
    told: dict[str, Any] = codec.plain(season)
    told.pop("signature")
    return codec.canonical(told)


def signed(season: SeasonPublished, key: SigningKey) -> SeasonPublished:
    """The same season with its signature."""
    if len(set(season.officers)) < 2:
        raise OneOfficerTwice
    return replace(season, signature=key.sign(signing_bytes(season)))


def check(season: SeasonPublished, public: str) -> None:
    """Raises :class:`SeasonUnsigned` unless the signature holds and two officers stand under it."""
    if len(set(season.officers)) < 2 or not signature_holds(public, signing_bytes(season), season.signature):
        raise SeasonUnsigned(season=season.season, version=season.season_version)
