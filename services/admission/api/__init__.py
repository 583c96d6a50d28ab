"""The HTTP door under /admission/api/v1."""

from services.admission.api import clock, draft, intake, season

BLUEPRINTS = (intake.blueprint, clock.blueprint, draft.blueprint, season.blueprint)
