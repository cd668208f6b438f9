"""What the coverage rules flag, and what they must not."""

import pytest
from tests.fakes.facts import facts_of

from tenet.domain.component import Component
from tenet.domain.finding import NotApplicable, Outcome, Violation
from tenet.domain.policy import CoverageSettings
from tenet.facts.coverage.coverage_facts import CoverageInput
from tenet.facts.coverage.measured import MeasuredFile, Report
from tenet.facts.coverage.together import Unusable
from tenet.facts.facts import Facts
from tenet.rules.coverage import (
    coverage_below_target,
    coverage_drop,
    missing_coverage_report,
    patch_coverage_below_target,
)
from tenet.rules.rule import Rule

DOMAIN = Component("domain", ("shop/domain/**",), None, 80.0)
BASE = {"shop/domain/a.py": "one = 1\n", "shop/api.py": "b = 1\n", "shop/domain/old.py": "c = 1\n"}
HEAD = {**BASE, "shop/domain/a.py": "one = 1\n\n\ndef added():\n    two = 2\n    # a comment\n    return two\n"}


def report(name: str = "coverage.xml", **files: tuple[int, int]) -> Report:
    """Files by name with (statements, missing): the first lines are statements, the last of them are missing."""
    paths = {"domain": "shop/domain/old.py", "api": "shop/api.py", "gone": "elsewhere/x.py"}
    measured = {
        paths[key]: MeasuredFile(frozenset(range(1, total + 1)), frozenset(range(total - missing + 1, total + 1)))
        for key, (total, missing) in files.items()
    }
    return Report(name, measured)


def facts(
    *reports: Report,
    settings: CoverageSettings | None = None,
    head: dict[str, str] = HEAD,
    unusable: tuple[Unusable, ...] = (),
    required: bool = True,
    before: tuple[Report, ...] = (),
    base: dict[str, str] = BASE,
) -> Facts:
    given = CoverageInput(reports, before, unusable=unusable, required=required)
    return facts_of(base, head, components=[DOMAIN], coverage=settings or CoverageSettings(), coverage_input=given)


def said(rule: Rule, given: Facts) -> list[Outcome]:
    return list(rule.run(given, rule.options()))


def violations(rule: Rule, given: Facts) -> list[Violation]:
    return [outcome for outcome in said(rule, given) if isinstance(outcome, Violation)]


class TestCoverageBelowTarget:
    rule = coverage_below_target.RULE

    def test_79_996_is_under_80_and_shown_so(self) -> None:
        (violation,) = violations(self.rule, facts(report(domain=(25_000, 5_001))))
        assert violation.data == {"component": "domain", "percent": 79.996, "target": 80.0}
        assert "79.99 %" in violation.message
        assert violation.path is None
        assert "Cover 1 more" in violation.remedy

    def test_what_reaches_its_target_exactly_is_clean(self) -> None:
        assert violations(self.rule, facts(report(domain=(5, 1)))) == []

    def test_overall_is_what_the_report_counts_of_all_files(self) -> None:
        (violation,) = violations(self.rule, facts(report(domain=(10, 0), api=(100, 90))))
        assert (violation.key, violation.data["percent"]) == ("overall", pytest.approx(100 * 20 / 110))

    def test_a_target_that_the_policy_takes_away_is_no_target(self) -> None:
        assert violations(self.rule, facts(report(domain=(5, 0), api=(100, 90)), settings=CoverageSettings(overall=None))) == []

    @pytest.mark.parametrize("reports", [(), (report(gone=(5, 5)),)])
    def test_without_a_report_that_can_be_used_it_does_not_apply(self, reports: tuple[Report, ...]) -> None:
        assert isinstance(said(self.rule, facts(*reports))[0], NotApplicable)


class TestPatchCoverageBelowTarget:
    rule = patch_coverage_below_target.RULE

    def measured(self, missing: set[int]) -> Report:
        return Report("coverage.xml", {"shop/domain/a.py": MeasuredFile(frozenset({1, 4, 5, 7}), frozenset(missing))})

    def test_each_uncovered_run_is_said_once_as_a_range_with_its_function(self) -> None:
        (violation,) = violations(self.rule, facts(self.measured({5, 7})))
        assert (violation.path, violation.line, violation.end_line) == ("shop/domain/a.py", 5, 7)
        assert "`added`" in violation.message
        assert "33.33 %" in violation.message

    def test_covered_changes_and_uncovered_old_lines_are_clean(self) -> None:
        assert violations(self.rule, facts(self.measured({1}))) == []

    def test_changed_lines_that_are_no_statements_count_nothing(self) -> None:
        head = {**BASE, "shop/domain/a.py": "# a comment\none = 1\n"}
        measured = Report("r", {"shop/domain/a.py": MeasuredFile(frozenset({2}), frozenset({2}))})
        assert isinstance(said(self.rule, facts(measured, head=head))[0], NotApplicable)

    def test_fewer_lines_than_min_lines_are_not_judged(self) -> None:
        assert violations(self.rule, facts(self.measured({4, 5, 7}), settings=CoverageSettings(min_lines=4))) == []
        assert violations(self.rule, facts(self.measured({4, 5, 7}), settings=CoverageSettings(min_lines=3))) != []


