"""coverage.py's JSON report, of every format version (`coverage json`)."""

from collections.abc import Iterator, Mapping
from functools import partial

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tenet.facts.coverage.json_members import DECODE, JsonText
from tenet.facts.coverage.measured import Branches, FileOutline, MeasuredFile, Report, ReportUnreadable, with_unplaced
from tenet.facts.coverage.numbers import line_number

MOST_FILES = 1_000_000
"""More take minutes, and no report has them."""


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


def read_json_report(name: str, data: bytes) -> Report:
    """Keeps the text and where each file stands in it: its lines are read when they are asked for. Raises ReportUnreadable."""
    try:
        text = JsonText(data.decode("utf-8-sig"))
        files: dict[str, FileOutline] | None = None
        for key in text.members():
            if key == "files":
                files = dict(_outlines(text))
            else:
                text.value()
        if not text.at_end() or files is None:
            raise ReportUnreadable(f"it is no JSON report of coverage.py ({'`files` is missing' if files is None else 'it does not end'})")
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "its text"
        raise ReportUnreadable(f"it is no JSON report of coverage.py ({place}: {first['msg'][:200]})") from error
    except (ValueError, RecursionError) as error:
        raise ReportUnreadable(f"it is no JSON report of coverage.py ({str(error)[:200]})") from error
    return Report(name, files)


def _outlines(text: JsonText) -> Iterator[tuple[str, FileOutline]]:
    for count, path in enumerate(text.members()):
        if count > MOST_FILES:
            raise ReportUnreadable(f"it names more than {MOST_FILES:,} files")
        yield path, _outline(text)


def _outline(text: JsonText) -> FileOutline:
    start = text.next_position()
    file = _measured(_File.model_validate(text.value()))
    return FileOutline(file.covered, file.total, partial(_read, text.text, start))


def _read(text: str, start: int) -> MeasuredFile:
    return _measured(_File.model_validate(DECODE(text, start)[0]))


def _measured(file: _File) -> MeasuredFile:
    missing = frozenset(map(line_number, file.missing_lines))
    return MeasuredFile(missing | frozenset(map(line_number, file.executed_lines)), missing, _branches(file), file.contexts)


def _branches(file: _File) -> Mapping[int, Branches]:
    """By line, where the report tells lines."""
    found: dict[int, Branches] = {}
    for taken, arcs in ((1, file.executed_branches), (0, file.missing_branches)):
        for start, _ in arcs:
            known = found.get(line_number(start), Branches(0, 0))
            found[start] = Branches(known.covered + taken, known.total + 1)
    return with_unplaced(found, file.summary.covered_branches, file.summary.num_branches)
