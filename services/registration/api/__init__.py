"""The HTTP door under /registration/api/v1."""

from services.registration.api import accounts, codes, invitations, passwords, records, rosters, sessions, staff

BLUEPRINTS = (
    invitations.blueprint, staff.blueprint, sessions.blueprint, rosters.blueprint, records.blueprint, codes.blueprint,
    accounts.blueprint, passwords.blueprint,
)
