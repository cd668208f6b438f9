"""JUnit XML that test servers read."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

from defusedxml import ElementTree
from hypothesis import given, settings
from tests.fakes.review import finding, verdict
from tests.report.generated import verdicts

from tenet.domain.finding import SkippedRule, UnknownOutcome, Waiver, WaiverPlace
from tenet.domain.severity import Severity
from tenet.domain.verdict import Verdict
from tenet.report.junit import render_junit

ATTRIBUTES = {
    "testsuites": ({"name", "tests", "failures", "errors", "time"}, set()),
    "testsuite": ({"name", "tests", "failures", "errors", "skipped", "time", "file"}, {"name", "tests", "failures", "errors"}),
    "testcase": ({"name", "classname", "time"}, {"name"}),
    **{name: ({"type", "message"}, set()) for name in ("failure", "error", "skipped")},
    "system-out": (set(), set()),
}
"""What the schema `junit-10.xsd` of Jenkins' xUnit plug-in allows, as far as it is used, and what it requires."""
CHILDREN = {"testsuites": {"testsuite"}, "testsuite": {"testcase"}, "testcase": {"failure", "error", "skipped", "system-out"}}


def problems(element: Element) -> Iterator[str]:
    """What the schema has against a report."""
    allowed, required = ATTRIBUTES[element.tag]
    if not required <= set(element.attrib) <= allowed:
        yield f"{element.tag}: {sorted(element.attrib)}"
    if "time" in element.attrib and not re.fullmatch(r"\d+\.\d{3}", element.get("time", "")):
        yield f"{element.tag}: time {element.get('time')}"
    for child in element:
        if child.tag not in CHILDREN.get(element.tag, set()):
            yield f"{child.tag} in {element.tag}"
        else:
            yield from problems(child)


def report_of(judged: Verdict) -> Element:
    root = ElementTree.fromstring(render_junit(judged))
    assert root.tag == "testsuites"
    assert list(problems(root)) == []
    return root


def cases(root: Element) -> dict[str, str]:
    """What came of each case, by its class and name."""
    return {f"{each.get('classname')} {each.get('name')}": each[0].tag if len(each) else "" for each in root.iter("testcase")}


@settings(max_examples=50, deadline=None)
@given(verdicts())
def test_every_finding_is_a_case_and_what_blocks_fails_whatever_its_text_holds(judged: Verdict) -> None:
    root = report_of(judged)
    tags = Counter(child.tag for case in root.iter("testcase") for child in case)
    unsure = sum(each.blocking for each in judged.unknown)
    waived, lenient = len(judged.waived), len(judged.unknown) - unsure
    assert (tags["failure"], tags["error"]) == (len(judged.blocking), unsure)
    assert tags["skipped"] == waived + lenient + len(judged.skipped)
    assert tags["system-out"] == len(judged.active) - len(judged.blocking)
    assert (int(root.get("failures", "")), int(root.get("errors", ""))) == (tags["failure"], tags["error"])
    assert int(root.get("tests", "")) == len(list(root.iter("testcase"))) == sum(int(suite.get("tests", "")) for suite in root)
    assert "[[ATTACHMENT|" not in "".join(root.itertext())


@settings(max_examples=50, deadline=None)
@given(verdicts())
def test_no_two_cases_of_a_suite_have_one_name(judged: Verdict) -> None:
    for suite in report_of(judged):
        names = [(case.get("classname"), case.get("name")) for case in suite]
        found = [name for name, count in Counter(names).items() if count > 1]
        assert all(name in {(f"tenet.{rule}", rule) for rule in judged.passed} for name in found)


def test_cases_stand_in_suites_by_file_and_keep_their_names_when_lines_shift() -> None:
    whole = finding(2, path=None, line=None)
    root = report_of(verdict(finding(1), whole, passed=("star-import",)))
    assert [(suite.get("name"), suite.get("file")) for suite in root] == [("tenet", None), ("app/models.py", "app/models.py")]
    said = "tenet.raw-sql Repository.load: This query is built from text."
    assert [case.get("name") for case in root[0]] == [said.removeprefix("tenet.raw-sql "), "star-import"]
    assert said in cases(root)
    assert cases(root).keys() == cases(report_of(verdict(finding(1, line=99), whole, passed=("star-import",)))).keys()


def test_a_failure_says_where_what_and_how_to_mend_it() -> None:
    failure = next(report_of(verdict(finding(1))).iter("failure"))
    assert failure.get("message") == "This query is built from text."
    assert failure.get("type") == "raw-sql"
    assert failure.text == "app/models.py:10: error: This query is built from text.\nBind `parameters` instead."


def test_what_does_not_block_does_not_fail() -> None:
    waiver = Waiver(frozenset({"raw-sql"}), "vendor view", WaiverPlace.LINE, "app/models.py:10")
    unsure = UnknownOutcome("missing-migration", "table name", "computed", None, None, blocking=False)
    judged = verdict(
        finding(1, severity=Severity.WARNING),
        finding(2, waived=waiver, path="b.py", message="Another."),
        unknown=(unsure,),
        passed=("star-import",),
    )
    root = report_of(replace(judged, skipped=(SkippedRule("stale-spec", "no spec"),)))
    assert list(cases(root).values()) == ["skipped", "", "skipped", "system-out", "skipped"]
    assert [each.get("message") for each in root.iter("skipped")] == [
        "Could not be judged: computed",
        "Did not apply: no spec",
        "Waived by app/models.py:10: vendor view",
    ]
    assert root.get("failures") == "0"


def test_what_could_not_be_judged_and_blocks_is_an_error() -> None:
    unsure = UnknownOutcome("missing-migration", "table name", "computed", "app/dyn.py", 3, blocking=True)
    error = next(report_of(verdict(unknown=(unsure,))).iter("error"))
    assert error.text == "app/dyn.py:3: table name: computed"
