"""The check run: its conclusion is the verdict, its annotations are what is not said inline."""

from collections.abc import Iterable

from tenet.domain.change import Side
from tenet.domain.finding import Finding
from tenet.domain.review_plan import Annotation, CheckRunDraft, Counts, check_run_mark
from tenet.domain.verdict import Conclusion, Verdict
from tenet.report.budget import COMMENT_LIMIT
from tenet.report.escape import one_line, sendable, shorten, visible
from tenet.report.links import Links
from tenet.report.summary import headline, render_summary

MOST_ANNOTATIONS = 500
"""Ten requests' worth. The rest is in the check run's own text."""
LONGEST_TITLE = 250
LONGEST_MESSAGE = 4_000
CONCLUSIONS = {Conclusion.PASSED: "success", Conclusion.FAILED: "failure"}


def draft_check_run(verdict: Verdict, not_inline: Iterable[Finding], links: Links, counts: Counts) -> CheckRunDraft:
    """The check run of a verdict. `not_inline` comes in order of weight."""
    title = shorten(one_line(headline(verdict)).replace("\\", ""), LONGEST_TITLE)
    summary = render_summary(verdict, links, counts, COMMENT_LIMIT)
    annotations = tuple(_annotation(each) for each in not_inline if _placed(each))[:MOST_ANNOTATIONS]
    conclusion = CONCLUSIONS[verdict.conclusion]
    return CheckRunDraft(
        name=verdict.policy.name,
        head_sha=verdict.head or "",
        conclusion=conclusion,
        title=title,
        summary=summary,
        annotations=annotations,
        external_id=check_run_mark(repr((conclusion, title, summary, annotations))),
    )


def _placed(finding: Finding) -> bool:
    return finding.path is not None and finding.side is Side.HEAD and sendable(finding.path)


def _annotation(finding: Finding) -> Annotation:
    line = finding.line or 1
    return Annotation(
        path=finding.path or "",
        start_line=line,
        end_line=max(line, finding.end_line or line),
        severity=finding.severity,
        title=shorten(finding.rule, LONGEST_TITLE),
        message=shorten(visible(f"{finding.message}\n{finding.remedy}").strip() or finding.rule, LONGEST_MESSAGE),
    )
