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
from tenet.facts.contract.routes import Routes
from tenet.facts.python.module import FunctionNode, Module, ScopeNode

ModulePairs = Sequence[tuple[Module | None, Module | None]]


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
    def data(self) -> Mapping[str, Json]:
        return {"kind": "behaviour", "name": self.name, "path": self.path, "line": self.line, "side": self.side.value}


@dataclass(frozen=True, slots=True)
class _Part:
    """One definition, or one statement of a module's own level, in its normal form."""

    name: str
    form: str
    path: str
    line: int
    end_line: int
    runs: bool
    """Whether its place among the other statements matters: it calls something, or controls what runs."""


def behaviour_changes(pairs: ModulePairs, base: Names, head: Names) -> tuple[BehaviourChange, ...]:
    """What behaves differently, by path and line."""
    before = [part for module, _ in pairs if module is not None for part in _parts(Reading(module, base))]
    after = [part for _, module in pairs if module is not None for part in _parts(Reading(module, head))]
    new = [_change(part, Side.HEAD) for part in _without(after, before)]
    changed = {(change.name, change.path) for change in new}
    gone = [_change(part, Side.BASE) for part in _without(before, after)]
    found = [*new, *(change for change in gone if (change.name, change.path) not in changed), *_reordered(before, after)]
    return tuple(sorted(set(found), key=lambda change: (change.path, change.line, change.name)))


def _without(parts: list[_Part], others: list[_Part]) -> Iterator[_Part]:
    left = Counter((part.name, part.form) for part in others)
    for part in parts:
        if left[part.name, part.form]:
            left[part.name, part.form] -= 1
        else:
            yield part


def _change(part: _Part, side: Side) -> BehaviourChange:
    return BehaviourChange(part.name, part.path, part.line, part.end_line, side)


def _reordered(before: list[_Part], after: list[_Part]) -> Iterator[BehaviourChange]:
    """Statements that both sides run, in another order."""
    for path in {part.path for part in after}:
        old = [part for part in before if part.path == path and part.runs]
        new = [part for part in after if part.path == path and part.runs]
        both = Counter(part.form for part in old) & Counter(part.form for part in new)
        old, new = ([part for part in parts if part.form in both] for parts in (old, new))
        moved = next((part for part, other in zip(new, old, strict=False) if part.form != other.form), None)
        if moved is not None:
            yield _change(moved, Side.HEAD)


def _parts(reading: Reading) -> Iterator[_Part]:
    writer = NormalForm(reading, Routes(reading).handlers)
    for node in reading.module.tree.body:
        if isinstance(node, ast.ClassDef):
            yield from _class_parts(node, writer, reading.module.path)
        elif form := writer.of(node):
            runs = not isinstance(node, FunctionNode) and not _is_plain_assignment(node)
            yield _part(node, name_of(node) or "", form, reading.module.path, runs=runs)


def _class_parts(node: ast.ClassDef, writer: NormalForm, path: str) -> Iterator[_Part]:
    """The class without its methods, and each method: their order does not count."""
    yield _part(node, node.name, writer.of_class(node), path)
    for method in node.body:
        if isinstance(method, FunctionNode) and (form := writer.of(method)):
            yield _part(method, f"{node.name}.{method.name}", form, path)


def _part(node: ast.stmt, name: str, form: str, path: str, *, runs: bool = False) -> _Part:
    decorators = node.decorator_list if isinstance(node, ScopeNode) else []
    first = min([node.lineno, *(decorator.lineno for decorator in decorators)])
    return _Part(name, form, path, first, node.end_lineno or node.lineno, runs)


def _is_plain_assignment(node: ast.stmt) -> bool:
    return isinstance(node, (ast.Assign, ast.AnnAssign)) and not any(isinstance(part, ast.Call) for part in ast.walk(node))
