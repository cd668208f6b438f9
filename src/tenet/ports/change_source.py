"""Where a change comes from."""

from dataclasses import dataclass
from typing import Protocol

from tenet.domain.change import Change
from tenet.ports.tree import Tree


@dataclass(frozen=True, slots=True)
class ChangeUnderReview:
    """The change with the trees on both sides of it. `base_tip` is the tip of the base branch, beyond the merge base.

    `measured` is the tree that the coverage reports were measured on, where that is not the head's (the merge commit
    that continuous integration checks out).
    """

    change: Change
    base: Tree
    head: Tree
    base_tip: Tree
    measured: Tree | None = None


class ChangeSource(Protocol):
    """Raises InputFault for a revision that is not there, PlatformFault where it could not be fetched."""

    def gather(self) -> ChangeUnderReview: ...
