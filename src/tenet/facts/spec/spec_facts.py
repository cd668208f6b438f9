"""Which spec documents cover which component and which file, why, and whether the change updates them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from tenet.domain.change import Change
from tenet.domain.component import Component
from tenet.facts.sources import Sources
from tenet.facts.spec.coverage import Origin, SpecCoverage, SpecDocument
from tenet.facts.spec.covering import Covering
from tenet.facts.spec.decision_records import DecisionRecord, read_decision_records
from tenet.facts.spec.document import Document, is_markdown, read_document
from tenet.facts.spec.layout import Why

if TYPE_CHECKING:
    from tenet.facts.spec.endpoints import ListedEndpoint

__all__ = ["Origin", "SpecCoverage", "SpecDocument", "SpecFacts", "SpecLink", "Why", "read_spec_facts"]


@dataclass(frozen=True, slots=True)
class SpecLink:
    """A document of the head that a file answers to, and why."""

    document: str
    why: Why


class SpecFacts:
    """`components` is in the order of the policy; a component whose files answer to different documents is there more than once."""

    def __init__(self, change: Change, base: Sources, head: Sources, components: Sequence[Component]) -> None:
        self.head = head
        self._base = base
        self._change = change
        self._components = tuple(components)
        self._covering = Covering(change, base, head)
        self._read: dict[tuple[bool, str], Document] = {}

    @cached_property
    def components(self) -> tuple[SpecCoverage, ...]:
        return tuple(coverage for component in self._components for coverage in self._covering.of_component(component))

    def of(self, component: str) -> SpecCoverage | None:
        """The first part of a component."""
        return next((coverage for coverage in self.components if coverage.component.name == component), None)

    def of_file(self, path: str) -> tuple[SpecLink, ...]:
        """The documents of the head that a file answers to; nothing for a file that no document covers, or of `spec: none`."""
        holding = [component for component in self._components if component.holds(path)]
        found: dict[str, Why] = {}
        asked: list[Component | None] = [component for component in holding if component.specs is not None]
        for component in asked if holding else [None]:
            for document, why in self._covering.of_file(component, path).items():
                found.setdefault(document, why)
        return tuple(SpecLink(document, why) for document, why in sorted(found.items()) if document in self.head.files and document != path)

    def document(self, path: str) -> Document:
        """A Markdown document of the head, read once. What is not Markdown, or cannot be read, says so in `unread`."""
        return self._document(self.head, path, at_head=True)

    def base_document(self, path: str) -> Document:
        """The same of the base."""
        return self._document(self._base, path, at_head=False)

    def endpoints_of(self, path: str) -> "tuple[tuple[str, ListedEndpoint], ...]":
        """The endpoints that a document of the head lists, and those of OpenAPI files that it is or links to, each with its file."""
        from tenet.facts.spec.api_files import described_endpoints, linked_files

        document = self.document(path)
        files = (path, *linked_files(document, self.head))
        own = ((path, endpoint) for endpoint in document.endpoints())
        return (*own, *((file, endpoint) for file in files for endpoint in described_endpoints(file, self.head)))

    def describe_an_api(self, paths: Iterable[str]) -> bool:
        """Whether one of these documents is, holds or links to an OpenAPI description."""
        return any(endpoint.form == "openapi" for path in paths for _, endpoint in self.endpoints_of(path))

    def _document(self, sources: Sources, path: str, *, at_head: bool) -> Document:
        key = at_head, path
        if key not in self._read:
            text = sources.text(path) if is_markdown(path) else None
            reason = "its content cannot be read" if is_markdown(path) else "it is not Markdown"
            self._read[key] = Document(path, unread=reason) if text is None else read_document(path, text)
        return self._read[key]

    @cached_property
    def touched(self) -> Mapping[str, SpecDocument]:
        """The changed documents that are specs: of a component, by front matter, or by layout."""
        covering = [document for coverage in self.components for document in coverage.documents]
        known = {document.path: document for document in covering if document.path in self._change.by_path}
        return {**{path: self._covering.document(path, why) for path, why in self._covering.changed_documents.items()}, **known}

    def beside(self, path: str) -> tuple[str, ...]:
        """What belongs to the same feature (spec-kit) or proposed change (OpenSpec) as a document."""
        return self._covering.layout.beside(path)

    @cached_property
    def decision_records(self) -> tuple[DecisionRecord, ...]:
        """The architecture decision records of the head, by path."""
        return read_decision_records(self.head)


def read_spec_facts(change: Change, base: Sources, head: Sources, components: Sequence[Component]) -> SpecFacts:
    """By the policy's `spec` and the documents' own front matter, else by layout (see `tenet.facts.spec.layout`)."""
    return SpecFacts(change, base, head, components)
