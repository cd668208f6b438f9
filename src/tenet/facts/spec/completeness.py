"""Whether the documents of a component have the sections that a spec needs, with something in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tenet.facts.spec.document import Document, Section
from tenet.facts.spec.endpoints import ListedIn
from tenet.facts.spec.placeholders import written
from tenet.facts.spec.roles import Role, Synonyms


class State(StrEnum):
    WRITTEN = "written"
    EMPTY = "empty"
    OPEN = "open"
    """It says that it has still to be written, or is the text of a template."""
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class SectionState:
    """`document` and `section` are of the best section there is; None where it is missing."""

    role: Role
    state: State
    document: Document | None = None
    section: Section | None = None

    @property
    def heading(self) -> str:
        """What it is called, or would be."""
        return self.section.title if self.section is not None else self.role.words.removeprefix("the ").capitalize()

    @property
    def sentence(self) -> str:
        """What is wrong with it, in a few words of Markdown after the name of the spec."""
        if self.state is State.EMPTY:
            return f"leaves the section `{self.heading}` empty"
        return f"has not written the section `{self.heading}` yet" if self.state is State.OPEN else f"has no section for {self.role.words}"


ORDER = (State.WRITTEN, State.OPEN, State.EMPTY, State.MISSING)


def section_state(documents: Sequence[Document], role: Role, synonyms: Synonyms, words: Sequence[str]) -> SectionState:
    """One section that is written is enough, in whichever of the documents it stands."""
    found = [
        SectionState(role, _state(document, section, words), document, section)
        for document in documents
        for section in document.sections_of(role, synonyms)
    ]
    best = min(found, key=lambda each: ORDER.index(each.state), default=SectionState(role, State.MISSING))
    if best.state is not State.WRITTEN and any(_shows(document, role, synonyms) for document in documents):
        return SectionState(role, State.WRITTEN)
    return best


def _state(document: Document, section: Section, words: Sequence[str]) -> State:
    lines = document.lines_of(section)
    if written(lines, words):
        return State.WRITTEN
    return State.OPEN if any(line.text.strip(" -*|") for line in lines) else State.EMPTY


def _shows(document: Document, role: Role, synonyms: Synonyms) -> bool:
    """A contract may stand under another heading: a list of endpoints, a table of columns."""
    if role is Role.API_CONTRACT:
        return any(endpoint.form is not ListedIn.SPAN for endpoint in document.endpoints())
    return role is Role.DATA_MODEL and bool(document.tables(synonyms))
