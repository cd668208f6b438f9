"""LCOV tracefiles (the manual page geninfo(1), "FILES")."""

from collections.abc import Iterator

from tenet.facts.coverage.lcov_outline import outlined
from tenet.facts.coverage.measured import Branches, MeasuredFile, Report, ReportUnreadable, combined, with_unplaced
from tenet.facts.coverage.numbers import line_number, whole_number


def read_lcov(name: str, data: bytes) -> Report:
    """Raises ReportUnreadable."""
    found = outlined(name, data)
    return parsed(name, data) if found is None else found


def parsed(name: str, data: bytes) -> Report:
    """Whatever wrote it. Raises ReportUnreadable."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ReportUnreadable(f"it is not UTF-8 text (byte {error.start})") from error
    files: dict[str, MeasuredFile] = {}
    for path, file in _records(text):
        files[path] = combined(files[path], file) if path in files else file
    if not files:
        raise ReportUnreadable("it holds no record (`SF:` to `end_of_record`)")
    return Report(name, files)


def _records(text: str) -> Iterator[tuple[str, MeasuredFile]]:
    path: str | None = None
    hits: dict[int, int] = {}
    taken: dict[int, list[bool]] = {}
    totals = {"BRF": 0, "BRH": 0}
    for line in text.split("\n"):
        key, _, value = line.strip().partition(":")
        if key == "SF":
            path, hits, taken, totals = value, {}, {}, {"BRF": 0, "BRH": 0}
        elif key == "DA":
            number, count, *_ = (*value.split(","), "")
            hits[line_number(number)] = hits.get(line_number(number), 0) + whole_number(count)
        elif key == "BRDA":
            number, _, rest = value.partition(",")
            count = rest.rpartition(",")[2]
            if rest.count(",") < 2:
                raise ReportUnreadable(f"a branch is written {value[:40]!r}")
            taken.setdefault(line_number(number), []).append(whole_number(count) > 0)
        elif key in totals:
            totals[key] = whole_number(value)
        elif key == "end_of_record":
            if path is None:
                raise ReportUnreadable("a record ends that has not begun")
            branches = {number: Branches(sum(each), len(each)) for number, each in taken.items()}
            missing = frozenset(number for number, count in hits.items() if not count)
            yield path, MeasuredFile(frozenset(hits), missing, with_unplaced(branches, totals["BRH"], totals["BRF"]))
            path = None
    if path is not None:
        raise ReportUnreadable("it ends in the middle of a record")