class TestMissingCoverageReport:
    rule = missing_coverage_report.RULE

    def test_a_pattern_that_matches_nothing_is_said_with_what_was_tried(self) -> None:
        (violation,) = violations(self.rule, facts(unusable=(Unusable("`coverage.xml`", "there is no such file"),)))
        assert "`coverage.xml`" in violation.message
        assert "no such file" in violation.message

    def test_a_report_of_other_paths_is_not_believed(self) -> None:
        (violation,) = violations(self.rule, facts(report(domain=(5, 0), gone=(5, 0))))
        assert "only 1 of its 2 files" in violation.message
        assert "elsewhere/x.py" in violation.message

    def test_no_report_at_all_is_one_finding(self) -> None:
        assert len(violations(self.rule, facts())) == 1

    def test_a_report_that_measures_nothing_is_none(self) -> None:
        assert "measures no file" in violations(self.rule, facts(Report("empty.xml", {})))[0].message
        assert "counts no statement" in violations(self.rule, facts(report(domain=(0, 0))))[0].message

    def test_a_change_without_python_needs_none(self) -> None:
        assert isinstance(said(self.rule, facts(head={**BASE, "README.md": "Hello\n"}))[0], NotApplicable)

    def test_where_none_is_asked_for_nothing_is_said(self) -> None:
        assert isinstance(said(self.rule, facts(required=False))[0], NotApplicable)

    @pytest.mark.parametrize(("line", "why"), [(8, "is blank"), (9, "which has 8 lines"), (2, "is blank"), (6, "is a comment")])
    def test_a_report_of_other_code_is_not_believed(self, line: int, why: str) -> None:
        stale = Report("old.xml", {"shop/domain/a.py": MeasuredFile(frozenset({1, 4, line}), frozenset())})
        given = facts(stale)
        (violation,) = violations(self.rule, given)
        assert f"line {line} of `shop/domain/a.py`" in violation.message
        assert why in violation.message
        assert given.coverage is not None
        assert not given.coverage.measured
        assert violations(self.rule, facts(stale, head={**BASE, "shop/api.py": "b = 2\n"})) == []

    def test_a_report_that_can_be_used_is_clean(self) -> None:
        assert said(self.rule, facts(report(domain=(5, 0)))) == []


def test_several_reports_cover_together_and_say_what_was_mapped() -> None:
    one = Report("one.xml", {"/app/shop/domain/a.py": MeasuredFile(frozenset({1, 4}), frozenset({1}))})
    two = Report("two.xml", {"/app/shop/domain/a.py": MeasuredFile(frozenset({1, 4}), frozenset({4}))})
    coverage = facts(one, two).coverage
    assert coverage is not None
    assert coverage.overall.percent == 100.0
    assert coverage.summary(lambda *_: "").notes[0] == "one.xml: 1 of 1 files found; `app` is `.` here."


def test_a_base_report_gives_the_figures_before() -> None:
    given = CoverageInput((report(domain=(4, 2)),), base_reports=(report(domain=(4, 1)),), required=True)
    coverage = facts_of(BASE, HEAD, components=[DOMAIN], coverage_input=given).coverage
    assert coverage is not None
    assert (coverage.components["domain"].base_percent, coverage.overall.base_percent) == (75.0, 75.0)


class TestCoverageDrop:
    rule = coverage_drop.RULE

    def test_a_component_that_falls_names_the_files_that_fell_also_those_that_nobody_touched(self) -> None:
        before, after = report(domain=(10, 0), api=(100, 0)), report(domain=(10, 2), api=(100, 0))
        (violation, overall) = violations(self.rule, facts(after, before=(before,), head=BASE))
        assert violation.data == {
            "component": "domain",
            "percent": 80.0,
            "base_percent": 100.0,
            "files": [{"path": "shop/domain/old.py", "base_percent": 100.0, "percent": 80.0}],
        }
        assert violation.message == "Coverage of `domain` falls from 100.00 to 80.00 %: `shop/domain/old.py` 100.00 to 80.00 %."
        assert (overall.key, violation.path) == ("overall", None)

    @pytest.mark.parametrize(("missing", "flagged"), [(5, 0), (6, 1)])
    def test_the_tolerance_is_what_may_fall(self, missing: int, flagged: int) -> None:
        given = facts(report(domain=(1000, missing)), before=(report(domain=(1000, 0)),))
        assert len([one for one in violations(self.rule, given) if one.key == "domain"]) == flagged

    def test_a_file_keeps_its_coverage_under_another_name(self) -> None:
        text = "".join(f"line_{number} = {number}\n" for number in range(10))
        measured = MeasuredFile(frozenset(range(1, 11)), frozenset({1}))
        given = facts(
            Report("head", {"shop/domain/new.py": measured}),
            before=(Report("base", {"shop/domain/old.py": MeasuredFile(frozenset(range(1, 11)), frozenset())}),),
            base={"shop/domain/old.py": text},
            head={"shop/domain/new.py": text},
        )
        assert given.coverage is not None
        assert [fall.path for fall in given.coverage.falls] == ["shop/domain/new.py"]

    def test_without_a_report_of_the_base_it_says_so_and_flags_nothing(self) -> None:
        assert said(self.rule, facts(report(domain=(10, 9)))) == [NotApplicable("there is no coverage report of the base to compare with")]

    def test_without_a_report_that_can_be_used_it_does_not_apply(self) -> None:
        assert isinstance(said(self.rule, facts())[0], NotApplicable)
