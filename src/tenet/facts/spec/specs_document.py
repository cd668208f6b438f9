"""The spec documents of a whole tree, for `tenet inspect specs`."""

from collections.abc import Iterator, Sequence

from tenet.domain.change import Change, FileChange, FileStatus
from tenet.domain.component import Component
from tenet.domain.finding import Json
from tenet.facts.contract.subject import is_generated, is_test
from tenet.facts.sources import Sources
from tenet.facts.spec.coverage import SpecCoverage, SpecDocument
from tenet.facts.spec.decision_records import DecisionRecord
from tenet.facts.spec.requirements import Mention, folded, mentions
from tenet.facts.spec.spec_facts import SpecFacts, read_spec_facts

MAX_SEARCHED = 10_000
"""Files in which mentions of requirements are looked for, code first."""
NO_TEXT = (
    ".png", ".jpg", ".jpeg", ".gif", ".ico", ".svg", ".pdf", ".zip", ".gz", ".whl", ".so", ".woff", ".woff2", ".ttf", ".lock", ".min.js",
    ".map", ".csv", ".parquet", ".db", ".sqlite", ".mp4", ".webp",
)  # fmt: skip


def specs_document(head: Sources, components: Sequence[Component]) -> Json:
    """Components with their documents, the code that none covers, requirements with their mentions, and decision records."""
    code = [path for path in sorted(head.files) if path.endswith(".py") and not is_test(path) and not is_generated(path, "")]
    specs = read_spec_facts(_everything(code), head, head, components)
    declined = [component for component in components if component.specs is None]
    uncovered = [path for path in code if not specs.of_file(path) and not any(component.holds(path) for component in declined)]
    return {
        "components": [_component(specs, coverage) for coverage in specs.components],
        "files_without_spec": uncovered,
        "requirements": list(_requirements(specs)),
        "decision_records": [_record(record) for record in specs.decision_records],
    }


def _everything(paths: Sequence[str]) -> Change:
    """As if every file had been touched: what is asked of a change is then asked of the whole tree."""
    return Change("", "", None, tuple(FileChange(path, path, FileStatus.MODIFIED) for path in paths))


def _component(specs: SpecFacts, coverage: SpecCoverage) -> Json:
    return {
        "name": coverage.name,
        "component": coverage.component.name,
        "paths": list(coverage.component.paths),
        "origin": coverage.origin.value,
        "documents": [_document(specs, document) for document in coverage.documents],
        "absent": list(coverage.absent),
    }


def _document(specs: SpecFacts, covering: SpecDocument) -> Json:
    document = specs.document(covering.path)
    found = dict.fromkeys(role.value for section in document.sections for role in sorted(document.roles(section)))
    return {
        "path": covering.path,
        "why": covering.why.value,
        "sections": list(found),
        "endpoints": len({(endpoint.method, endpoint.path) for _, endpoint in specs.endpoints_of(covering.path)}),
        "tables": [table.name for table in document.tables() if table.name],
        "unread": document.unread or None,
    }


def _requirements(specs: SpecFacts) -> Iterator[Json]:
    paths = dict.fromkeys(document.path for coverage in specs.components for document in coverage.documents)
    stated = [(path, requirement) for path in paths for requirement in specs.document(path).requirements()]
    if not stated:
        return
    named: dict[str, list[Mention]] = {}
    for mention in mentions(specs.head, _searched(specs.head, paths)):
        named.setdefault(mention.id, []).append(mention)
    seen: set[str] = set()
    for path, requirement in stated:
        if requirement.id not in seen:
            seen.add(requirement.id)
            found: list[Json] = [{"path": mention.path, "line": mention.line} for mention in named.get(folded(requirement.id), ())]
            yield {"id": requirement.id, "path": path, "line": requirement.line, "text": requirement.text, "mentions": found}


def _searched(head: Sources, documents: dict[str, None]) -> list[str]:
    texts = [path for path in head.files if path not in documents and not path.lower().endswith(NO_TEXT)]
    return sorted(texts, key=lambda path: (not path.endswith(".py"), path))[:MAX_SEARCHED]


def _record(record: DecisionRecord) -> Json:
    return {
        "path": record.path,
        "number": record.number,
        "title": record.title,
        "status": record.status or None,
        "form": record.form.value,
    }
