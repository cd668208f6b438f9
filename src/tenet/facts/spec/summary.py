"""Sums up which documents a change answers to, and how much of the specs its code covers."""

import re
from collections.abc import Callable, Iterable, Sequence

from tenet.domain.change import Change, FileStatus
from tenet.domain.specs import Answer, ComponentSpecs, FileSpecs, Share, SpecSummary
from tenet.facts.contract.subject import is_test
from tenet.facts.spec.coverage import SpecCoverage
from tenet.facts.spec.requirements import REQUIREMENT_ID, folded, mentions
from tenet.facts.spec.spec_facts import SpecFacts

Endpoint = tuple[str, str]
"""A method in upper case, and a path."""
MAX_FILES = 2_000
"""In a repository of more Python files it is not counted which of them name requirements."""
MAX_CHANGED = 3_000
MAX_DOCUMENTS = 200
PARAMETER = re.compile(r"\{[^{}]*\}")


def unknown_endpoints() -> None:
    """Where nobody knows what the code serves."""


def summarised(specs: SpecFacts, change: Change, served: Callable[[], Iterable[Endpoint] | None] = unknown_endpoints) -> SpecSummary:
    """`served` reads the endpoints of the code; asked for only where a document lists some, to count how many are listed."""
    components = tuple(_component(coverage, change) for coverage in specs.components)
    changed = [file for file in change.files if file.status is not FileStatus.REMOVED][:MAX_CHANGED]
    files = tuple(_file(specs, file.path) for file in changed)
    documents = _documents(components)
    listed = {_alike(endpoint.method, endpoint.path) for path in documents for _, endpoint in specs.endpoints_of(path)}
    known = served() if listed else None
    endpoints = None if known is None else endpoint_share(listed, known)
    return SpecSummary(files, components, _requirements(specs, documents), endpoints)


def endpoint_share(listed: Iterable[Endpoint], served: Iterable[Endpoint]) -> Share | None:
    """How many of the served endpoints documents list. Names of path parameters and a final slash do not count."""
    known = {_alike(method, path) for method, path in listed}
    wanted = {_alike(method, path) for method, path in served}
    return Share(len(wanted & known), len(wanted)) if wanted else None


def _alike(method: str, path: str) -> Endpoint:
    return method.upper(), PARAMETER.sub("{}", path).rstrip("/") or "/"


def _component(coverage: SpecCoverage, change: Change) -> ComponentSpecs:
    own = coverage.files
    held = [path for path in change.by_path if coverage.component.holds(path)] if own is None else own & change.by_path.keys()
    return ComponentSpecs(
        coverage.name,
        coverage.component.name,
        coverage.origin.value,
        tuple(Answer(document.path, document.why.value) for document in coverage.documents if document.at_head),
        tuple(document.path for document in coverage.documents if document.updated),
        coverage.absent or tuple(document.path for document in coverage.documents if not document.at_head),
        len(held),
    )


def _file(specs: SpecFacts, path: str) -> FileSpecs:
    answers = tuple(Answer(link.document, link.why.value) for link in specs.of_file(path))
    return FileSpecs(path, answers, path.endswith(".py") and not is_test(path))


def _documents(components: Sequence[ComponentSpecs]) -> list[str]:
    """Those of components that the change touches."""
    touched = (component for component in components if component.files or component.updated)
    return list(dict.fromkeys(document.path for component in touched for document in component.documents))[:MAX_DOCUMENTS]


def _requirements(specs: SpecFacts, documents: Sequence[str]) -> Share | None:
    likely = [path for path in documents if REQUIREMENT_ID.search(specs.head.text(path) or "")]  # far cheaper than reading Markdown
    stated = {folded(requirement.id) for path in likely for requirement in specs.document(path).requirements()}
    python = [path for path in specs.head.files if path.endswith(".py")] if stated else []
    if not python or len(python) > MAX_FILES:
        return None
    named = {mention.id for mention in mentions(specs.head, python)}
    return Share(len(stated & named), len(stated))
