"""Which operations a change cannot have altered: those whose text, and that of all that it refers to, is the same.

Most changes touch few operations of many, and comparing the others schema by schema takes seconds.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from tenet.domain.finding import Json
from tenet.facts.openapi.comparison.access import mapping, step, steps
from tenet.facts.openapi.comparison.document import Document, Operation

COMPONENTS = "#/components"
LENGTH = 3
"""The steps of a pointer to a component: `components`, its section, its name."""


class Unchanged:
    def __init__(self, base: Document, head: Document) -> None:
        self._base = base
        self._head = head

    def holds(self, base: Operation, head: Operation) -> bool:
        pairs = ((base.at.node, head.at.node), (base.shared.node, head.shared.node))
        if not self._same_doors or not all(same(one, other) for one, other in pairs):
            return False
        return not any(reference in self._changed for part in (head.at.node, head.shared.node) for reference in references(part))

    @cached_property
    def _same_doors(self) -> bool:
        """Whether the documents ask all operations for the same proofs."""
        security = (document.root.get("security") for document in (self._base, self._head))
        schemes = (self._components(document).get(f"{COMPONENTS}/securitySchemes") for document in (self._base, self._head))
        return same(*security) and same(*schemes)

    @cached_property
    def _changed(self) -> "_Changed":
        before, after = self._components(self._base), self._components(self._head)
        differing = {name for name in before.keys() | after.keys() if not same(before.get(name), after.get(name))}
        used_by: dict[str, list[str]] = {}
        for name, node in after.items():
            for reference in references(node):
                used_by.setdefault(reference, []).append(name)
        known = after.keys() & before.keys()
        waiting = [*differing, *(reference for reference in used_by if reference not in known)]
        changed: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name not in changed:
                changed.add(name)
                waiting += used_by.get(name, ())
        return _Changed(changed, frozenset(known))

    @staticmethod
    def _components(document: Document) -> dict[str, Json]:
        """Every component by the reference to it; the security schemes as one."""
        found: dict[str, Json] = {}
        for section, items in mapping(document.root.get("components")).items():
            if section == "securitySchemes":
                found[f"{COMPONENTS}/{section}"] = items
            else:
                found |= {f"{COMPONENTS}{step(section)}{step(name)}": item for name, item in mapping(items).items()}
        return found


class _Changed:
    """The components that differ, or refer to one that does. What is no component may have changed, too."""

    def __init__(self, changed: set[str], known: frozenset[str]) -> None:
        self._changed = changed
        self._known = known

    def __contains__(self, reference: str) -> bool:
        return reference in self._changed or reference not in self._known


def same(one: Json, other: Json) -> bool:
    try:
        return one == other
    except RecursionError:
        return False


def references(node: Json) -> Iterator[str]:
    """The components that a part refers to, by their own pointers."""
    waiting: list[Json] = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Mapping):
            reference = part.get("$ref")
            if isinstance(reference, str):
                yield "#" + "".join(map(step, steps(reference.removeprefix("#"))[:LENGTH]))
            waiting += part.values()
        elif isinstance(part, Sequence) and not isinstance(part, str):
            waiting += part
