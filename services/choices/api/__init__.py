"""The HTTP door under /choices/api/v1."""

from services.choices.api import candidate, filing, plan, seal

BLUEPRINTS = (candidate.blueprint, plan.blueprint, filing.blueprint, seal.blueprint)
