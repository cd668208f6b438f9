"""coverage.py's own data files (`.coverage`), read through the coverage library.

They hold lines or arcs that ran and no statements: those come from the sources, by coverage.py's own parser and analysis,
so that the figures are its own to the digit.
"""

import configparser
import sqlite3
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from coverage import CoverageData
from coverage.config import DEFAULT_EXCLUDE, DEFAULT_PARTIAL, DEFAULT_PARTIAL_ALWAYS
from coverage.exceptions import CoverageException
from coverage.parser import PythonParser
from coverage.plugin import FileReporter
from coverage.results import analysis_from_file_reporter

from tenet.facts.coverage.measured import Branches, MeasuredFile, Report, ReportUnreadable
from tenet.facts.coverage.numbers import LAST_LINE
from tenet.facts.coverage.paths import match_paths
from tenet.facts.sources import Sources
from tenet.ports.tree import Tree

SQLITE = b"SQLite format 3\0"


class SourceReporter(FileReporter):
    """What coverage.py asks of a file, answered from a text that need not be on disk."""

    def __init__(self, path: str, text: str, exclude: str, partial: str) -> None:
        super().__init__(path)
        self._parser = PythonParser(text=text, filename=path, exclude=exclude)
        self._parser.parse_source()
        self._partial = self._parser.lines_matching(partial)

    def lines(self) -> set[int]:
        return self._parser.statements

    def excluded_lines(self) -> set[int]:
        return self._parser.excluded

    def translate_lines(self, lines: set[int]) -> set[int]:  # type: ignore[override]
        return self._parser.translate_lines(lines)

    def translate_arcs(self, arcs: set[tuple[int, int]]) -> set[tuple[int, int]]:  # type: ignore[override]
        return self._parser.translate_arcs(arcs)

    def no_branch_lines(self) -> set[int]:
        return self._partial

    def arcs(self) -> set[tuple[int, int]]:
        return self._parser.arcs()

    def exit_counts(self) -> dict[int, int]:
        return self._parser.exit_counts()


def read_data_files(paths: Sequence[str], tree: Tree) -> Report:
    """One report of all files together. Raises ReportUnreadable."""
    data = CoverageData(no_disk=True)
    try:
        for path in paths:
            _examine(path)
            part = CoverageData(basename=path)
            part.read()
            data.update(part)
    except (CoverageException, sqlite3.Error) as error:
        raise ReportUnreadable(f"coverage.py cannot read it: {error}") from error
    sources = Sources(tree)
    name = ", ".join(f"`{path}`" for path in paths)
    recorded = sorted(data.measured_files())
    matched = match_paths(Report(name, {path: MeasuredFile(frozenset(), frozenset()) for path in recorded}), sources.files)
    sources.load(matched.files.values())
    exclude, partial = _exclusions(sources)
    files = {path: _measured(data, path, sources.text(found) or "", exclude, partial) for path, found in matched.files.items()}
    return Report(name, files | {path: MeasuredFile(frozenset(), frozenset()) for path in matched.unmatched})


def _examine(path: str) -> None:
    """Looks before the library opens the file: it would write its tables into a database that has none, and take minutes
    and gigabytes for line numbers that no file has. Raises ReportUnreadable, or sqlite3.Error.
    """
    address = f"{Path(path).absolute().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        tables = {name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")}
        if not {"coverage_schema", "file", "line_bits", "arc"} <= tables:
            raise ReportUnreadable("it is an SQLite database, but not coverage.py's")
        (longest,) = connection.execute("select max(length(numbits)) from line_bits").fetchone()
        (last,) = connection.execute("select max(max(abs(fromno), abs(tono))) from arc").fetchone()
    if (longest or 0) * 8 > LAST_LINE or (last or 0) > LAST_LINE:
        raise ReportUnreadable(f"it names lines beyond {LAST_LINE:,}")


def _measured(data: CoverageData, recorded: str, text: str, exclude: str, partial: str) -> MeasuredFile:
    try:
        analysis = analysis_from_file_reporter(data, 0, SourceReporter(recorded, text, exclude, partial), recorded)
    except CoverageException as error:
        raise ReportUnreadable(f"coverage.py cannot analyse `{recorded}`: {error}") from error
    branches = {line: Branches(taken, total) for line, (total, taken) in analysis.branch_stats().items()} if data.has_arcs() else {}
    return MeasuredFile(frozenset(analysis.statements), frozenset(analysis.missing), branches)


def _exclusions(sources: Sources) -> tuple[str, str]:
    """The repository's exclusion and partial-branch patterns, as coverage.py joins them."""
    report = _report_settings(sources)
    exclude = [*_lines(report.get("exclude_lines"), DEFAULT_EXCLUDE), *_lines(report.get("exclude_also"), [])]
    partial = [*_lines(report.get("partial_branches"), DEFAULT_PARTIAL), *_lines(report.get("partial_also"), []), *DEFAULT_PARTIAL_ALWAYS]
    return "|".join(f"(?:{each})" for each in exclude), "|".join(f"(?:{each})" for each in partial)


def _lines(value: str | list[str] | None, default: Sequence[str]) -> Sequence[str]:
    if value is None:
        return default
    return [line.strip() for line in value.split("\n") if line.strip()] if isinstance(value, str) else value


def _report_settings(sources: Sources) -> Mapping[str, str | list[str]]:
    """`[report]` of the first configuration file that has one, in coverage.py's order; read as data, plugins ignored."""
    for path, section in ((".coveragerc", "report"), ("setup.cfg", "coverage:report"), ("tox.ini", "coverage:report")):
        text = sources.text(path)
        parser = configparser.ConfigParser(interpolation=None, strict=False)
        try:
            parser.read_string(text or "")
        except configparser.Error as error:
            raise ReportUnreadable(f"the coverage configuration {path} cannot be read: {error}") from error
        if parser.has_section(section):
            return dict(parser[section])
    try:
        document = tomllib.loads(sources.text("pyproject.toml") or "")
    except tomllib.TOMLDecodeError as error:
        raise ReportUnreadable(f"pyproject.toml cannot be read: {error}") from error
    found: Mapping[str, str | list[str]] = document.get("tool", {}).get("coverage", {}).get("report", {})
    return found
