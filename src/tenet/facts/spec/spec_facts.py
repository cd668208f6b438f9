"""Which spec documents cover which component, and whether the change updates them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tenet.domain.change import Change
from tenet.domain.component import Component
from tenet.domain.glob import Glob
from tenet.facts.sources import Sources
from tenet.facts.spec.layout import found_by_layout, spec_documents


class Origin(StrEnum):
    """How it is known what covers a component."""

    POLICY = "policy"
    LAYOUT = "layout"
    NONE = "none"
    """No document was found."""
    DECLINED = "declined"
    """The policy says `spec: none`."""


@dataclass(frozen=True, slots=True)
class SpecDocument:
    """One document. `updated` is whether the change adds it, or alters more of its text than white space."""

    path: str
    at_head: bool
    updated: bool


@dataclass(frozen=True, slots=True)
class SpecCoverage:
    """What covers one component. `absent` are the policy's patterns that match no document on either side."""

    component: Component
    origin: Origin
    documents: tuple[SpecDocument, ...] = ()
    absent: tuple[str, ...] = ()

    @property
    def specified(self) -> bool:
        """Whether the policy names documents, or the layout gives some."""
        return self.origin in {Origin.POLICY, Origin.LAYOUT}

    @property
    def updated(self) -> bool:
        return any(document.updated for document in self.documents)

    @property
    def names(self) -> tuple[str, ...]:
        """The documents as a person would look for them: those of the head, else those that were or should be there."""
        there = tuple(document.path for document in self.documents if document.at_head)
        return there or tuple(document.path for document in self.documents) or self.absent


@dataclass(frozen=True, slots=True)
class SpecFacts:
    """By component, in the order of the policy. `head` gives the documents' texts."""

    components: tuple[SpecCoverage, ...]
    head: Sources

    def of(self, component: str) -> SpecCoverage | None:
        return next((coverage for coverage in self.components if coverage.component.name == component), None)


def read_spec_facts(change: Change, base: Sources, head: Sources, components: Sequence[Component]) -> SpecFacts:
    """Finds the documents of each component by the policy's `spec`, else by layout (see `tenet.facts.spec.layout`)."""
    if not components:
        return SpecFacts((), head)
    changed = [path for file in change.files for path in {file.path, file.base_path or file.path}]
    reader = _Reader(change, base, head)
    return SpecFacts(tuple(reader.coverage(component, changed) for component in components), head)


class _Reader:
    def __init__(self, change: Change, base: Sources, head: Sources) -> None:
        self._change = change
        self._base = base
        self._head = head
        self._paths = sorted(base.files | head.files)
        self._candidates = list(spec_documents(self._paths))

    def coverage(self, component: Component, changed: Sequence[str]) -> SpecCoverage:
        if component.specs is None:
            return SpecCoverage(component, Origin.DECLINED)
        if component.specs:
            found = {pattern: list(self._matching(pattern)) for pattern in component.specs}
            documents = tuple(self._document(path) for path in sorted({path for paths in found.values() for path in paths}))
            return SpecCoverage(component, Origin.POLICY, documents, tuple(pattern for pattern, paths in found.items() if not paths))
        files = [path for path in changed if component.holds(path)]
        documents = tuple(self._document(path) for path in found_by_layout(component.name, files, self._candidates))
        return SpecCoverage(component, Origin.LAYOUT if documents else Origin.NONE, documents)

    def _matching(self, pattern: str) -> Iterator[str]:
        glob = Glob(pattern)
        return (path for path in self._paths if glob.matches(path))

    def _document(self, path: str) -> SpecDocument:
        if path not in self._head.files:
            return SpecDocument(path, at_head=False, updated=False)
        file = self._change.by_path.get(path)
        if file is None:
            return SpecDocument(path, at_head=True, updated=False)
        before = self._base.text(file.base_path) if file.base_path is not None else ""
        after = self._head.text(path)
        readable = before is not None and after is not None
        return SpecDocument(path, at_head=True, updated=not readable or (before or "").split() != (after or "").split())
