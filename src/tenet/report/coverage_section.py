"""What the summary says of coverage: a table with bars, and what it rests on folded away."""

from functools import partial

from tenet.domain.coverage import CoverageFigure, CoverageSummary, FileFall, PartialLine, UncoveredFunction, show_percent
from tenet.report.budget import Section, folded
from tenet.report.escape import code, plain, prose, shorten
from tenet.report.links import Links

BAR = 10
"""Characters in a bar."""
LONGEST_NOTE = 400
LONGEST_NAME = 160
MOST_RUNS = 12
"""How many runs of lines one function names."""


def coverage_sections(summary: CoverageSummary, links: Links) -> list[Section]:
    figures = [("all", summary.overall), *summary.components.items(), ("changed lines", summary.patch)]
    head = "### Coverage\n\n| | covered | target | | of |\n|---|--:|--:|---|--:|"
    rows = [_figure(name, figure) for name, figure in figures]
    return [
        Section(head, rows, len(rows), weight=6),
        *folded("Changed lines that no test runs", summary.uncovered, partial(_uncovered, links=links), weight=4),
        *folded("Changed lines of which not all branches are taken", summary.partial, partial(_partial, links=links), weight=3),
        *folded("Files that the tests cover less than at the base", summary.falls, _fall, weight=3),
        *folded("Tests that run the changed lines", summary.tests, _test, weight=1),
        *folded("How the coverage reports were read", summary.notes, _note, weight=1),
    ]


def _figure(name: str, figure: CoverageFigure) -> str:
    target = "" if figure.target is None else f"{figure.target:g} %"
    below = "" if figure.meets_target else " below"
    base = "" if figure.base_percent is None or figure.percent is None else f" ({figure.percent - figure.base_percent:+.2f})"
    of = f"{figure.covered} / {figure.total}"
    return f"| {plain(shorten(name, 60))} | {_percent(figure)}{base} | {target}{below} | {_bar(figure.percent)} | {of} |"


def _percent(figure: CoverageFigure) -> str:
    return "nothing to count" if figure.percent is None else f"{show_percent(figure.percent, figure.target)} %"


def _bar(percent: float | None) -> str:
    full = 0 if percent is None else int(percent * BAR / 100)
    return "█" * full + "░" * (BAR - full)


def _uncovered(function: UncoveredFunction, links: Links) -> str:
    symbol = f" in {code(shorten(function.symbol, LONGEST_NAME))}" if function.symbol else ""
    place = links.place(function.path, function.runs[0][0], function.runs[0][1])
    return f"- {place}{symbol}: {shown_runs(function)}"


def shown_runs(function: UncoveredFunction) -> str:
    """For people: `lines 3, 7-9 (4 statements)`."""
    runs = [f"{first}" if first == last else f"{first}-{last}" for first, last in function.runs]
    more = f" and {len(runs) - MOST_RUNS} more" if len(runs) > MOST_RUNS else ""
    lines = "line" if len(runs) == 1 and runs[0].isdigit() else "lines"
    statements = "1 statement" if function.statements == 1 else f"{function.statements} statements"
    return f"{lines} {', '.join(runs[:MOST_RUNS])}{more} ({statements})"


def _partial(line: PartialLine, links: Links) -> str:
    return f"- {links.place(line.path, line.line)}: {line.covered} of {line.total} branches"


def _fall(fall: FileFall) -> str:
    shown = f"{show_percent(fall.base_percent)} % to {show_percent(fall.percent)} % ({fall.points:+.2f})"
    return f"- {code(shorten(fall.path, LONGEST_NAME))}: {shown}"


def _test(name: str) -> str:
    return f"- {code(shorten(name, LONGEST_NAME))}"


def _note(note: str) -> str:
    return f"- {prose(shorten(note, LONGEST_NOTE))}"
