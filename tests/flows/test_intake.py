"""Choices and admission together, in any order: the model holds."""

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.flows.intake_machine import Intake

UNSHRUNK = (Phase.explicit, Phase.generate)  # a step takes long, and a failing example reads well as it is


@pytest.mark.parametrize(("examples", "steps", "of"), [
    (6, 15, 5), pytest.param(20, 25, 2, marks=pytest.mark.sweep),
])
def test_in_any_order_nobody_is_lost_doubled_or_sent_where_they_did_not_file(
    examples: int, steps: int, of: int
) -> None:
    run_state_machine_as_test(seed(of)(Intake), settings=settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, phases=UNSHRUNK,
        suppress_health_check=list(HealthCheck),
    ))
