"""What covers a component, or the part of it that its own documents cover."""

from dataclasses import dataclass
from enum import StrEnum

from tenet.domain.component import Component
from tenet.facts.spec.layout import Why, is_task_list


class Origin(StrEnum):
    """How it is known what covers a component."""

    POLICY = "policy"
    FRONT_MATTER = "front matter"
    LAYOUT = "layout"
    NONE = "none"
    """No document was found."""
    DECLINED = "declined"
    """The policy says `spec: none`."""


@dataclass(frozen=True, slots=True)
class SpecDocument:
    """One document. `updated` is whether the change adds it, or alters more of its text than white space.

    A list of tasks is never updated: ticking one off says nothing of what the code promises.
    """

    path: str
    at_head: bool
    updated: bool
    why: Why = Why.POLICY


@dataclass(frozen=True, slots=True)
class SpecCoverage:
    """What covers one component, or those of its files that answer to the same documents.

    `absent` are the policy's patterns that match no document on either side, their captures filled in. `files` are the
    changed files that are meant, None for all of the component. `part` is what the captures stand for, for people.
    """

    component: Component
    origin: Origin
    documents: tuple[SpecDocument, ...] = ()
    absent: tuple[str, ...] = ()
    files: frozenset[str] | None = None
    part: str = ""

    @property
    def name(self) -> str:
        return f"{self.component.name} ({self.part})" if self.part else self.component.name

    @property
    def specified(self) -> bool:
        """Whether documents are named for it, or the layout gives some."""
        return self.origin not in {Origin.NONE, Origin.DECLINED}

    @property
    def updated(self) -> bool:
        return any(document.updated for document in self.documents)

    @property
    def names(self) -> tuple[str, ...]:
        """The documents as a person would look for them: those of the head, else those that were or should be there."""
        documents = [document for document in self.documents if not is_task_list(document.path)]
        there = tuple(document.path for document in documents if document.at_head)
        return there or tuple(document.path for document in documents) or self.absent

    def speaks_for(self, path: str) -> bool:
        return self.files is None or path in self.files
