"""A change: what differs between the merge base and the head, file by file and line by line.

Paths are git's: relative to the root of the repository, with `/`. Bytes that are not UTF-8 stand as surrogate escapes
(PEP 383). Line numbers count from 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property


class Side(StrEnum):
    """Which of the two trees a line or file is meant of."""

    BASE = "base"
    HEAD = "head"


class FileStatus(StrEnum):
    ADDED = "added"
    MODIFIED = "modified"
    REMOVED = "removed"
    RENAMED = "renamed"


@dataclass(frozen=True, slots=True)
class Hunk:
    """One hunk of the diff, context lines included. A length of 0 means that the hunk has no line on that side."""

    base_start: int
    base_length: int
    head_start: int
    head_length: int

    def lines(self, side: Side) -> range:
        if side is Side.BASE:
            return range(self.base_start, self.base_start + self.base_length)
        return range(self.head_start, self.head_start + self.head_length)


@dataclass(frozen=True)
class FileChange:
    """One file of the change.

    `path` is the head's name (the base's for a removed file), `base_path` the base's (None for an added file).
    `added` and `removed` are the line numbers that the diff adds to head and takes from base.
    `lines_known` is False where no line diff could be made (binary, too large, object missing): `reason` says why.
    """

    path: str
    base_path: str | None
    status: FileStatus
    added: frozenset[int] = frozenset()
    removed: frozenset[int] = frozenset()
    hunks: tuple[Hunk, ...] = ()
    lines_known: bool = True
    reason: str = ""

    def hunk_at(self, side: Side, line: int) -> Hunk | None:
        return next((hunk for hunk in self.hunks if line in hunk.lines(side)), None)

    def touches(self, first: int, last: int) -> bool:
        """Whether any of the head's lines first..last was added or changed."""
        if last - first < len(self.added):
            return any(line in self.added for line in range(first, last + 1))
        return any(first <= line <= last for line in self.added)


@dataclass(frozen=True)
class Change:
    """What the pull request does. Revisions are full object ids; `head` is None for the work tree."""

    base: str
    merge_base: str
    head: str | None
    files: tuple[FileChange, ...]

    @cached_property
    def by_path(self) -> Mapping[str, FileChange]:
        """By the head's path (the base's for removed files)."""
        return {file.path: file for file in self.files}

    @cached_property
    def by_base_path(self) -> Mapping[str, FileChange]:
        return {file.base_path: file for file in self.files if file.base_path is not None}

    @property
    def added(self) -> int:
        return sum(len(file.added) for file in self.files)

    @property
    def removed(self) -> int:
        return sum(len(file.removed) for file in self.files)


@dataclass(frozen=True, slots=True)
class Commit:
    sha: str
    message: str


@dataclass(frozen=True, slots=True)
class PullRequest:
    """What a pull request says of itself."""

    title: str = ""
    body: str = ""
    labels: tuple[str, ...] = ()
    commits: tuple[Commit, ...] = field(default=())
