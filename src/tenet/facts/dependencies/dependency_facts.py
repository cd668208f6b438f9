"""Which dependencies the change adds, and which technologies come with them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from tenet.domain.change import Change
from tenet.facts.dependencies.manifests import Manifests, UnreadManifest, is_manifest
from tenet.facts.dependencies.requirement import Audience, Requirement
from tenet.facts.dependencies.technology import MAPPER, Technologies, Technology
from tenet.facts.sources import Sources


@dataclass(frozen=True, slots=True)
class NewTechnology:
    """A technology that the change brings in, with the requirement that says so."""

    technology: Technology
    requirement: Requirement


@dataclass(frozen=True)
class DependencyFacts:
    """Both sides' manifests. They are read only where the change touches one."""

    change: Change
    base: Manifests
    head: Manifests

    @cached_property
    def touched(self) -> bool:
        return any(is_manifest(path) for file in self.change.files for path in {file.path, file.base_path or file.path})

    @cached_property
    def added(self) -> tuple[Requirement, ...]:
        """What the program needs at the head and, by any manifest, did not need at the base; each name once."""
        if not self.touched:
            return ()
        found: dict[str, Requirement] = {}
        for one in self.head.requirements:
            if one.path in self.change.by_path and one.audience is Audience.RUNTIME and one.name not in self.base.runtime:
                found.setdefault(one.name, one)
        return tuple(sorted(found.values(), key=lambda one: (one.path, one.line)))

    @property
    def unread(self) -> tuple[UnreadManifest, ...]:
        """The changed manifests that cannot be read at the head."""
        return tuple(one for one in self.head.unread if one.path in self.change.by_path) if self.touched else ()

    def new_technologies(self, known: Technologies, classes: Collection[str]) -> Iterator[NewTechnology]:
        """Technologies of these classes that no runtime dependency of the base was a client of, each once."""
        before = _technologies(self.base, known) if self.added else frozenset()
        seen: set[Technology] = set()
        for requirement in self.added:
            technology = known.packages.get(requirement.name)
            if technology is None or technology.category not in classes or technology in before | seen:
                continue
            if technology.kind == MAPPER and _names_its_database(self.head, known):
                continue
            seen.add(technology)
            yield NewTechnology(technology, requirement)

    def technologies_of_base(self, known: Technologies) -> frozenset[Technology]:
        return _technologies(self.base, known)


def _technologies(manifests: Manifests, known: Technologies) -> frozenset[Technology]:
    return frozenset(technology for name in manifests.runtime if (technology := known.packages.get(name)) is not None)


def _names_its_database(manifests: Manifests, known: Technologies) -> bool:
    """Whether a driver says which database a mapper speaks to: then that is the subject."""
    return any(technology.kind == "relational" for technology in _technologies(manifests, known))


def read_dependency_facts(change: Change, base: Sources, head: Sources) -> DependencyFacts:
    return DependencyFacts(change, Manifests(base), Manifests(head))
