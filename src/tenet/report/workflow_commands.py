"""Workflow commands of GitHub's runner (`--format github`): one annotation for each finding.

Source: GitHub's documentation of workflow commands, and the runner's own escaping: `%`, CR and LF in messages, `:` and
`,` too in properties. The runner shows ten of a kind for each step and cuts a message at 4,096 characters.
"""

import re
from collections import Counter
from collections.abc import Iterator

from tenet.core.text import displayable, without_commands
from tenet.domain.change import Side
from tenet.domain.finding import Finding, UnknownOutcome
from tenet.domain.severity import Severity
from tenet.domain.verdict import Verdict
from tenet.report.escape import shorten, visible
from tenet.report.file_place import said_of_unknown

MESSAGE_LIMIT = 4_000
MOST_OF_A_KIND = 10
ESCAPED = {"%": "%25", "\r": "%0D", "\n": "%0A"}
ACTIVE = re.compile("[%\r\n]")


def escape_data(text: str) -> str:
    """Text that cannot end a command or begin another, nor act on a terminal."""
    return visible(ACTIVE.sub(lambda found: ESCAPED[found[0]], displayable(text)))


def escape_property(text: str) -> str:
    return escape_data(text).replace(":", "%3A").replace(",", "%2C")


def command(name: str, message: str, **properties: str | int | None) -> str:
    given = ",".join(f"{key}={escape_property(str(value))}" for key, value in properties.items() if value is not None)
    return f"::{name}{' ' if given else ''}{given}::{escape_data(message)}"


def render_workflow_commands(verdict: Verdict) -> str:
    """What blocks comes first, since the runner shows the first ten of a kind; what it will not show is counted at the end."""
    findings = sorted(verdict.active, key=lambda finding: (not finding.blocking, -finding.severity.weight))
    unknown = [each for each in verdict.unknown if each.blocking]
    kinds = Counter([*(finding.severity.value for finding in findings), *(Severity.ERROR.value for _ in unknown)])
    lines = [*map(_of_unknown, unknown), *map(_of_finding, findings), *_not_shown(kinds)]
    return "".join(f"{line}\n" for line in lines)


def _of_finding(finding: Finding) -> str:
    placed = finding.path is not None and finding.side is Side.HEAD
    return command(
        finding.severity.value,
        shorten(f"{finding.message}\n{finding.remedy}", MESSAGE_LIMIT),
        file=finding.path if placed else None,
        line=finding.line if placed else None,
        endLine=finding.end_line if placed else None,
        title=f"tenet: {finding.rule}",
    )


def _of_unknown(unknown: UnknownOutcome) -> str:
    said = shorten(said_of_unknown(unknown), MESSAGE_LIMIT)
    return command("error", said, file=unknown.path, line=unknown.line if unknown.path else None, title=f"tenet: {unknown.rule}")


def _not_shown(kinds: Counter[str]) -> Iterator[str]:
    """A plain line of the log: a command would take a place itself."""
    over = [f"{count - MOST_OF_A_KIND} of {count} {kind}s" for kind, count in sorted(kinds.items()) if count > MOST_OF_A_KIND]
    if over:
        yield without_commands(f"GitHub shows {MOST_OF_A_KIND} annotations of a kind for each step: not shown are {', '.join(over)}.")
