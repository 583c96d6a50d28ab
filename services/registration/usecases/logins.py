"""Which account somebody means by what they typed."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row

from services.registration.domain.sessions import IntakeNeeded, LoginKind, check_kind, kind_of_login
from services.registration.store import accounts, box_of, staff
from services.registration.usecases import attempts
from shared.db import Seal
from shared.season import Season

Allowed = Mapping[str, Collection[str]]
"""What candidates sign in with, by intake."""


def logins_allowed(seasons: Sequence[Season]) -> Allowed:
    """What candidates of each intake sign in with: the rules of accounts are the intake's."""
    by_code = sorted(seasons, key=lambda season: season.code, reverse=True)
    return {season.intake: frozenset(map(str, season.account.sign_in_with)) for season in by_code}


def find_signing_in(
    conn: Connection, seal: Seal, login: str, *, intake: str | None, allowed: Allowed
) -> tuple[Row[Any] | None, str]:
    """The account that somebody signs in to; none in an intake that does not allow this kind of login. Raises
    LoginKindRefused where no intake does, IntakeNeeded."""
    kind, _ = kind_of_login(login)
    check_kind(kind, allowed, intake=intake)
    barred = {code for code, kinds in allowed.items() if kind is not LoginKind.EMAIL and kind not in kinds}
    return find_account(conn, seal, login, intake=intake, barred=barred)


def find_account(
    conn: Connection, seal: Seal, login: str, *, intake: str | None, barred: Collection[str] = ()
) -> tuple[Row[Any] | None, str]:
    """The account of a login, and how tries at it are counted, whether or not there is one. ``barred``: intakes that
    are passed over."""
    kind, plain = kind_of_login(login)
    found: list[Row[Any]] = []
    if kind is LoginKind.EMAIL:
        row = staff.by_email(conn, box_of(seal).blind_index("staff.email", plain))
        found = [row] if row is not None else []
    elif kind is LoginKind.ID_NUMBER:
        found = list(accounts.by_person(conn, box_of(seal).blind_index("person", plain)))
    else:
        found = list(accounts.by_number(conn, plain))
    if intake and kind is not LoginKind.EMAIL:
        found = [row for row in found if row.intake == intake]
    found = [row for row in found if row.intake not in barred]
    if len(found) > 1:
        raise IntakeNeeded(field="intake")
    return (found[0], found[0].id) if found else (None, attempts.typed(seal, plain))
