"""What a person reads in a terminal: grouped by file, the code shown, the remedy, one line of summary at the end.

The text is made of styled spans; who prints it decides whether the styles become colours.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from tenet.core.text import printable
from tenet.core.wording import counted
from tenet.domain.change import Side
from tenet.domain.coverage import CoverageFigure, CoverageSummary, show_percent
from tenet.domain.finding import Finding, UnknownOutcome
from tenet.domain.severity import Severity
from tenet.domain.verdict import Conclusion, Verdict
from tenet.report.unread import unread_sentence

CODE_WIDTH = 160


class Style(StrEnum):
    PLAIN = ""
    PATH = "bold underline"
    ERROR = "bold red"
    WARNING = "yellow"
    NOTICE = "cyan"
    RULE = "bold"
    CODE = "dim"
    GOOD = "bold green"


@dataclass(frozen=True, slots=True)
class Span:
    text: str
    style: Style = Style.PLAIN


Line = tuple[Span, ...]
STYLES = {Severity.ERROR: Style.ERROR, Severity.WARNING: Style.WARNING, Severity.NOTICE: Style.NOTICE}


def unstyled(lines: Sequence[Line]) -> str:
    """The lines without styles, each ended by a newline. Control characters of the judged text cannot act on a terminal."""
    return "".join("".join(span.text for span in line) + "\n" for line in lines)


def render_text(verdict: Verdict) -> tuple[Line, ...]:
    return tuple(_lines(verdict))


def _lines(verdict: Verdict) -> Iterator[Line]:
    for path, findings in groupby(verdict.active, key=lambda finding: finding.path or ""):
        yield (Span(_heading(path), Style.PATH),)
        for finding in findings:
            yield from _finding(finding)
        yield ()
    yield from _unknown(verdict.unknown)
    yield from _waived(verdict.waived)
    yield from _unread(verdict)
    if verdict.specs is not None and verdict.specs.specified:
        from tenet.report.specs_text import spec_lines

        yield from spec_lines(verdict.specs)
    if verdict.coverage is not None:
        yield from _coverage(verdict.coverage)
    yield from _summary(verdict)


def _heading(path: str) -> str:
    """The path. In a log of GitHub's runner a line that starts with `::` would be a command."""
    name = printable(path) or "the whole change"
    return f"./{name}" if name.lstrip().startswith("::") else name


def _finding(finding: Finding) -> Iterator[Line]:
    where = f"{finding.line or '':>5}"
    mark = "-" if finding.side is Side.BASE else " "
    yield (
        Span(f"{where}{mark} "),
        Span(f"{finding.severity:<8}", STYLES[finding.severity]),
        Span(finding.rule, Style.RULE),
        Span(f"  {printable(finding.message)}"),
    )
    if finding.code.strip():
        yield (Span(" " * 7 + "| ", Style.CODE), Span(printable(finding.code.rstrip())[:CODE_WIDTH], Style.CODE))
    for line in finding.remedy.split("\n"):
        yield (Span(" " * 9 + printable(line)),)


def _unknown(unknown: Sequence[UnknownOutcome]) -> Iterator[Line]:
    if not unknown:
        return
    yield (Span("Could not be judged", Style.PATH),)
    for outcome in unknown:
        place = f"{printable(outcome.path)}:{outcome.line or 1}: " if outcome.path else ""
        yield (Span("       "), Span(outcome.rule, Style.RULE), Span(f"  {place}{printable(outcome.subject)}: {printable(outcome.reason)}"))
    yield ()


def _waived(findings: Sequence[Finding]) -> Iterator[Line]:
    if not findings:
        return
    yield (Span("Waived", Style.PATH),)
    for finding in findings:
        if finding.waived is not None:
            until = f" until {finding.waived.until}" if finding.waived.until else ""
            place = f"{printable(finding.path or 'the whole change')}:{finding.line or 1}"
            yield (Span("       "), Span(finding.rule, Style.RULE), Span(f"  {place}: {printable(finding.waived.reason)}{until}"))
    yield ()


def _unread(verdict: Verdict) -> Iterator[Line]:
    if verdict.unread:
        yield (Span("Not read", Style.PATH),)
        yield (Span(f"       {unread_sentence(verdict.unread, printable)}"),)
        yield ()


def _coverage(summary: CoverageSummary) -> Iterator[Line]:
    rows = [*summary.components.items(), ("overall", summary.overall), ("changed lines", summary.patch)]
    measured = [_figure(name, figure) for name, figure in rows if figure.percent is not None]
    if not measured and not summary.notes:
        return
    yield (Span("Coverage", Style.PATH),)
    yield from measured
    for note in summary.notes:
        yield (Span(f"       {printable(note)}", Style.CODE),)
    yield ()


def _figure(name: str, figure: CoverageFigure) -> Line:
    target = "" if figure.target is None else f"  target {figure.target:g} %"
    style = Style.GOOD if figure.meets_target else Style.ERROR
    return (
        Span(f"       {printable(name):<16}"),
        Span(f"{show_percent(figure.percent, figure.target):>8} %", style),
        Span(f"  {figure.covered} of {figure.total}{target}"),
    )


def _summary(verdict: Verdict) -> Iterator[Line]:
    counts = ", ".join(_counts(verdict)) or "nothing to say"
    failed = verdict.conclusion is Conclusion.FAILED
    stats = verdict.stats
    yield (
        Span("blocked" if failed else "passed", Style.ERROR if failed else Style.GOOD),
        Span(f": {counts}. {counted(stats.files, 'file')}, +{stats.added} -{stats.removed} lines, {stats.seconds:.2f} s."),
    )
    extends = f", extends {', '.join(verdict.policy.extends)}" if verdict.policy.extends else ""
    note = f" {verdict.policy.note}" if verdict.policy.note else ""
    yield (Span(f"Policy: {printable(verdict.policy.source)} ({verdict.policy.mode}{extends}).{note}", Style.CODE),)


def _counts(verdict: Verdict) -> Iterator[str]:
    for severity in reversed(Severity):
        number = sum(finding.severity is severity for finding in verdict.active)
        if number:
            yield counted(number, severity.value)
    if verdict.waived:
        yield f"{len(verdict.waived)} waived"
    if verdict.unknown:
        yield f"{len(verdict.unknown)} could not be judged"
    if verdict.drift:
        yield f"{len(verdict.drift)} there before"
