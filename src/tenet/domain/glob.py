"""Path patterns of the policy: `*` within one folder name, `**` across folders, `?`, `[abc]`.

A pattern matches the whole path from the repository's root. One that ends in `/**` or `/` matches all below the
folder; `src` alone matches the file `src` only. Matching takes time in proportion to path times pattern, whatever the
pattern: `fnmatch.translate` writes expressions that cannot backtrack past a star, and `**` is matched by dynamic
programming over folder names.
"""

import fnmatch
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

RECURSIVE = "**"


@dataclass(frozen=True)
class Glob:
    pattern: str

    @cached_property
    def _segments(self) -> tuple[re.Pattern[str] | None, ...]:
        """One expression for each folder name; None stands for `**`."""
        pattern = self.pattern.removeprefix("./")
        segments = (pattern + RECURSIVE if pattern.endswith("/") else pattern).split("/")
        return tuple(None if segment == RECURSIVE else re.compile(fnmatch.translate(segment)) for segment in segments)

    def matches(self, path: str) -> bool:
        names, last = path.split("/"), self._segments[-1]
        if last is not None and last.match(names[-1]) is None:
            return False  # most paths are told apart by their end
        reached = {0}
        for segment in self._segments:
            if segment is None:
                reached = set(range(min(reached), len(names) + 1)) if reached else set()
            else:
                reached = {at + 1 for at in reached if at < len(names) and segment.match(names[at])}
        return len(names) in reached


@dataclass(frozen=True)
class PathFilter:
    """Paths that match one of `include` (all, where it is empty) and none of `exclude`."""

    include: tuple[Glob, ...] = ()
    exclude: tuple[Glob, ...] = ()

    @classmethod
    def of(cls, include: Iterable[str] = (), exclude: Iterable[str] = ()) -> "PathFilter":
        return cls(tuple(map(Glob, include)), tuple(map(Glob, exclude)))

    def accepts(self, path: str) -> bool:
        included = not self.include or any(glob.matches(path) for glob in self.include)
        return included and not any(glob.matches(path) for glob in self.exclude)
