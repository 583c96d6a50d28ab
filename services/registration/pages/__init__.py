"""The browser door."""

from services.registration.pages import keys

BLUEPRINTS = (keys.blueprint,)
