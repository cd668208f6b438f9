"""The code quality report that GitLab reads."""

import json
import re

from hypothesis import given, settings
from tests.fakes.review import finding, verdict
from tests.report.generated import verdicts

from tenet.domain.change import Side
from tenet.domain.finding import UnknownOutcome
from tenet.domain.severity import Severity
from tenet.domain.verdict import Verdict
from tenet.report.gitlab import render_gitlab

UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def issues_of(judged: Verdict) -> list[dict]:
    """The issues, held against GitLab's documentation: all six values there, a relative path, a known severity."""
    issues = json.loads(render_gitlab(judged))
    for issue in issues:
        assert issue.keys() == {"description", "check_name", "fingerprint", "severity", "location"}
        assert all(isinstance(issue[name], str) and issue[name] for name in ("description", "check_name", "fingerprint"))
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        path, line = issue["location"]["path"], issue["location"]["lines"]["begin"]
        assert path
        assert not path.startswith(("/", "./"))
        assert isinstance(line, int)
        assert line >= 1
    return issues


@settings(max_examples=50, deadline=None)
@given(verdicts())
def test_every_finding_is_an_issue_of_its_own_whatever_its_text_holds(judged: Verdict) -> None:
    issues = issues_of(judged)
    unsure = sum(each.blocking for each in judged.unknown)
    assert len(issues) == len(judged.active) + unsure
    assert sum(issue["severity"] == "blocker" for issue in issues) == len(judged.blocking) + unsure
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    assert not any(UNSEEN.search(issue["description"] + issue["location"]["path"]) for issue in issues)
    assert not render_gitlab(judged).startswith("\ufeff")


def test_an_issue_says_what_blocks_where_it_is_and_how_to_mend_it() -> None:
    first, second = issues_of(verdict(finding(1), finding(2, severity=Severity.WARNING, path=None, line=None)))
    assert first == {
        "description": "This query is built from text. Bind `parameters` instead.",
        "check_name": "raw-sql",
        "fingerprint": finding(1).fingerprint,
        "severity": "blocker",
        "location": {"path": "app/models.py", "lines": {"begin": 10}},
    }
    assert (second["severity"], second["location"]) == ("minor", {"path": ".github/tenet.yml", "lines": {"begin": 1}})


def test_what_stood_on_a_removed_line_says_where_it_was() -> None:
    (issue,) = issues_of(verdict(finding(1, side=Side.BASE, path="app/old.py", line=7), source="base:tenet.yml"))
    assert issue["location"] == {"path": "tenet.yml", "lines": {"begin": 1}}
    assert issue["description"].startswith("app/old.py:7 before the change: ")


def test_two_findings_of_one_fingerprint_are_two_issues_with_the_same_fingerprints_in_the_next_run() -> None:
    first = [issue["fingerprint"] for issue in issues_of(verdict(finding(1), finding(1, line=20)))]
    assert len(set(first)) == 2
    assert first == [issue["fingerprint"] for issue in issues_of(verdict(finding(1, line=11), finding(1, line=21)))]


def test_what_could_not_be_judged_is_an_issue_where_it_blocks() -> None:
    unsure = UnknownOutcome("missing-migration", "table name", "computed", "app/dyn.py", 3, blocking=True)
    (issue,) = issues_of(verdict(unknown=(unsure, UnknownOutcome("raw-sql", "a", "b", None, None, blocking=False))))
    assert issue["description"] == "Could not be judged: table name: computed"
    assert issue["location"] == {"path": "app/dyn.py", "lines": {"begin": 3}}
