"""Components: the named parts of a repository that the policy speaks of."""

from dataclasses import dataclass
from functools import cached_property

from tenet.domain.glob import PathFilter


@dataclass(frozen=True)
class Component:
    """A part of the repository. `specs` is None where the policy says `spec: none`, empty where it names none.

    `coverage` is the target in percent, None for no target of its own.
    """

    name: str
    paths: tuple[str, ...]
    specs: tuple[str, ...] | None = ()
    coverage: float | None = None

    @cached_property
    def _filter(self) -> PathFilter:
        return PathFilter.of(self.paths)

    def holds(self, path: str) -> bool:
        return bool(self.paths) and self._filter.accepts(path)
