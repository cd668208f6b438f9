"""What a review says of spec documents."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """A document that a file or component answers to. `why`: policy, front matter, nearest, openspec, spec-kit, named after."""

    path: str
    why: str


@dataclass(frozen=True, slots=True)
class FileSpecs:
    """A changed file, and the documents of the head that it answers to; none where it answers to nothing."""

    path: str
    documents: tuple[Answer, ...]
    code: bool
    """Whether it is Python code that is no test."""


@dataclass(frozen=True, slots=True)
class ComponentSpecs:
    """A component, or a part of it with documents of its own.

    `origin`: policy, front matter, layout, none, declined. `updated` are those of its documents that the change updates,
    `absent` what is named for it and is not there. `files` is how many changed files answer to them.
    """

    name: str
    component: str
    origin: str
    documents: tuple[Answer, ...]
    updated: tuple[str, ...]
    absent: tuple[str, ...]
    files: int

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(document.path for document in self.documents) or self.absent


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    covered: int
    total: int


@dataclass(frozen=True, slots=True)
class SpecSummary:
    """`requirements`: those of the documents of changed components that Python code or tests name. `endpoints`: those that the
    code serves and a document lists. None where there is nothing to count, or it was not counted.
    """

    files: tuple[FileSpecs, ...]
    components: tuple[ComponentSpecs, ...]
    requirements: Share | None = None
    endpoints: Share | None = None

    @property
    def specified(self) -> bool:
        """Whether any component has a spec, or is meant to have one."""
        return any(component.documents or component.absent for component in self.components)

    @property
    def by_document(self) -> Mapping[str, tuple[FileSpecs, ...]]:
        """The changed files that answer to each document, by the document's path; code that answers to none under an empty path."""
        found: dict[str, tuple[FileSpecs, ...]] = {}
        for file in self.files:
            for path in [document.path for document in file.documents] or ([""] if file.code else []):
                found[path] = (*found.get(path, ()), file)
        return dict(sorted(found.items(), key=lambda item: (not item[0], item[0])))
