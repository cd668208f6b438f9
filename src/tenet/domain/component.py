"""Components: the named parts of a repository that the policy speaks of."""

from dataclasses import dataclass
from functools import cached_property

from tenet.domain.capture import Captured, CapturePattern, uncaptured
from tenet.domain.glob import PathFilter


@dataclass(frozen=True)
class Component:
    """A part of the repository. `specs` is None where the policy says `spec: none`, empty where it names none.

    `paths` and `specs` may hold captures (`src/{name}/**`, `specs/{name}.md`), which pair files with documents.
    `coverage` is the target in percent, None for no target of its own.
    """

    name: str
    paths: tuple[str, ...]
    specs: tuple[str, ...] | None = ()
    coverage: float | None = None

    @cached_property
    def _filter(self) -> PathFilter:
        return PathFilter.of(map(uncaptured, self.paths))

    def holds(self, path: str) -> bool:
        return bool(self.paths) and self._filter.accepts(path)

    def captured(self, path: str) -> tuple[Captured, ...]:
        """What the captures of its paths stand for in one of its files, in every way in which they match."""
        return tuple(reading for pattern in self._patterns for reading in pattern.readings(path))

    @cached_property
    def _patterns(self) -> tuple[CapturePattern, ...]:
        return tuple(map(CapturePattern, self.paths))
