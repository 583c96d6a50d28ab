"""The browser door: thin forms that work without a script."""

from services.registration.pages import accounts, invitations, keys, passwords, sessions

BLUEPRINTS = (
    keys.blueprint, sessions.blueprint, invitations.blueprint, accounts.blueprint, passwords.blueprint,
)
