"""The browser door: the queue, a case, many at once, and a candidate's own claim."""

from collections.abc import Sequence

from flask import Blueprint

from services.review.pages import batch, case, claim, evidence, queue

BLUEPRINTS: Sequence[Blueprint] = (
    queue.blueprint, case.blueprint, evidence.blueprint, batch.blueprint, claim.blueprint,
)
