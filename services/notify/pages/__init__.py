"""The browser door. Season, health and measures are answered by the chassis."""

from services.notify.pages import home, inbox

BLUEPRINTS = (home.blueprint, inbox.blueprint)
