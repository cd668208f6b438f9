"""Random lives of a pull request: pushes, people, faults and runs at the same time, and what the next run makes of it."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from tests.infrastructure.lives.direct import Covered
from tests.infrastructure.lives.machine import Life

from tenet.rules.registry import load_rules

pytestmark = pytest.mark.untraced

STEPS = 10


@pytest.mark.parametrize("sequences", [300, pytest.param(5_000, marks=pytest.mark.nightly)])
def test_whatever_happens_to_a_pull_request_the_next_run_puts_it_right(
    sequences: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = load_rules()
    monkeypatch.setattr("tenet.api.publishing.load_rules", lambda: rules)
    covered = Covered()
    life = type("Life", (Life,), {"covered": covered})
    checks = list(HealthCheck)
    nightly = sequences > 300
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        life,
        settings=settings(
            max_examples=sequences,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=checks,
            database=None,
            derandomize=not nightly,
        ),
    )
    with capsys.disabled():
        print(f"\nLives in memory: {covered}")
