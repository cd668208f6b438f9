"""A verdict in any of the formats. Each format's module is imported when it is asked for."""

from collections.abc import Callable

from tenet.domain.verdict import Verdict
from tenet.report.formats import Format
from tenet.report.text import render_text, unstyled


def render(verdict: Verdict, form: Format) -> str:
    return RENDERERS[form](verdict)


def render_for_code_scanning(verdict: Verdict, repository: str) -> str:
    """SARIF to be uploaded. `repository` is the address of the repository's page."""
    from tenet.report.sarif import for_code_scanning, render_sarif
    from tenet.rules.registry import load_rules

    return render_sarif(for_code_scanning(verdict), load_rules(), repository)


def _text(verdict: Verdict) -> str:
    return unstyled(render_text(verdict))


def _json(verdict: Verdict) -> str:
    from tenet.report.result import render_json

    return render_json(verdict)


def _markdown(verdict: Verdict) -> str:
    from tenet.report.summary import render_summary

    return render_summary(verdict)


def _sarif(verdict: Verdict) -> str:
    from tenet.report.sarif import render_sarif
    from tenet.rules.registry import load_rules

    return render_sarif(verdict, load_rules())


def _html(verdict: Verdict) -> str:
    from tenet.report.html import render_html

    return render_html(verdict)


def _workflow_commands(verdict: Verdict) -> str:
    from tenet.report.workflow_commands import render_workflow_commands

    return render_workflow_commands(verdict)


def _junit(verdict: Verdict) -> str:
    from tenet.report.junit import render_junit

    return render_junit(verdict)


def _gitlab(verdict: Verdict) -> str:
    from tenet.report.gitlab import render_gitlab

    return render_gitlab(verdict)


RENDERERS: dict[Format, Callable[[Verdict], str]] = {
    Format.TEXT: _text,
    Format.JSON: _json,
    Format.MARKDOWN: _markdown,
    Format.SARIF: _sarif,
    Format.HTML: _html,
    Format.GITHUB: _workflow_commands,
    Format.JUNIT: _junit,
    Format.GITLAB: _gitlab,
}
