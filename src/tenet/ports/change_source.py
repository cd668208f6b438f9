"""Where a change comes from."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from tenet.domain.change import Change, FileChange
from tenet.ports.tree import Tree


@dataclass(frozen=True, slots=True)
class ChangeUnderReview:
    """The change with the trees on both sides of it. `base_tip` is the tip of the base branch, beyond the merge base.

    `measured` is the tree that the coverage reports were measured on, where that is not the head's (the merge commit
    that continuous integration checks out); `moves` are the differences from it to the head, without context, where git can
    tell them.
    """

    change: Change
    base: Tree
    head: Tree
    base_tip: Tree
    measured: Tree | None = None
    moves: Callable[[], tuple[FileChange, ...]] | None = None


class ChangeSource(Protocol):
    """Raises InputFault for a revision that is not there, PlatformFault where it could not be fetched."""

    def gather(self) -> ChangeUnderReview: ...
