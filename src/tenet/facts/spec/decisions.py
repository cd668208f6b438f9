"""Decision records: one document for each decision (Nygard, MADR), or the decisions section of a spec."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tenet.domain.change import Change
from tenet.domain.glob import PathFilter
from tenet.facts.sources import Sources
from tenet.facts.spec.document import is_markdown, read_document
from tenet.facts.spec.layout import spec_documents
from tenet.facts.spec.roles import Role
from tenet.facts.spec.spec_facts import SpecFacts
from tenet.facts.spec.stated import stated, states_anew, updated_documents

PROSE = (".md", ".markdown", ".mdx", ".rst", ".adoc", ".asciidoc", ".txt")
NO_RECORD = re.compile(r"(?:^|/)(?:readme|index|template|[^/]*[-_]template|\.[^/]+)\.\w+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """What the change writes down: a document, or what a spec says under its decisions."""

    path: str
    text: str


def changed_records(change: Change, base: Sources, head: Sources, specs: SpecFacts, patterns: Sequence[str]) -> Iterator[DecisionRecord]:
    """The records that the change adds or alters in more than white space. `patterns` say where records lie."""
    places = PathFilter.of(patterns)
    written = [path for path in change.by_path if path.lower().endswith(PROSE) and not NO_RECORD.search(path)]
    for path in updated_documents(change, base, head, [path for path in written if patterns and places.accepts(path)]):
        yield DecisionRecord(path, head.text(path) or "")
    covering = {document.path for coverage in specs.components for document in coverage.documents}
    for path in sorted({path for path in change.by_path if is_markdown(path)} & (covering | set(spec_documents(change.by_path)))):
        if states_anew(change, base, head, path, Role.DECISIONS):
            yield DecisionRecord(path, stated(read_document(path, head.text(path) or ""), Role.DECISIONS))
