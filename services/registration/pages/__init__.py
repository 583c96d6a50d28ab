"""The browser door: forms and templates, no scripts."""

from services.registration.pages import accounts, attempts, invitations, keys, passwords, sessions

BLUEPRINTS = (
    keys.blueprint, sessions.blueprint, invitations.blueprint, passwords.blueprint, accounts.blueprint,
)
for blueprint in (sessions.blueprint, invitations.blueprint, passwords.blueprint, accounts.blueprint):
    blueprint.after_request(attempts.know_device)
