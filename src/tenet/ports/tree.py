"""The files of one revision, or of the work tree."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class EntryKind(StrEnum):
    FILE = "file"
    SYMLINK = "symlink"
    SUBMODULE = "submodule"


@dataclass(frozen=True, slots=True)
class Entry:
    """One path of a tree. `blob` is git's object id, or None for a file of the work tree that git has not stored."""

    kind: EntryKind
    blob: str | None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that is there and whose content is not to be had: too large, or its object is missing in this clone."""

    reason: str


Content = bytes | Unreadable


class Tree(Protocol):
    """Names are cheap, contents are read on demand and in bulk.

    `read` leaves out paths that the tree does not hold, symbolic links and submodules. It raises PlatformFault only if
    git or the machine fails as a whole; what is wrong with a single file is an `Unreadable`.
    """

    def entries(self) -> Mapping[str, Entry]: ...

    def read(self, paths: Iterable[str]) -> Mapping[str, Content]: ...
