"""The HTTP door under /review/api/v1. Season, health and measures are answered by the chassis."""

from services.review.api import case, decision, evidence, revocation, standing

BLUEPRINTS = (case.blueprint, evidence.blueprint, decision.blueprint, revocation.blueprint, standing.blueprint)
