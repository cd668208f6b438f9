"""Changed lines, uncovered runs, and lines that moved between the tested tree and the head."""

from tests.fakes.facts import change_between
from tests.fakes.tree import FakeTree

from tenet.domain.coverage import PartialLine
from tenet.facts.coverage.measured import Branches, MeasuredFile
from tenet.facts.coverage.patch import UncoveredRun, patch_coverage

BASE = "".join(f"line {number}\n" for number in range(1, 21))


def changed(head: str, statements: set[int], missing: set[int]) -> tuple[int, int, tuple[UncoveredRun, ...]]:
    change = change_between(FakeTree({"a.py": BASE}), FakeTree({"a.py": head}))
    patch = patch_coverage(change, {"a.py": MeasuredFile(frozenset(statements), frozenset(missing))})
    return patch.covered, patch.total, patch.runs


def test_only_added_lines_that_are_statements_count() -> None:
    head = BASE.replace("line 5\n", "new 5\nnew 6\n# a comment\n")
    everything = set(range(1, 23))
    assert changed(head, everything - {7}, everything - {7})[:2] == (0, 2)
    assert changed(head, everything - {7}, {5})[:2] == (1, 2)


def test_a_run_ends_at_a_covered_statement_and_at_one_that_did_not_change() -> None:
    head = BASE.replace("line 5\n", "new 5\nnew 6\nnew 7\nnew 8\n")
    assert changed(head, {5, 6, 7, 8}, {5, 6, 8})[2] == (UncoveredRun("a.py", 5, 6, 2), UncoveredRun("a.py", 8, 8, 1))
    both = BASE.replace("line 5\n", "new 5\n").replace("line 7\n", "new 7\n")
    assert changed(both, {5, 6, 7}, {5, 6, 7})[2] == (UncoveredRun("a.py", 5, 5, 1), UncoveredRun("a.py", 7, 7, 1))
    assert changed(both, {5, 7}, {5, 7})[2] == (UncoveredRun("a.py", 5, 7, 2),)


def test_a_run_ends_with_its_hunk() -> None:
    head = BASE.replace("line 2\n", "new 2\n").replace("line 19\n", "new 19\n")
    assert [(run.first, run.last) for run in changed(head, {2, 19}, {2, 19})[2]] == [(2, 2), (19, 19)]


def test_a_file_that_was_removed_or_not_measured_counts_nothing() -> None:
    change = change_between(FakeTree({"a.py": BASE}), FakeTree({"b.py": "x\n"}))
    patch = patch_coverage(change, {"a.py": MeasuredFile(frozenset({1}), frozenset({1}))})
    assert (patch.total, patch.runs) == (0, ())


def test_context_lines_of_a_hunk_are_not_changed_lines() -> None:
    head = BASE.replace("line 10\n", "new 10\n")
    assert changed(head, set(range(1, 21)), set(range(1, 21)))[:2] == (0, 1)


def test_changed_lines_whose_exits_were_not_all_taken_are_told_apart_from_those_that_did_not_run() -> None:
    change = change_between(FakeTree({"a.py": BASE}), FakeTree({"a.py": BASE.replace("line 5\n", "new 5\nnew 6\nnew 7\n")}))
    branches = {4: Branches(0, 2), 5: Branches(1, 2), 6: Branches(2, 2), 7: Branches(0, 2)}
    measured = MeasuredFile(frozenset({4, 5, 6, 7}), frozenset({7}), branches)
    assert patch_coverage(change, {"a.py": measured}).partial == (PartialLine("a.py", 5, 1, 2),)


def test_the_tests_that_ran_changed_lines_are_told_where_the_report_tells() -> None:
    change = change_between(FakeTree({"a.py": BASE}), FakeTree({"a.py": BASE.replace("line 5\n", "new 5\n")}))
    contexts = {5: frozenset({"", "test_b", "test_a"}), 6: frozenset({"test_c"})}
    assert patch_coverage(change, {"a.py": MeasuredFile(frozenset({5, 6}), frozenset(), {}, contexts)}).tests == ("test_a", "test_b")
