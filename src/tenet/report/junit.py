"""JUnit XML: a test case for every finding, and for every rule that found nothing.

A finding that blocks is a failure, one that does not is a passed case that says what was found, a waived one is skipped. A
rule that could not tell is an error where that blocks, else skipped, as is one that did not apply. Cases stand in suites by
file, and those without a file in the suite `tenet`. The form is that of the schema `junit-10.xsd` of Jenkins' xUnit plug-in: no
attribute beside those that it knows, which is why `file` stands on the suites. GitLab and Jenkins compare cases from run to
run by class and name, so a name holds no line number.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from xml.sax.saxutils import escape, quoteattr

from tenet.domain.change import Side
from tenet.domain.finding import Finding, UnknownOutcome
from tenet.domain.verdict import Verdict
from tenet.report.escape import BREAK, one_line, shorten, visible

UNHELD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 cannot hold (§2.2 Char)."""
ATTACHMENT = "[[ATTACHMENT|"
"""By which GitLab finds files to show beside a failed case."""
LONGEST_NAME = 250
LONGEST_TEXT = 4_000
WHOLE = "tenet"


class Result(StrEnum):
    """The element in a case; `system-out` leaves it passed."""

    FAILURE = "failure"
    ERROR = "error"
    SKIPPED = "skipped"
    PASSED = "system-out"


@dataclass(frozen=True, slots=True)
class Case:
    """`path` is None outside all files. `text` is None for a case that has nothing to say."""

    rule: str
    name: str
    path: str | None = None
    result: Result = Result.PASSED
    message: str = ""
    text: str | None = None


def render_junit(verdict: Verdict) -> str:
    return "\n".join(_lines(list(_cases(verdict)), verdict.stats.seconds)) + "\n"


def _cases(verdict: Verdict) -> Iterator[Case]:
    said = {finding.rule for finding in verdict.findings}
    yield from map(_of_finding, verdict.findings)
    yield from map(_of_unknown, verdict.unknown)
    yield from (Case(rule, rule) for rule in sorted(set(verdict.passed) - said))
    for skip in verdict.skipped:
        yield Case(skip.rule, skip.rule, result=Result.SKIPPED, message=f"Did not apply: {skip.reason}")


def _of_finding(finding: Finding) -> Case:
    name = f"{finding.symbol}: {finding.message}" if finding.symbol else finding.message
    path = None if finding.path is None else one_line(finding.path)
    side = "" if finding.side is Side.HEAD else " before the change"
    text = f"{path or 'The whole change'}:{finding.line or 1}{side}: {finding.severity.value}: {finding.message}\n{finding.remedy}"
    if finding.waived is not None:
        until = f", until {finding.waived.until.isoformat()}" if finding.waived.until else ""
        return Case(finding.rule, name, path, Result.SKIPPED, f"Waived by {finding.waived.by}: {finding.waived.reason}{until}", text)
    result = Result.FAILURE if finding.blocking else Result.PASSED
    return Case(finding.rule, name, path, result, finding.message, text)


def _of_unknown(unknown: UnknownOutcome) -> Case:
    path = None if unknown.path is None else one_line(unknown.path)
    result = Result.ERROR if unknown.blocking else Result.SKIPPED
    text = f"{path or 'The whole change'}:{unknown.line or 1}: {unknown.subject}: {unknown.reason}"
    return Case(unknown.rule, f"{unknown.subject} could not be judged", path, result, f"Could not be judged: {unknown.reason}", text)


def _lines(cases: Sequence[Case], seconds: float) -> Iterator[str]:
    suites: dict[str | None, list[Case]] = {None: []}
    for case in cases:
        suites.setdefault(case.path, []).append(case)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<testsuites name="tenet" {_counts(cases)} time="{seconds:.3f}">'
    for path, members in suites.items():
        time = f' time="{seconds if path is None else 0:.3f}"'
        file = "" if path is None else f" file={_attribute(path)}"
        yield f'  <testsuite name={_attribute(path or WHOLE)} {_counts(members)} skipped="{_number(members, Result.SKIPPED)}"{time}{file}>'
        yield from _elements(members)
        yield "  </testsuite>"
    yield "</testsuites>"


def _counts(cases: Sequence[Case]) -> str:
    return f'tests="{len(cases)}" failures="{_number(cases, Result.FAILURE)}" errors="{_number(cases, Result.ERROR)}"'


def _number(cases: Iterable[Case], result: Result) -> int:
    return sum(case.result is result for case in cases)


def _elements(cases: Iterable[Case]) -> Iterator[str]:
    seen = Counter[tuple[str, str]]()
    for case in cases:
        name = shorten(one_line(case.name), LONGEST_NAME)
        seen[case.rule, name] += 1
        told = name if seen[case.rule, name] == 1 else f"{name} ({seen[case.rule, name]})"
        opening = f"    <testcase classname={_attribute(f'tenet.{case.rule}')} name={_attribute(told)}"
        yield f"{opening}>{_outcome(case)}</testcase>" if case.text is not None or case.message else f"{opening}/>"


def _outcome(case: Case) -> str:
    kind = "" if case.result is Result.PASSED else f" message={_attribute(shorten(case.message, LONGEST_NAME))}"
    typed = f" type={_attribute(case.rule)}" if kind else ""
    body = escape(_held(shorten(case.text or "", LONGEST_TEXT)).replace(ATTACHMENT, f"[{BREAK}{ATTACHMENT[1:]}"))
    return f"<{case.result}{kind}{typed}>{body}</{case.result}>"


def _attribute(text: str) -> str:
    return quoteattr(_held(one_line(text)))


def _held(text: str) -> str:
    return UNHELD.sub("\ufffd", visible(text))
