"""The HTTP door under /registration/api/v1."""

from services.registration.api import (
    accounts,
    applications,
    codes,
    confirmations,
    evidence,
    grades,
    invitations,
    passwords,
    phones,
    progress,
    records,
    rosters,
    sessions,
    staff,
)

BLUEPRINTS = (
    invitations.blueprint, staff.blueprint, sessions.blueprint, rosters.blueprint, records.blueprint, codes.blueprint,
    accounts.blueprint, passwords.blueprint, phones.blueprint, applications.blueprint, evidence.blueprint,
    confirmations.blueprint, progress.blueprint, grades.blueprint,
)
