"""Numbers as reports write them, within bounds."""

from tenet.facts.coverage.measured import ReportUnreadable

LAST_LINE = 10_000_000


def line_number(value: str | int | None) -> int:
    """Raises ReportUnreadable for what is no line of a file."""
    number = _whole(value)
    if number is None or not 0 < number <= LAST_LINE:
        raise ReportUnreadable(f"it names a line {str(value)[:20]!r}")
    return number


def whole_number(value: str | int | None) -> int:
    """A count: hits may be written as `-` or left out. Raises ReportUnreadable for anything else that is no number."""
    if value in {None, "-", ""}:
        return 0
    number = _whole(value)
    if number is None or number < 0:
        raise ReportUnreadable(f"it counts {str(value)[:20]!r} hits")
    return number


def _whole(value: str | int | None) -> int | None:
    if isinstance(value, bool) or value is None:
        return None
    try:
        return int(value) if isinstance(value, int) or len(value) < 20 else None
    except ValueError:
        return None
