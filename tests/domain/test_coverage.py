"""Percentages as people read them."""

import pytest

from tenet.domain.coverage import CoverageFigure, show_percent


@pytest.mark.parametrize(
    ("percent", "target", "shown"),
    [
        (79.996, 80.0, "79.99"),
        (79.996, None, "80.00"),
        (80.0, 80.0, "80.00"),
        (99.9999, None, "99.99"),
        (100.0, None, "100.00"),
        (0.0001, None, "0.01"),
        (0.0, None, "0.00"),
        (100 * 29 / 50, 80.0, "58.00"),
        (None, 80.0, "-"),
    ],
)
def test_a_percentage_is_never_shown_better_than_it_is(percent: float | None, target: float | None, shown: str) -> None:
    assert show_percent(percent, target) == shown


def test_a_figure_meets_its_target_unrounded() -> None:
    assert not CoverageFigure(19_999, 25_000, 80.0).meets_target
    assert CoverageFigure(20_000, 25_000, 80.0).meets_target
    assert CoverageFigure(0, 0, 80.0).meets_target
    assert CoverageFigure(0, 0, 80.0).percent is None
    assert CoverageFigure(1, 2).meets_target
