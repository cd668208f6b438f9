"""The verdict as one self-contained page (`--format html`): nothing is loaded from elsewhere, light and dark."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from tenet import __version__
from tenet.domain.coverage import CoverageFigure, CoverageSummary, show_percent
from tenet.domain.finding import Finding
from tenet.domain.severity import Severity
from tenet.domain.verdict import Verdict
from tenet.report.coverage_section import shown_runs
from tenet.report.escape import visible
from tenet.report.specs_section import share_lines, spec_rows
from tenet.report.unread import unread_sentence

BAR_WIDTH = 240
"""Width of a coverage bar, in the units of its SVG view box."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One coverage figure as the page draws it."""

    name: str
    shown: str
    covered: int
    total: int
    target: str
    meets_target: bool
    filled: float
    mark: float | None
    change: str


def render_html(verdict: Verdict) -> str:
    environment = Environment(
        loader=PackageLoader("tenet.report"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["displayable"] = visible
    environment.filters["words"] = _words
    groups = [(path, list(found)) for path, found in groupby(verdict.active, key=_path)]
    page = environment.get_template("review.html.jinja")
    return page.render(
        verdict=verdict,
        groups=groups,
        counts=[(severity.value, sum(finding.severity is severity for finding in verdict.active)) for severity in reversed(Severity)],
        bars=list(_bars(verdict.coverage)) if verdict.coverage is not None else [],
        bar_width=BAR_WIDTH,
        unread=unread_sentence(verdict.unread, visible),
        spec_rows=spec_rows(verdict),
        spec_shares=[] if verdict.specs is None else list(share_lines(verdict.specs)),
        shown_runs=shown_runs,
        show_percent=show_percent,
        version=__version__,
    )


def _words(text: str) -> Markup:
    """A rule's words: pairs of backticks make code, all is escaped."""
    parts = visible(text).split("`")
    if len(parts) % 2 == 0:
        return escape(visible(text))
    return Markup("").join(Markup("<code>{}</code>").format(part) if index % 2 else part for index, part in enumerate(parts))


def _path(finding: Finding) -> str:
    return finding.path or ""


def _bars(summary: CoverageSummary) -> Iterator[Bar]:
    for name, figure in (*summary.components.items(), ("overall", summary.overall), ("changed lines", summary.patch)):
        if figure.percent is not None:
            yield _bar(name, figure, figure.percent)


def _bar(name: str, figure: CoverageFigure, percent: float) -> Bar:
    return Bar(
        name=name,
        shown=show_percent(percent, figure.target),
        covered=figure.covered,
        total=figure.total,
        target="" if figure.target is None else f"{figure.target:g}",
        meets_target=figure.meets_target,
        filled=round(BAR_WIDTH * percent / 100, 1),
        change="" if figure.base_percent is None else f"{percent - figure.base_percent:+.2f}",
        mark=None if figure.target is None else round(BAR_WIDTH * figure.target / 100, 1),
    )
