"""coverage.py's JSON report, of every format version (`coverage json`)."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tenet.facts.coverage.measured import Branches, MeasuredFile, Report, ReportUnreadable
from tenet.facts.coverage.numbers import line_number

UNPLACED = 0
"""The key of branches whose lines a report does not tell."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Summary(_Part):
    num_branches: int = 0
    covered_branches: int = 0


class _File(_Part):
    executed_lines: tuple[int, ...] = ()
    missing_lines: tuple[int, ...] = ()
    executed_branches: tuple[tuple[int, int], ...] = ()
    missing_branches: tuple[tuple[int, int], ...] = ()
    summary: _Summary = Field(default_factory=_Summary)
    contexts: Mapping[int, frozenset[str]] = Field(default_factory=dict)


class _Document(_Part):
    meta: Mapping[str, str | int | bool | None]
    files: Mapping[str, _File]


def read_json_report(name: str, data: bytes) -> Report:
    """Raises ReportUnreadable."""
    try:
        document = _Document.model_validate_json(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "its text"
        raise ReportUnreadable(f"it is no JSON report of coverage.py ({place}: {first['msg'][:200]})") from error
    return Report(name, {path: _measured(file) for path, file in document.files.items()})


def _measured(file: _File) -> MeasuredFile:
    missing = frozenset(map(line_number, file.missing_lines))
    return MeasuredFile(missing | frozenset(map(line_number, file.executed_lines)), missing, _branches(file), file.contexts)


def _branches(file: _File) -> Mapping[int, Branches]:
    """By line, where the report tells lines. What its own summary counts beyond that (exits that coverage.py was told
    to take for granted) has no line.
    """
    found: dict[int, Branches] = {}
    for taken, arcs in ((1, file.executed_branches), (0, file.missing_branches)):
        for start, _ in arcs:
            known = found.get(line_number(start), Branches(0, 0))
            found[start] = Branches(known.covered + taken, known.total + 1)
    covered = file.summary.covered_branches - sum(branches.covered for branches in found.values())
    total = file.summary.num_branches - sum(branches.total for branches in found.values())
    return found | {UNPLACED: Branches(covered, total)} if total > 0 else found
