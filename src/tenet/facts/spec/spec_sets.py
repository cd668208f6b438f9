"""The documents that together are one spec: those of a component, of a feature, of a proposed change."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tenet.facts.spec.coverage import SpecCoverage
from tenet.facts.spec.layout import is_task_list
from tenet.facts.spec.spec_facts import SpecFacts

if TYPE_CHECKING:
    from tenet.facts.contract.contract_facts import ContractFacts

PROPOSAL = re.compile(r"openspec/changes/[^/]+/specs/(?P<capability>[^/]+)/spec\.md", re.IGNORECASE)
DESCRIPTIONS = (".yaml", ".yml", ".json")
MAX_DOCUMENTS = 100
"""Documents of one spec that are read."""


@dataclass(frozen=True, slots=True)
class SpecSet:
    """`documents` are paths of the head, `main` is the one to speak of: the first that the change updates, else the first.

    `name` is the component's, or the document's where it belongs to none. `files` are the code that it specifies.
    """

    name: str
    main: str
    documents: tuple[str, ...]
    files: tuple[str, ...]


def sets_to_judge(specs: SpecFacts, contract: "Callable[[], ContractFacts]") -> tuple[SpecSet, ...]:
    """The specs that the change updates, and those of components whose contract it alters; each set of documents once."""
    merged: dict[tuple[str, ...], SpecSet] = {}
    for found in _of_components(specs, contract):
        known = merged.get(found.documents)
        files = tuple(dict.fromkeys((*known.files, *found.files))) if known else found.files
        merged[found.documents] = replace(known, name=f"{known.name}, {found.name}", files=files) if known else found
    seen = {path for documents in merged for path in documents}
    return (*merged.values(), *_of_no_component(specs, seen))


def _of_components(specs: SpecFacts, contract: "Callable[[], ContractFacts]") -> Iterator[SpecSet]:
    code = _Code(specs)
    for coverage in specs.components:
        there = [document for document in coverage.documents if document.at_head and not is_task_list(document.path)]
        if there and (coverage.updated or _alters(contract(), coverage)):
            paths = _sorted([document.path for document in there])
            updated = _sorted([document.path for document in there if document.updated])
            yield SpecSet(coverage.name, (updated or paths)[0], tuple(paths), tuple(code.of(coverage, paths)))


def _of_no_component(specs: SpecFacts, seen: set[str]) -> Iterator[SpecSet]:
    """Changed documents that front matter or layout makes specs, with what belongs to the same feature or proposal."""
    for path, document in sorted(specs.touched.items()):
        if document.updated and path not in seen:
            paths = dict.fromkeys((path, *specs.beside(path), *_capability(path)))
            seen.update(paths)
            there = [each for each in paths if each in specs.head.files and not is_task_list(each)]
            yield SpecSet(path, path, tuple(there[:MAX_DOCUMENTS]), tuple(_below(specs, path)))


def _alters(contract: "ContractFacts", coverage: SpecCoverage) -> bool:
    change = contract.of(coverage.component.name)
    return change is not None and any(coverage.speaks_for(difference.path) for difference in change.contract)


def _sorted(paths: list[str]) -> list[str]:
    """Prose before descriptions for machines, `spec.md` first."""
    return sorted(paths, key=lambda path: (path.endswith(DESCRIPTIONS), not path.lower().endswith("spec.md"), path))[:MAX_DOCUMENTS]


class _Code:
    """The Python files of components, by the documents that they answer to; found out once for each component."""

    def __init__(self, specs: SpecFacts) -> None:
        self._specs = specs
        self._answering: dict[str, dict[str, list[str]]] = {}

    def of(self, coverage: SpecCoverage, documents: list[str]) -> Iterator[str]:
        """The files of the component, those of other parts left out."""
        if coverage.files is None:
            yield from self._held(coverage)
            return
        name = coverage.component.name
        if name not in self._answering:
            self._answering[name] = self._by_document(coverage)
        yield from dict.fromkeys(path for document in documents for path in self._answering[name].get(document, ()))

    def _held(self, coverage: SpecCoverage) -> Iterator[str]:
        return (path for path in self._specs.head.files if path.endswith(".py") and coverage.component.holds(path))

    def _by_document(self, coverage: SpecCoverage) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in self._held(coverage):
            for link in self._specs.of_file(path):
                found.setdefault(link.document, []).append(path)
        return found


def _capability(path: str) -> list[str]:
    """What a proposal of OpenSpec changes."""
    match = PROPOSAL.fullmatch(path)
    return [f"openspec/specs/{match['capability']}/spec.md"] if match else []


def _below(specs: SpecFacts, path: str) -> Iterator[str]:
    """The code beside a document that belongs to no component."""
    folder = path.rpartition("/")[0]
    return (each for each in specs.head.files if folder and each.endswith(".py") and each.startswith(f"{folder}/"))
