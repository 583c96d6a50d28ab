"""Who asks: roles, and the person that a token speaks of. What a route permits is declared in ``shared.web.access``."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What a person is to the season. One account has one."""

    CANDIDATE = "candidate"
    SOURCE_COLLEGE = "source_college"
    REVIEWER = "reviewer"
    ADMISSION_COLLEGE = "admission_college"
    OFFICER = "officer"
    AUDITOR = "auditor"
    OPERATOR = "operator"

    @property
    def staff(self) -> bool:
        """Everybody but candidates: starts by invitation, signs in with TOTP."""
        return self is not Role.CANDIDATE

    @property
    def scoped(self) -> bool:
        """Whether such a person acts for one college or authority, which their scope names."""
        return self in {Role.SOURCE_COLLEGE, Role.REVIEWER, Role.ADMISSION_COLLEGE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """The person behind a request, as the token says. ``scope``: a college, ``college/department`` or an authority."""

    subject: str
    role: Role
    session: str
    expires_at: datetime
    scope: str | None = None
    intake: str | None = None
    name: str | None = None

    @property
    def actor(self) -> str:
        """As audit rows and logs name this person: ``officer:0192…``."""
        return f"{self.role}:{self.subject}"


def covers(held: str | None, wanted: str) -> bool:
    """Whether a person with scope ``held`` may touch ``wanted``: a college covers its departments, not the reverse."""
    return held is not None and (wanted == held or wanted.startswith(held + "/"))
