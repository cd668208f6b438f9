"""coverage.py's own data files (`.coverage`), read through the coverage library.

They hold lines or arcs that ran and no statements: those come from the sources, by coverage.py's own parser and analysis,
so that the figures are its own to the digit.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from coverage import CoverageData
from coverage.config import DEFAULT_EXCLUDE, DEFAULT_PARTIAL, DEFAULT_PARTIAL_ALWAYS
from coverage.exceptions import CoverageException
from coverage.files import GlobMatcher

from tenet.facts.coverage.configuration import CoverageConfiguration, read_configuration
from tenet.facts.coverage.measured import CountedFile, FileOutline, MeasuredFile, Report, ReportUnreadable
from tenet.facts.coverage.numbers import LAST_LINE
from tenet.facts.coverage.paths import match_paths
from tenet.facts.sources import Sources
from tenet.infrastructure.analysis_store import user_store
from tenet.infrastructure.coverage_analysis import Patterns, Recorded, analysed
from tenet.ports.tree import Tree

NOTHING = MeasuredFile(frozenset(), frozenset())
ROOT = "/repository"
"""Patterns of files are relative to the folder that coverage.py runs in: this stands for it."""


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
    return _report(", ".join(f"`{path}`" for path in paths), data, Sources(tree))


def _report(name: str, data: CoverageData, sources: Sources) -> Report:
    configuration = read_configuration(sources)
    selection = Selection(configuration)
    matched = match_paths(Report(name, dict.fromkeys(sorted(data.measured_files()), NOTHING)), sources.files)
    wanted = {path: found for path, found in matched.files.items() if selection.holds(path, found)}
    sources.load(wanted.values())
    recorded = [_recorded(data, path, sources.text(found) or "") for path, found in wanted.items()]
    figures = zip(wanted, analysed(recorded, _patterns(configuration), user_store()), strict=True)
    files: dict[str, CountedFile] = {
        path: FileOutline(file.covered, file.total, partial(_with_contexts, data, path, file)) for path, file in figures
    }
    return Report(name, files | {path: NOTHING for path in matched.unmatched if selection.holds(path, path)})


def _recorded(data: CoverageData, path: str, text: str) -> Recorded:
    arcs = data.arcs(path) if data.has_arcs() else None
    return Recorded(path, text, tuple(data.lines(path) or ()), None if arcs is None else tuple(arcs))


def _with_contexts(data: CoverageData, path: str, outline: FileOutline) -> MeasuredFile:
    """Contexts are asked for the files of a change alone: they are the most of what a data file holds."""
    file = outline.whole()
    contexts = {line: frozenset(names) for line, names in data.contexts_by_lineno(path).items() if any(names)}
    return MeasuredFile(file.statements, file.missing, file.branches, contexts)


def _examine(path: str) -> None:
    """Looks before the library opens the file: it would write its tables into a database that has none, and take minutes
    and gigabytes for line numbers that no file has. Raises ReportUnreadable, or sqlite3.Error.
    """
    address = f"{Path(path).absolute().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        tables = {name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")}
        if not {"coverage_schema", "file", "line_bits", "arc"} <= tables:
            raise ReportUnreadable("it is an SQLite database, but not coverage.py's")
        # tenet: allow[raw-sql] coverage.py's file, of which it publishes no models
        (longest,) = connection.execute("select max(length(numbits)) from line_bits").fetchone()
        # tenet: allow[raw-sql] coverage.py's file, of which it publishes no models
        (last,) = connection.execute("select max(max(abs(fromno), abs(tono))) from arc").fetchone()
    if (longest or 0) * 8 > LAST_LINE or (last or 0) > LAST_LINE:
        raise ReportUnreadable(f"it names lines beyond {LAST_LINE:,}")


class Selection:
    """Which files coverage.py's reports have, by `include` and `omit` of `[report]`."""

    def __init__(self, configuration: CoverageConfiguration) -> None:
        self._include = _matcher(configuration.include)
        self._omit = _matcher(configuration.omit)

    def holds(self, recorded: str, path: str) -> bool:
        names = (f"{ROOT}/{path}", path, recorded)
        included = self._include is None or any(map(self._include.match, names))
        return included and not (self._omit is not None and any(map(self._omit.match, names)))


def _matcher(patterns: Sequence[str]) -> GlobMatcher | None:
    rooted = (pattern if pattern.startswith(("*", "?", "/")) else f"{ROOT}/{pattern.removeprefix('./')}" for pattern in patterns)
    return GlobMatcher([*patterns, *rooted]) if patterns else None


def _patterns(configuration: CoverageConfiguration) -> Patterns:
    """The repository's exclusion and partial-branch patterns, as coverage.py joins them."""
    exclude = [*_or(configuration.exclude_lines, DEFAULT_EXCLUDE), *configuration.exclude_also]
    partial_branches = [
        *_or(configuration.partial_branches, DEFAULT_PARTIAL),
        *configuration.partial_also,
        *_or(configuration.partial_branches_always, DEFAULT_PARTIAL_ALWAYS),
    ]
    return Patterns(_joined(exclude), _joined(partial_branches))


def _or(stated: Sequence[str] | None, default: Sequence[str]) -> Sequence[str]:
    return default if stated is None else stated


def _joined(patterns: Iterable[str]) -> str:
    return "|".join(f"(?:{each})" for each in patterns)
