"""What spec documents say about one subject, and whether the change altered it."""

from collections.abc import Iterable, Iterator

from tenet.domain.change import Change, FileStatus
from tenet.facts.sources import Sources
from tenet.facts.spec.coverage import SpecCoverage
from tenet.facts.spec.document import Document, is_markdown
from tenet.facts.spec.roles import Role
from tenet.facts.spec.spec_facts import SpecFacts


def stated(document: Document, role: Role) -> str:
    """What a document says in its sections of a role, subsections included, white space folded; empty where it has none."""
    lines = {line.line: line.text for section in document.sections_of(role) for line in document.lines_of(section)}
    return " ".join(" ".join(lines[number] for number in sorted(lines)).split())


def said_by(coverage: SpecCoverage, specs: SpecFacts) -> Iterator[Document]:
    """The documents of the head that cover a component, those that are Markdown."""
    return (specs.document(document.path) for document in coverage.documents if document.at_head and is_markdown(document.path))


def states_anew(change: Change, specs: SpecFacts, path: str, role: Role) -> bool:
    """Whether the change adds to, or alters, what a document says in its sections of a role. White space does not count."""
    file = change.by_path.get(path)
    if file is None or file.status is FileStatus.REMOVED:
        return False
    after = stated(specs.document(path), role)
    before = stated(specs.base_document(file.base_path), role) if file.base_path is not None else ""
    return bool(after) and after != before


def updated_documents(change: Change, base: Sources, head: Sources, paths: Iterable[str]) -> Iterator[str]:
    """Those of the documents that the change adds, or alters in more than white space."""
    for path in paths:
        file = change.by_path.get(path)
        if file is None or file.status is FileStatus.REMOVED:
            continue
        before = (base.text(file.base_path) or "").split() if file.base_path is not None else []
        if (head.text(path) or "").split() != before:
            yield path


def answers_to(coverage: SpecCoverage, path: str) -> bool:
    """Whether a file is one that a component's documents speak for."""
    return coverage.specified and coverage.component.holds(path) and coverage.speaks_for(path)
