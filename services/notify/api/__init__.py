"""The HTTP door under /notify/api/v1."""

from services.notify.api import entry, notice

BLUEPRINTS = (entry.timeline, entry.announcements, notice.blueprint)
