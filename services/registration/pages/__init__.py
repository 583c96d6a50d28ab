"""The browser door: forms and templates, no scripts."""

from services.registration.pages import (
    accounts,
    applications,
    attempts,
    claims,
    confirmations,
    evidence,
    grades,
    invitations,
    keys,
    owners,
    passwords,
    phones,
    progress,
    rosters,
    sessions,
    staff,
)

PARTS = (claims, evidence)
"""Pages of the application that lie in modules of their own, on its blueprint."""
BLUEPRINTS = (
    keys.blueprint, sessions.blueprint, invitations.blueprint, passwords.blueprint, phones.blueprint,
    accounts.blueprint, owners.blueprint, applications.blueprint, rosters.blueprint, grades.blueprint,
    confirmations.blueprint, progress.blueprint, staff.blueprint,
)
for blueprint in (sessions.blueprint, invitations.blueprint, passwords.blueprint, phones.blueprint,
                  accounts.blueprint):
    blueprint.after_request(attempts.know_device)
