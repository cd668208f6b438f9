"""Numbers as reports write them, within bounds."""

from tenet.facts.coverage.measured import ReportUnreadable

LAST_LINE = 10_000_000


def line_number(value: str | int) -> int:
    """Raises ReportUnreadable for what is no line of a file."""
    number = _whole(value)
    if not 0 < number <= LAST_LINE:
        raise ReportUnreadable(f"it names a line {str(value)[:20]!r}")
    return number


def whole_number(value: str) -> int:
    """A count: hits may be written as `-`. Raises ReportUnreadable for anything else that is no number."""
    number = 0 if value in {"-", ""} else _whole(value)
    if number < 0:
        raise ReportUnreadable(f"it counts {value[:20]!r} hits")
    return number


def _whole(value: str | int) -> int:
    """-1 for what is no whole number. Digits are counted first: turning millions of them into a number takes minutes."""
    try:
        return int(value) if isinstance(value, int) or len(value) < 20 else -1
    except ValueError:
        return -1
