"""Fitting text into a limit: what matters most is kept whole, what is cut is counted.

Lengths are bytes of UTF-8: some of GitHub's limits count characters and some bytes, and bytes are never fewer.
"""

from collections.abc import Sequence
from dataclasses import dataclass

COMMENT_LIMIT = 60_000
"""GitHub takes 65,536 characters in a comment, and 65,535 bytes in a check run."""
JOB_SUMMARY_LIMIT = 900 * 1024
"""GitHub takes 1 MiB for each step."""


def size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a text: `rows` may be cut from the end, `before` and `after` stand whenever a row does.

    `weight`: of several sections the heavier one is filled first. Order on the page is the order of the sections.
    """

    before: str
    rows: Sequence[str]
    after: str = ""
    weight: int = 0

    def text(self, kept: int) -> str:
        left = len(self.rows) - kept
        more = (f"- … and {left} more, in the job summary and the result file.",) if left else ()
        return "\n".join(part for part in (self.before, *self.rows[:kept], *more, self.after) if part)

    @property
    def frame(self) -> int:
        """What the section costs with no row at all."""
        return size(self.text(0)) + 2


def fit(sections: Sequence[Section], limit: int) -> str:
    """The sections, parted by blank lines, in at most `limit` bytes (frames may not be cut: they are small and few)."""
    spare = limit - sum(section.frame for section in sections)
    kept: dict[int, int] = {}
    for index in sorted(range(len(sections)), key=lambda index: -sections[index].weight):
        kept[index] = 0
        for row in sections[index].rows:
            spare -= size(row) + 1
            if spare < 0:
                spare += size(row) + 1
                break
            kept[index] += 1
    return "\n\n".join(section.text(kept[index]) for index, section in enumerate(sections)) + "\n"
