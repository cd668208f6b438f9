"""What the summary says of coverage: a table with bars, and what it rests on folded away."""

from collections.abc import Callable, Sequence
from functools import partial

from tenet.core.wording import counted
from tenet.domain.coverage import CoverageFigure, CoverageSummary, FileFall, PartialLine, UncoveredFunction, show_percent
from tenet.report.budget import Section, folded
from tenet.report.escape import code, plain, prose, shorten
from tenet.report.links import Links

Figure = tuple[str, CoverageFigure]
Column = tuple[str, Callable[[str, CoverageFigure], str]]
"""A column's title, and what it says of a figure."""
LONGEST_NOTE = 400
LONGEST_NAME = 160
IN_SIGHT, MOST_IN_SIGHT = 8, 20
"""How many components stand unfolded: if all of them meet their targets, and at most."""
MOST_RUNS = 12
"""How many runs of lines one function names."""


def coverage_sections(summary: CoverageSummary, links: Links) -> list[Section]:
    shown, rest = _components(summary)
    figures = [("overall", summary.overall), ("changed lines", summary.patch), *shown]
    columns = _columns([*figures, *rest])
    return [
        _table("### Coverage\n\n", figures, columns, "", 9),
        *_more(rest, columns),
        *folded("Changed lines that no test runs", summary.uncovered, partial(_uncovered, links=links), weight=4),
        *folded("Changed lines of which not all branches are taken", summary.partial, partial(_partial, links=links), weight=3),
        *folded("Files that the tests cover less than at the base", summary.falls, partial(_fall, links=links), weight=3),
        *folded("Tests that run the changed lines", summary.tests, _test, weight=1),
        *folded("How the coverage reports were read", summary.notes, _note, weight=1),
    ]


def _components(summary: CoverageSummary) -> tuple[list[Figure], list[Figure]]:
    """Those to see at once, and the rest. Where there are many, those that miss their targets come first."""
    figures = list(summary.components.items())
    below = [each for each in figures if not each[1].meets_target]
    seen = min(max(IN_SIGHT, len(below)), MOST_IN_SIGHT)
    if len(figures) <= seen:
        return figures, []
    ordered = sorted(figures, key=lambda each: each[1].meets_target)
    return ordered[:seen], ordered[seen:]


def _more(figures: Sequence[Figure], columns: Sequence[Column]) -> list[Section]:
    opening = f"<details><summary>More components ({len(figures)})</summary>\n\n"
    return [_table(opening, figures, columns, "\n</details>", 4)] if figures else []


def _table(opening: str, figures: Sequence[Figure], columns: Sequence[Column], closing: str, weight: int) -> Section:
    head = "|".join(title for title, _ in columns)
    lines = "|".join("---" if number == 0 else "--:" for number in range(len(columns)))
    rows = ["|".join(["", *(f" {cell(*figure)} " for _, cell in columns), ""]) for figure in figures]
    rest = "| … and {count} more, in {elsewhere} " + "|" * len(columns)
    return Section(f"{opening}| {head.replace('|', ' | ')} |\n|{lines}|", rows, len(rows), closing, weight, rest)


def _columns(figures: Sequence[Figure]) -> list[Column]:
    """A column that would be empty is left out. On a phone the first three or four are in sight, the rest is scrolled to."""
    columns: list[Column] = [("", _name), ("covered", _percent)]
    columns += [("target", _target), ("missing", _missing)] if any(figure.target is not None for _, figure in figures) else []
    columns += [("change", _change)] if any(_known_change(figure) is not None for _, figure in figures) else []
    return [*columns, ("of", _total)]


def _name(name: str, _figure: CoverageFigure) -> str:
    return plain(shorten(name, 60))


def _percent(_name: str, figure: CoverageFigure) -> str:
    return "nothing to count" if figure.percent is None else f"{show_percent(figure.percent, figure.target)} %"


def _change(_name: str, figure: CoverageFigure) -> str:
    points = _known_change(figure)
    if points is None:
        return ""
    return f"{points:+.2f}".replace("-", "\N{MINUS SIGN}") if f"{abs(points):.2f}" != "0.00" else "0.00"


def _known_change(figure: CoverageFigure) -> float | None:
    return None if figure.base_percent is None or figure.percent is None else figure.percent - figure.base_percent


def _target(_name: str, figure: CoverageFigure) -> str:
    return "" if figure.target is None else f"{figure.target:g} %"


def _missing(_name: str, figure: CoverageFigure) -> str:
    """How much more has to be covered to meet the target; in words, as a colour or a sign alone would tell nobody."""
    if figure.target is None or figure.percent is None:
        return ""
    return "none" if figure.meets_target else f"**{figure.missing}**"


def _total(_name: str, figure: CoverageFigure) -> str:
    return f"{figure.total}" if figure.total else ""


def _uncovered(function: UncoveredFunction, links: Links) -> str:
    symbol = f" in {code(shorten(function.symbol, LONGEST_NAME))}" if function.symbol else ""
    place = links.place(function.path, function.runs[0][0], function.runs[0][1])
    return f"- {place}{symbol}: {shown_runs(function)}"


def shown_runs(function: UncoveredFunction) -> str:
    """For people: `lines 3, 7-9 (4 statements)`."""
    runs = [f"{first}" if first == last else f"{first}-{last}" for first, last in function.runs]
    more = f" and {len(runs) - MOST_RUNS} more" if len(runs) > MOST_RUNS else ""
    lines = "line" if len(runs) == 1 and runs[0].isdigit() else "lines"
    return f"{lines} {', '.join(runs[:MOST_RUNS])}{more} ({counted(function.statements, 'statement')})"


def _partial(line: PartialLine, links: Links) -> str:
    return f"- {links.place(line.path, line.line)}: {line.covered} of {line.total} branches"


def _fall(fall: FileFall, links: Links) -> str:
    shown = f"{show_percent(fall.base_percent)} % to {show_percent(fall.percent)} % ({fall.points:+.2f})".replace("-", "\N{MINUS SIGN}")
    return f"- {links.place(fall.path, None)}: {shown}"


def _test(name: str) -> str:
    return f"- {code(shorten(name, LONGEST_NAME))}"


def _note(note: str) -> str:
    return f"- {prose(shorten(note, LONGEST_NOTE))}"
