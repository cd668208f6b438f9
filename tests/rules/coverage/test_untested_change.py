"""What `untested-change` flags, beside the examples of its manual page."""

import pytest
from tests.rules.coverage.test_coverage_rules import facts, said, violations

from tenet.domain.finding import NotApplicable
from tenet.facts.coverage.measured import MeasuredFile, Report
from tenet.facts.facts import Facts
from tenet.rules.coverage import untested_change

WAS = "def one(a):\n    b = a\n    return b\n\n\ndef two(a):\n    return a\n"
IS = "def one(a):\n    b = a + 1\n    return b\n\n\ndef two(a):\n    return a - 1\n"


class TestUntestedChange:
    rule = untested_change.RULE

    def changed(self, measured: MeasuredFile, head: str = IS, **more: str) -> Facts:
        return facts(
            Report("coverage.json", {"shop/domain/a.py": measured}), base={"shop/domain/a.py": WAS}, head={"shop/domain/a.py": head, **more}
        )

    def measured(self, *missing: int) -> MeasuredFile:
        return MeasuredFile(frozenset({1, 2, 3, 6, 7}), frozenset(missing))

    def test_functions_that_no_test_runs_are_named_once_for_their_file(self) -> None:
        (violation,) = violations(self.rule, self.changed(self.measured(2, 3, 7)))
        assert violation.message == "`one`, `two` change, no test changes with it, and no test runs the changed lines."
        assert (violation.path, violation.line) == ("shop/domain/a.py", 2)
        assert violation.data == {"functions": ["one", "two"], "statements": 2}

    def test_a_function_whose_changed_lines_ran_is_left_alone(self) -> None:
        (violation,) = violations(self.rule, self.changed(self.measured(7)))
        assert violation.data["functions"] == ["two"]

    def test_a_test_in_the_change_speaks_for_it(self) -> None:
        given = self.changed(self.measured(2, 3, 7), **{"tests/test_a.py": "def test_a():\n    assert True\n"})
        assert said(self.rule, given) == [NotApplicable("the change touches tests")]

    @pytest.mark.parametrize(
        "head",
        [
            WAS.replace("b = a", "b = (\n        a\n    )"),
            WAS.replace("    b = a", '    """Tells."""\n    b = a'),
            WAS.replace("def one(a):", "def one(a: int) -> int:"),
        ],
    )
    def test_layout_words_and_annotations_are_no_behaviour(self, head: str) -> None:
        everything = frozenset(range(1, 12))
        assert violations(self.rule, self.changed(MeasuredFile(everything, everything), head)) == []

    def test_a_line_that_an_import_alone_ran_was_run_by_no_test(self) -> None:
        contexts = {2: frozenset({""}), 7: frozenset({"", "tests/test_a.py::test_two"})}
        (violation,) = violations(self.rule, self.changed(MeasuredFile(frozenset({1, 2, 3, 6, 7}), frozenset(), {}, contexts)))
        assert violation.data["functions"] == ["one"]

    def test_code_that_runs_when_it_is_imported_is_no_function(self) -> None:
        assert violations(self.rule, self.changed(MeasuredFile(frozenset({1}), frozenset({1})), "value = 2\n")) == []

    def test_functions_inside_functions_are_judged_for_themselves(self) -> None:
        head = "def one(a):\n    def inner():\n        return a + 2\n    return inner()\n"
        measured = MeasuredFile(frozenset({1, 2, 3, 4}), frozenset({3}))
        (violation,) = violations(self.rule, self.changed(measured, head))
        assert violation.data["functions"] == ["one.inner"]

    def test_the_option_names_the_components_of_domain_code(self) -> None:
        given = self.changed(self.measured(2, 3, 7))
        assert list(self.rule.run(given, self.rule.options(components=("core",)))) == [
            NotApplicable("the policy has no component called core")
        ]

    def test_without_a_report_that_can_be_used_it_does_not_apply(self) -> None:
        assert isinstance(said(self.rule, facts())[0], NotApplicable)
