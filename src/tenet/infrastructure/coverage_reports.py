"""Coverage reports on disk: found by globs, read within bounds, the workspace left as it is."""

import glob
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tenet.core.errors import InputFault
from tenet.facts.coverage.cobertura import read_cobertura
from tenet.facts.coverage.json_report import read_json_report
from tenet.facts.coverage.lcov import read_lcov
from tenet.facts.coverage.measured import Report, ReportUnreadable
from tenet.facts.coverage.together import Unusable
from tenet.ports.tree import Tree

MAX_REPORT = 256 * 1024 * 1024
MAX_REPORTS = 200
MAGIC = "*?["
SQLITE = b"SQLite format 3\0"


@dataclass(frozen=True, slots=True)
class FoundReports:
    """Reports that could be read, and what could not be."""

    reports: tuple[Report, ...]
    unusable: tuple[Unusable, ...]


def demand(patterns: Sequence[str]) -> None:
    """Raises InputFault for a plain path that does not exist. A glob may match nothing."""
    for pattern in patterns:
        if not any(sign in pattern for sign in MAGIC) and not os.path.exists(pattern):
            raise InputFault(f"The coverage report `{pattern}` does not exist.", hint="Run the tests under coverage first.")


def find_named(patterns: Sequence[str]) -> tuple[list[str], list[Unusable]]:
    """Files that the user names, from the current folder."""
    return _find(patterns, "")


def find_in(root: str, patterns: Sequence[str]) -> tuple[list[str], list[Unusable]]:
    """Files that a policy names, from the repository's root and nowhere else."""
    found, missing = _find(patterns, root)
    top = os.path.realpath(root) + os.sep
    inside = [path for path in found if os.path.realpath(path).startswith(top)]
    outside = [Unusable(_quoted([path], root), "it is outside the repository") for path in found if path not in inside]
    return inside, [*missing, *outside]


def _find(patterns: Sequence[str], root: str) -> tuple[list[str], list[Unusable]]:
    found: list[str] = []
    missing: list[Unusable] = []
    for pattern in patterns:
        matches = sorted(glob.glob(os.path.join(glob.escape(root), pattern), recursive=True, include_hidden=True))
        files = [path for path in matches if os.path.isfile(path)]
        if not files:
            missing.append(Unusable(f"`{pattern}`", "there is no such file"))
        found.extend(path for path in files if path not in found)
    return found[:MAX_REPORTS], missing


def read_reports(paths: Sequence[str], tree: Callable[[], Tree], root: str | None = None) -> FoundReports:
    """Reads each by its content, whatever it is called. `.coverage` files are combined, as `coverage combine` does.

    What lies in `root` is called by its path from there: people read the names on the pull request, and findings are told
    apart by them, so they may not depend on the machine.
    """
    reports: list[Report] = []
    unusable: list[Unusable] = []
    data_files: list[str] = []
    for path in paths:
        name = _quoted([path], root)
        try:
            data = _content(path)
            if data.startswith(SQLITE):
                data_files.append(path)
            else:
                reports.append(read_report(name, data))
        except ReportUnreadable as error:
            unusable.append(Unusable(name, str(error)))
    if data_files:
        from tenet.infrastructure.coverage_data import read_data_files  # the coverage library takes 90 ms to import

        names = _quoted(data_files, root)
        try:
            reports.append(replace(read_data_files(data_files, tree()), name=names))
        except ReportUnreadable as error:
            unusable.append(Unusable(names, str(error)))
    return FoundReports(tuple(reports), tuple(unusable))


def _quoted(paths: Sequence[str], root: str | None) -> str:
    top = os.path.join(root, "") if root else ""
    return ", ".join(f"`{path.removeprefix(top)}`" for path in paths)


def _content(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_REPORT + 1)
    except OSError as error:
        raise ReportUnreadable(error.strerror or "it cannot be opened") from error
    if len(data) > MAX_REPORT:
        raise ReportUnreadable(f"it is larger than {MAX_REPORT // 1024 // 1024} MiB")
    if not data.strip():
        raise ReportUnreadable("it is empty")
    return data


def read_report(name: str, data: bytes) -> Report:
    """A report of any text format, told by its first bytes. Raises ReportUnreadable."""
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<"):
        return read_cobertura(name, data)
    if start.startswith(b"{"):
        return read_json_report(name, data)
    if start.startswith((b"TN:", b"SF:")):
        return read_lcov(name, data)
    raise ReportUnreadable("it is neither a .coverage file, nor coverage.py's JSON, nor Cobertura XML, nor LCOV")
