"""The browser door. Season, health and measures are answered by the chassis."""

from services.notify.pages import announcement, home, inbox

BLUEPRINTS = (home.blueprint, inbox.blueprint, announcement.blueprint)
