"""Which lines of a file are statements, and which of them ran: coverage.py's own parser and analysis, for many files at once.

To parse a file takes some 30 ms. What was found of a file is therefore kept from run to run, by its text, what ran in it,
and the patterns that exclude lines; and a large set is shared out to the machine's cores.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import starmap
from multiprocessing import get_context

from coverage import CoverageData
from coverage import __version__ as version
from coverage.exceptions import CoverageException
from coverage.parser import PythonParser
from coverage.plugin import FileReporter
from coverage.results import analysis_from_file_reporter

from tenet.facts.coverage.measured import Branches, FileOutline, MeasuredFile, ReportUnreadable
from tenet.infrastructure.analysis_store import AnalysisStore

ALONE = 1_000_000
"""Bytes of sources that one process parses in a second or so: below, to start others takes longer."""
Arc = tuple[int, int]
Figures = tuple[list[int], list[int], list[tuple[int, int, int]]]
"""Statements, those that were missed, and (line, exits taken, exits) of branches."""


@dataclass(frozen=True, slots=True)
class Patterns:
    """Regular expressions of the lines that do not count, and of branches that need not be taken."""

    exclude: str
    partial: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a data file has of one file: `arcs` where branches were measured."""

    path: str
    text: str
    lines: tuple[int, ...]
    arcs: tuple[Arc, ...] | None

    def key(self, patterns: Patterns) -> str:
        told = json.dumps([version, patterns.exclude, patterns.partial, self.text, sorted(self.lines), sorted(self.arcs or ())])
        return hashlib.sha256(f"{self.arcs is None}{told}".encode()).hexdigest()


class SourceReporter(FileReporter):
    """What coverage.py asks of a file, answered from a text that need not be on disk."""

    def __init__(self, path: str, text: str, patterns: Patterns) -> None:
        super().__init__(path)
        self._parser = PythonParser(text=text, filename=path, exclude=patterns.exclude)
        self._parser.parse_source()
        self._partial = self._parser.lines_matching(patterns.partial)

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


def analysed(files: Sequence[Recorded], patterns: Patterns, store: AnalysisStore) -> Iterator[FileOutline]:
    """In the order of the files. Raises ReportUnreadable for a file that coverage.py cannot parse."""
    keys = [file.key(patterns) for file in files]
    known = store.get(keys)
    unknown = [(key, file) for key, file in zip(keys, files, strict=True) if key not in known]
    figures = _shared_out([(file, patterns) for _, file in unknown])
    found = {key: json.dumps(each) for (key, _), each in zip(unknown, figures, strict=True)}
    store.put(found)
    for key in keys:
        text = found[key] if key in found else known[key]
        file = _measured(text)
        yield FileOutline(file.covered, file.total, partial(_measured, text))


def _measured(text: str) -> MeasuredFile:
    statements, missing, branches = json.loads(text)
    return MeasuredFile(frozenset(statements), frozenset(missing), {line: Branches(taken, total) for line, taken, total in branches})


def _shared_out(work: Sequence[tuple[Recorded, Patterns]]) -> Iterable[Figures]:
    cores = os.cpu_count() or 1
    if cores == 1 or sum(len(file.text) for file, _ in work) < ALONE:
        return list(starmap(_figures, work))
    with ProcessPoolExecutor(min(cores, 8), mp_context=get_context("spawn")) as pool:
        return list(pool.map(_figures, *zip(*work, strict=True), chunksize=max(1, len(work) // cores // 8)))


def _figures(file: Recorded, patterns: Patterns) -> Figures:
    data = CoverageData(no_disk=True)
    if file.arcs is None:
        data.add_lines({file.path: file.lines})
    else:
        data.add_arcs({file.path: file.arcs})
    try:
        analysis = analysis_from_file_reporter(data, 0, SourceReporter(file.path, file.text, patterns), file.path)
    except CoverageException as error:
        raise ReportUnreadable(f"coverage.py cannot analyse `{file.path}`: {error}") from error
    branches = sorted((line, taken, total) for line, (total, taken) in analysis.branch_stats().items()) if file.arcs is not None else []
    return sorted(analysis.statements), sorted(analysis.missing), branches
