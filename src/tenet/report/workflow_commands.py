"""Workflow commands of GitHub's runner (`--format github`): one annotation for each finding.

Source: GitHub's documentation of workflow commands, and the runner's own escaping: `%`, CR and LF in messages, `:` and
`,` too in properties. The runner shows ten of a kind for each step and cuts a message at 4,096 characters.
"""

from tenet.core.text import displayable
from tenet.domain.change import Side
from tenet.domain.finding import Finding
from tenet.domain.verdict import Verdict

MESSAGE_LIMIT = 4_000


def escape_data(text: str) -> str:
    """Text that cannot end a command or begin another."""
    return displayable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(text: str) -> str:
    return escape_data(text).replace(":", "%3A").replace(",", "%2C")


def command(name: str, message: str, **properties: str | int | None) -> str:
    given = ",".join(f"{key}={escape_property(str(value))}" for key, value in properties.items() if value is not None)
    return f"::{name}{' ' if given else ''}{given}::{escape_data(message)}"


def render_workflow_commands(verdict: Verdict) -> str:
    return "".join(f"{_annotation(finding)}\n" for finding in verdict.active)


def _annotation(finding: Finding) -> str:
    placed = finding.path is not None and finding.side is Side.HEAD
    return command(
        finding.severity.value,
        f"{finding.message}\n{finding.remedy}"[:MESSAGE_LIMIT],
        file=finding.path if placed else None,
        line=finding.line if placed else None,
        endLine=finding.end_line if placed else None,
        title=f"tenet: {finding.rule}",
    )
