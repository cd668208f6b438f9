"""What spec documents say about one subject, and whether the change altered it."""

from collections.abc import Iterable, Iterator

from tenet.domain.change import Change, FileStatus
from tenet.facts.sources import Sources
from tenet.facts.spec.document import Document, is_markdown, read_document
from tenet.facts.spec.roles import Role
from tenet.facts.spec.spec_facts import SpecCoverage


def stated(document: Document, role: Role) -> str:
    """What a document says in its sections of a role, subsections included, white space folded; empty where it has none."""
    lines = {line.line: line.text for section in document.sections_of(role) for line in document.lines_of(section)}
    return " ".join(" ".join(lines[number] for number in sorted(lines)).split())


def said_by(coverage: SpecCoverage, head: Sources) -> Iterator[Document]:
    """The documents of the head that cover a component."""
    for document in coverage.documents:
        text = head.text(document.path) if document.at_head and is_markdown(document.path) else None
        if text is not None:
            yield read_document(document.path, text)


def states_anew(change: Change, base: Sources, head: Sources, path: str, role: Role) -> bool:
    """Whether the change adds to, or alters, what a document says in its sections of a role. White space does not count."""
    file = change.by_path.get(path)
    if file is None or file.status is FileStatus.REMOVED or not is_markdown(path):
        return False
    after = stated(read_document(path, head.text(path) or ""), role)
    before = (base.text(file.base_path) or "") if file.base_path is not None else ""
    return bool(after) and after != stated(read_document(path, before), role)


def updated_documents(change: Change, base: Sources, head: Sources, paths: Iterable[str]) -> Iterator[str]:
    """Those of the documents that the change adds, or alters in more than white space."""
    for path in paths:
        file = change.by_path.get(path)
        if file is None or file.status is FileStatus.REMOVED:
            continue
        before = (base.text(file.base_path) or "").split() if file.base_path is not None else []
        if (head.text(path) or "").split() != before:
            yield path


def covering(components: Iterable[SpecCoverage], path: str) -> tuple[SpecCoverage, ...]:
    """The components with a spec that hold a file."""
    return tuple(coverage for coverage in components if coverage.specified and coverage.component.holds(path))
