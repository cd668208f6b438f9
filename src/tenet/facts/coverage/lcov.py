"""LCOV tracefiles (the manual page geninfo(1), "FILES")."""

from collections.abc import Iterator

from tenet.facts.coverage.measured import Branches, MeasuredFile, Report, ReportUnreadable, combined
from tenet.facts.coverage.numbers import line_number, whole_number


def read_lcov(name: str, data: bytes) -> Report:
    """Raises ReportUnreadable."""
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
    for line in text.split("\n"):
        key, _, value = line.strip().partition(":")
        if key == "SF":
            path, hits, taken = value, {}, {}
        elif key == "DA":
            number, count, *_ = (*value.split(","), "")
            hits[line_number(number)] = hits.get(line_number(number), 0) + whole_number(count)
        elif key == "BRDA":
            number, *rest = value.split(",")
            if len(rest) != 3:
                raise ReportUnreadable(f"a branch is written {value[:40]!r}")
            count = rest[-1]
            taken.setdefault(line_number(number), []).append(whole_number(count) > 0)
        elif key == "end_of_record":
            if path is None:
                raise ReportUnreadable("a record ends that has not begun")
            branches = {number: Branches(sum(each), len(each)) for number, each in taken.items()}
            yield path, MeasuredFile(frozenset(hits), frozenset(number for number, count in hits.items() if not count), branches)
            path = None
    if path is not None:
        raise ReportUnreadable("it ends in the middle of a record")
