"""The browser door. Season, health and measures are answered by the chassis."""

from services.choices.pages import candidate, choice, filing, plan, seal, stored

BLUEPRINTS = (candidate.blueprint, filing.blueprint, choice.blueprint, plan.blueprint, stored.blueprint, seal.blueprint)
