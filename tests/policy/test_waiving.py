from datetime import date

from tests.fakes.tree import FakeTree

from tenet.domain.change import Side
from tenet.domain.finding import Finding, Waiver, WaiverPlace
from tenet.domain.severity import Severity
from tenet.facts.sources import Sources
from tenet.facts.waivers import LineWaivers, read_line_waivers
from tenet.policy.waiving import apply_waivers, unused_waivers

TODAY = date(2026, 6, 1)
RULES = frozenset({"raw-sql", "star-import"})


def finding(
    path: str | None = "a.py", line: int | None = 1, end_line: int | None = None, rule: str = "raw-sql", side: Side = Side.HEAD
) -> Finding:
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        blocking=True,
        path=path,
        line=line,
        end_line=end_line,
        side=side,
        in_diff=True,
        message="m",
        remedy="r",
        principle="p",
        fingerprint="f",
        code="",
        symbol="",
        suggestion=None,
        data={},
        waived=None,
    )


def lines(text: str) -> LineWaivers:
    return read_line_waivers(Sources(FakeTree({"a.py": text})), ["a.py"], RULES)


def policy(*paths: str, until: date | None = None, rules: frozenset[str] = RULES) -> Waiver:
    return Waiver(rules, "reason", WaiverPlace.POLICY, ".github/tenet.yml:9", ".github/tenet.yml", 9, paths, until)


def waived(each: Finding, line_waivers: LineWaivers, *listed: Waiver) -> bool:
    (result,) = apply_waivers([each], line_waivers, listed, TODAY)
    assert result.blocking is (result.waived is None)
    return result.waived is not None


SECOND = lines("x = 1\ny = 2  # tenet: allow[raw-sql] why\nz = 3\n")


def test_a_comment_waives_what_stands_on_its_line():
    assert waived(finding(line=2), SECOND)
    assert waived(finding(line=1, end_line=3), SECOND)
    assert not waived(finding(line=3), SECOND)
    assert not waived(finding(line=1), SECOND)
    assert not waived(finding(line=2, rule="star-import"), SECOND)
    assert not waived(finding(line=2, path="b.py"), SECOND)
    assert not waived(finding(line=None), SECOND)


def test_a_comment_of_the_head_does_not_waive_a_line_of_the_base():
    assert not waived(finding(line=2, side=Side.BASE), SECOND)


def test_the_policy_waives_by_path():
    assert waived(finding(path="src/reports/a.py"), LineWaivers(), policy("src/reports/**"))
    assert not waived(finding(path="src/a.py"), LineWaivers(), policy("src/reports/**"))
    assert not waived(finding(path="src/a.py", rule="other"), LineWaivers(), policy())
    assert waived(finding(path="src/a.py"), LineWaivers(), policy())


def test_a_finding_of_the_whole_pull_request_is_waived_only_without_paths():
    assert waived(finding(path=None), LineWaivers(), policy())
    assert not waived(finding(path=None), LineWaivers(), policy("**"))


def test_a_waiver_holds_until_the_end_of_its_last_day():
    assert waived(finding(), LineWaivers(), policy(until=TODAY))
    assert not waived(finding(), LineWaivers(), policy(until=date(2026, 5, 31)))


def test_the_comment_on_the_line_is_named_before_the_policy():
    (result,) = apply_waivers([finding(line=2)], SECOND, [policy()], TODAY)
    assert result.waived is not None
    assert result.waived.where is WaiverPlace.LINE


def unused(findings, line_waivers, *listed, judged=RULES, changed=frozenset({"a.py"})) -> list[str]:
    found = unused_waivers(
        apply_waivers(findings, line_waivers, listed, TODAY), line_waivers, listed, judged=judged, changed=changed, today=TODAY
    )
    return [each.reason for each in found]


def test_a_comment_that_matches_nothing_in_a_changed_file_is_unused():
    assert unused([], SECOND) == ["no finding of that rule stands there"]
    assert unused([finding(line=2)], SECOND) == []
    assert unused([], SECOND, changed=frozenset()) == []


def test_a_comment_for_a_rule_that_did_not_look_is_not_called_unused():
    assert unused([], SECOND, judged=frozenset({"star-import"})) == []


def test_a_comment_without_a_reason_is_told_where_the_file_changed():
    broken = lines("x = 1  # tenet: allow[raw-sql]\n")
    assert unused([finding()], broken) == ["it gives no reason"]
    assert unused([finding()], broken, changed=frozenset()) == []


def test_a_waiver_of_the_policy_is_told_once_it_has_expired_and_not_for_matching_nothing():
    assert unused([], LineWaivers(), policy(until=date(2026, 5, 31)), policy()) == ["it expired on 2026-05-31"]
