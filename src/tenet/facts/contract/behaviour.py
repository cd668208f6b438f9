"""What code does, apart from how it is written.

Two texts behave alike where their normal forms are equal. The normal form leaves out comments, docstrings, formatting,
imports (names stand for what they import), annotations, what only a type checker reads, the names of locals, and the
order of definitions. It compares by definition, not by file, so code may move between the files of a component.
"""

import ast
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tenet.domain.change import Side
from tenet.domain.finding import Json
from tenet.facts.contract.names import Names, Reading, name_of
from tenet.facts.contract.normal_form import NormalForm
from tenet.facts.contract.parts import Part, under_old_names, without_new_constants
from tenet.facts.contract.routes import Routes
from tenet.facts.contract.significance import Became, Significance, Subject
from tenet.facts.python.module import FunctionNode, Module, ScopeNode

ModulePairs = Sequence[tuple[Module | None, Module | None, frozenset[str] | None]]
"""A module at base and head, and which of its functions and classes to compare (None for all)."""


@dataclass(frozen=True, slots=True)
class BehaviourChange:
    """A definition or statement that does something else. `name` is empty for statements of the module itself."""

    name: str
    path: str
    line: int
    end_line: int
    side: Side

    @property
    def sentence(self) -> str:
        """What became of it, in a few words of Markdown."""
        return f"`{self.name}` behaves otherwise" if self.name else f"`{self.path}` behaves otherwise"

    @property
    def significance(self) -> tuple[Significance, ...]:
        return (Significance(Became.CHANGED, Subject.BEHAVIOUR, self.name or self.path),)

    @property
    def data(self) -> Mapping[str, Json]:
        return {
            "kind": "behaviour",
            "name": self.name,
            "path": self.path,
            "line": self.line,
            "side": self.side.value,
            "became": Became.CHANGED.value,
            "significance": [part.data for part in self.significance],
        }


def behaviour_changes(pairs: ModulePairs, surface: Names, resolved: tuple[Names, Names]) -> tuple[BehaviourChange, ...]:
    """What behaves differently, by path and line.

    `surface` sorts out what is alike as it stands; only what is left is looked at with `resolved` names (base, head).
    """
    before = [part for module, _, only in pairs if module is not None for part in _parts(Reading(module, surface), only)]
    after = [part for _, module, only in pairs if module is not None for part in _parts(Reading(module, surface), only)]
    gone, new = _unmatched(before, after)
    both = {part.name for part in gone} & {part.name for part in new}
    if both:
        gone, new = _unmatched(_formed_again(gone, resolved[0], both), _formed_again(new, resolved[1], both))
    left, right = _rewritten(gone, new, pairs)
    found = [_change(part, Side.HEAD) for part in right]
    changed = {(change.name, change.path) for change in found}
    found += [_change(part, Side.BASE) for part in left if (part.name, part.module.path) not in changed]
    return tuple(sorted({*found, *_reordered(before, after)}, key=lambda change: (change.path, change.line, change.name)))


def _change(part: Part, side: Side) -> BehaviourChange:
    return BehaviourChange(part.name, part.module.path, part.line, part.node.end_lineno or part.node.lineno, side)


def _rewritten(gone: list[Part], new: list[Part], pairs: ModulePairs) -> tuple[list[Part], list[Part]]:
    """What is left once named constants and renamed private names are seen as what they were."""
    if not (gone or new):
        return gone, new
    left = without_new_constants(gone, (part.name for part in new), (module.tree for module, _, _ in pairs if module is not None))
    right = without_new_constants(new, (part.name for part in gone), (module.tree for _, module, _ in pairs if module is not None))
    renamed = under_old_names(left, right)
    unmatched = list(_without(renamed, left))
    return list(_without(left, renamed)), [part for part, old in zip(right, renamed, strict=True) if old in unmatched]


def _unmatched(before: Sequence[Part], after: Sequence[Part]) -> tuple[list[Part], list[Part]]:
    return list(_without(before, after)), list(_without(after, before))


def _without(parts: Sequence[Part], others: Sequence[Part]) -> Iterator[Part]:
    left = Counter((part.name, part.form) for part in others)
    for part in parts:
        if left[part.name, part.form]:
            left[part.name, part.form] -= 1
        else:
            yield part


def _reordered(before: Sequence[Part], after: Sequence[Part]) -> Iterator[BehaviourChange]:
    """Statements that both sides run, in another order."""
    for path in sorted({part.module.path for part in after}):
        old = [part for part in before if part.module.path == path and part.runs]
        new = [part for part in after if part.module.path == path and part.runs]
        both = Counter(part.form for part in old) & Counter(part.form for part in new)
        common = ([part for part in parts if part.form in both] for parts in (new, old))
        moved = next((part for part, other in zip(*common, strict=False) if part.form != other.form), None)
        if moved is not None:
            yield _change(moved, Side.HEAD)


def _parts(reading: Reading, only: frozenset[str] | None) -> Iterator[Part]:
    writer = NormalForm(reading, Routes(reading, only).handlers)
    for node in reading.module.tree.body:
        if only is not None and isinstance(node, ScopeNode) and node.name not in only:
            continue
        yield from _part(node, name_of(node) or "", writer)
        for method in node.body if isinstance(node, ast.ClassDef) else ():
            if isinstance(method, FunctionNode):
                yield from _part(method, f"{name_of(node)}.{method.name}", writer)


def _part(node: ast.stmt, name: str, writer: NormalForm) -> Iterator[Part]:
    try:
        form = writer.of_class(node) if isinstance(node, ast.ClassDef) else writer.of(node)
    except RecursionError:  # nested deeper than Python recurses: its text has to do
        form = writer.reading.text_of(node)
    if form:
        yield Part(name, node, writer.reading, form)


def _formed_again(parts: Sequence[Part], names: Names, both: set[str]) -> list[Part]:
    """The parts with other names resolved, if they have a counterpart at all."""
    writers: dict[str, NormalForm] = {}
    found: list[Part] = []
    for part in parts:
        if part.name not in both:
            found.append(part)
            continue
        reading = Reading(part.module, names)
        if part.module.path not in writers:
            writers[part.module.path] = NormalForm(reading, Routes(reading).handlers)
        found += _part(part.node, part.name, writers[part.module.path])
    return found
