"""LCOV tracefiles (the manual page geninfo(1), "FILES")."""

from collections.abc import Iterable, Iterator
from io import BytesIO, TextIOWrapper

from tenet.facts.coverage.lcov_outline import outlined
from tenet.facts.coverage.measured import Branches, MeasuredFile, Report, ReportUnreadable, combined, with_unplaced
from tenet.facts.coverage.numbers import line_number, whole_number

MOST_LINES = 10_000_000
"""As many as a million files of ten lines: more take minutes, and no report has them."""


def read_lcov(name: str, data: bytes) -> Report:
    """Raises ReportUnreadable."""
    found = outlined(name, data)
    return parsed(name, data) if found is None else found


def parsed(name: str, data: bytes) -> Report:
    """Whatever wrote it. Raises ReportUnreadable."""
    files: dict[str, MeasuredFile] = {}
    try:
        for path, file in _records(_lines(data)):
            files[path] = combined(files[path], file) if path in files else file
    except UnicodeDecodeError as error:
        raise ReportUnreadable("it is not UTF-8 text") from error
    if not files:
        raise ReportUnreadable("it holds no record (`SF:` to `end_of_record`)")
    return Report(name, files)


def _lines(data: bytes) -> Iterator[str]:
    for count, line in enumerate(TextIOWrapper(BytesIO(data), encoding="utf-8", newline="\n")):
        if count > MOST_LINES:
            raise ReportUnreadable(f"it has more than {MOST_LINES:,} lines")
        yield line


def _records(lines: Iterable[str]) -> Iterator[tuple[str, MeasuredFile]]:
    path: str | None = None
    hits: dict[int, int] = {}
    taken: dict[int, list[bool]] = {}
    totals = {"BRF": 0, "BRH": 0}
    for line in lines:
        key, _, value = line.strip().partition(":")
        if key == "SF":
            path, hits, taken, totals = value.strip(), {}, {}, {"BRF": 0, "BRH": 0}
        elif key == "DA":
            number, times, *_ = (*value.split(","), "")
            hits[line_number(number)] = hits.get(line_number(number), 0) + whole_number(times)
        elif key == "BRDA":
            number, _, rest = value.partition(",")
            if rest.count(",") < 2:
                raise ReportUnreadable(f"a branch is written {value[:40]!r}")
            taken.setdefault(line_number(number), []).append(whole_number(rest.rpartition(",")[2]) > 0)
        elif key in totals:
            totals[key] = whole_number(value)
        elif key == "end_of_record":
            if path is None:
                raise ReportUnreadable("a record ends that has not begun")
            branches = {number: Branches(sum(each), len(each)) for number, each in taken.items()}
            missing = frozenset(number for number, times in hits.items() if not times)
            yield path, MeasuredFile(frozenset(hits), missing, with_unplaced(branches, totals["BRH"], totals["BRF"]))
            path = None
    if path is not None:
        raise ReportUnreadable("it ends in the middle of a record")
