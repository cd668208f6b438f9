"""What the change writes down as decided: in a record of its own (Nygard, MADR), or in the decisions section of a spec."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tenet.domain.change import Change
from tenet.domain.glob import PathFilter
from tenet.facts.sources import Sources
from tenet.facts.spec.decision_records import is_decision_record
from tenet.facts.spec.document import is_markdown
from tenet.facts.spec.roles import Role
from tenet.facts.spec.spec_facts import SpecFacts
from tenet.facts.spec.stated import stated, states_anew, updated_documents

PROSE = (".md", ".markdown", ".mdx", ".rst", ".adoc", ".asciidoc", ".txt")
NO_RECORD = re.compile(r"(?:^|/)(?:readme|index|template|[^/]*[-_]template|\.[^/]+)\.\w+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WrittenDecision:
    """What the change writes down: a document, or what a spec says under its decisions."""

    path: str
    text: str


def changed_records(change: Change, base: Sources, head: Sources, specs: SpecFacts, patterns: Sequence[str]) -> Iterator[WrittenDecision]:
    """The records that the change adds or alters in more than white space. `patterns` say where records lie."""
    places = PathFilter.of(patterns)
    written = [path for path in change.by_path if path.lower().endswith(PROSE) and not NO_RECORD.search(path)]
    records = [path for path in written if is_decision_record(path) or (patterns and places.accepts(path))]
    for path in updated_documents(change, base, head, records):
        yield WrittenDecision(path, head.text(path) or "")
    covering = {document.path for coverage in specs.components for document in coverage.documents}
    for path in sorted(path for path in change.by_path if is_markdown(path) and (path in covering or path in specs.touched)):
        if states_anew(change, specs, path, Role.DECISIONS):
            yield WrittenDecision(path, stated(specs.document(path), Role.DECISIONS))
