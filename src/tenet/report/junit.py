"""JUnit XML: one test case for each rule that judged, so that any server that reads test reports can show the verdict."""

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from tenet.domain.finding import Finding
from tenet.domain.verdict import Verdict
from tenet.report.text import visible


def render_junit(verdict: Verdict) -> str:
    return "\n".join(_lines(verdict)) + "\n"


def _lines(verdict: Verdict) -> Iterator[str]:
    said = sorted({finding.rule for finding in verdict.active})
    quiet = sorted(set(verdict.passed) - set(said))
    skipped = [skip for skip in verdict.skipped if skip.rule not in said]
    failures = sum(any(finding.blocking for finding in _of(rule, verdict.active)) for rule in said)
    tests = len(said) + len(quiet) + len(skipped)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    counts = f'tests="{tests}" failures="{failures}" errors="0" skipped="{len(skipped)}" time="{verdict.stats.seconds:.3f}"'
    yield f'<testsuite name="tenet" {counts}>'
    for rule in said:
        yield from _case(rule, _of(rule, verdict.active))
    for rule in quiet:
        yield f'  <testcase classname="tenet" name={quoteattr(rule)}/>'
    for skip in skipped:
        yield f'  <testcase classname="tenet" name={quoteattr(skip.rule)}><skipped message={quoteattr(visible(skip.reason))}/></testcase>'
    yield "</testsuite>"


def _of(rule: str, findings: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.rule == rule]


def _case(rule: str, findings: Sequence[Finding]) -> Iterator[str]:
    told = "\n".join(
        f"{visible(finding.path or 'the whole change')}:{finding.line or 1}: {finding.message} {finding.remedy}" for finding in findings
    )
    body = escape("\n".join(map(visible, told.split("\n"))))
    tag = "failure" if any(finding.blocking for finding in findings) else "system-out"
    message = f" message={quoteattr(visible(findings[0].message))}" if tag == "failure" else ""
    yield f'  <testcase classname="tenet" name={quoteattr(rule)}><{tag}{message}>{body}</{tag}></testcase>'
