"""Every rule that reads code, on files that nobody wrote for it: the standard library, whole and damaged."""

import random
import sysconfig
from collections.abc import Iterable, Sequence

import pytest
from scripts.judge_files import File, Verdict, mutated, rules_to_judge_by, sources, verdicts

from tenet.policy.bound import BoundRule

SLICE = 20
LIMIT = 2.0
"""Seconds of this process for a file. It is 1 s on a machine that does nothing else."""


@pytest.fixture(scope="module")
def rules() -> Sequence[BoundRule]:
    found = rules_to_judge_by()
    list(verdicts([("warm.py", b"import fastapi\n")], found))  # what is imported once is no file's own time
    return found


@pytest.fixture(scope="module")
def library() -> list[File]:
    return list(sources(sysconfig.get_path("stdlib")))


def faulty(files: Iterable[File], rules: Sequence[BoundRule]) -> list[Verdict]:
    return [one for one in verdicts(files, rules) if one.crash or one.too_deep or one.total > LIMIT]


@pytest.mark.parametrize("count", [SLICE, pytest.param(None, marks=pytest.mark.nightly)])
def test_no_rule_crashes_on_the_standard_library_or_takes_long(library: list[File], rules: Sequence[BoundRule], count: int | None) -> None:
    chosen = library if count is None else random.Random(1).sample(library, count)
    assert len(chosen) >= SLICE
    assert faulty(chosen, rules) == []


@pytest.mark.parametrize("count", [SLICE, pytest.param(1_000, marks=pytest.mark.nightly)])
def test_no_rule_crashes_on_damaged_files_or_takes_long(library: list[File], rules: Sequence[BoundRule], count: int) -> None:
    assert faulty(mutated(library, count, seed=1), rules) == []
