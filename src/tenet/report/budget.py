"""Fitting text into a limit: what matters most is kept whole, what is cut is counted.

Lengths are bytes of UTF-8: some of GitHub's limits count characters and some bytes, and bytes are never fewer.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

COMMENT_LIMIT = 60_000
"""GitHub takes 65,536 characters in a comment, and 65,535 bytes in a check run."""
JOB_SUMMARY_LIMIT = 900 * 1024
"""The runner refuses more than 1 MiB for each step."""
IN_JOB_SUMMARY = "the job summary and the result file"
IN_RESULT = "the result file"


def size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a text: of its `count` rows the last may be cut, `before` and `after` stand all the same.

    `weight`: of several sections the heavier one is filled first. Order on the page is the order of the sections. Rows
    are made only as far as they fit.
    """

    before: str
    rows: Iterable[str] = ()
    count: int = 0
    after: str = ""
    weight: int = 0
    rest: str = "- … and {count} more, in {elsewhere}."
    """What stands for the rows that are cut."""

    def text(self, kept: Sequence[str], elsewhere: str) -> str:
        left = self.count - len(kept)
        more = (self.rest.format(count=left, elsewhere=elsewhere),) if left else ()
        return "\n".join(part for part in (self.before, *kept, *more, self.after) if part)

    def frame(self, elsewhere: str) -> int:
        """What the section costs with no row at all, in bytes."""
        return size(self.text((), elsewhere)) + 2


def fit(sections: Sequence[Section], limit: int, elsewhere: str = IN_JOB_SUMMARY) -> str:
    """The sections, parted by blank lines, in at most `limit` bytes (frames may not be cut: they are small and few).

    `elsewhere` is where people find what is cut.
    """
    spare = limit - sum(section.frame(elsewhere) for section in sections)
    kept: dict[int, list[str]] = {}
    for index in sorted(range(len(sections)), key=lambda index: -sections[index].weight):
        kept[index] = list(_fitting(sections[index].rows, spare))
        spare -= sum(size(row) + 1 for row in kept[index])
    return "\n\n".join(section.text(kept[index], elsewhere) for index, section in enumerate(sections)) + "\n"


def _fitting(rows: Iterable[str], spare: int) -> Iterator[str]:
    for row in rows:
        spare -= size(row) + 1
        if spare < 0:
            return
        yield row


def titled(title: str, items: Sequence[T], row: Callable[[T], str], weight: int) -> list[Section]:
    """A section under a heading; none where there is nothing to show."""
    return [Section(f"### {title}\n", map(row, items), len(items), weight=weight)] if items else []


def folded(title: str, items: Sequence[T], row: Callable[[T], str], weight: int, closing: str = "") -> list[Section]:
    """A section that the reader opens; none where there is nothing to show. `closing` is a paragraph at its end."""
    opening = f"<details><summary>{title} ({len(items)})</summary>\n"
    end = f"\n{closing}\n\n</details>" if closing else "\n</details>"
    return [Section(opening, map(row, items), len(items), end, weight)] if items else []
