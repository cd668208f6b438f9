"""Which parts of a signature have no type, as the linter finds them: function by function."""

import ast
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tenet.domain.diagnostic import Diagnostic, TextEdit
from tenet.facts.lint.edits import WholeLines, whole_lines
from tenet.facts.python.module import FunctionNode, Module
from tenet.facts.typing.signatures import Signature, signatures_of

OF_PARAMETERS = ("ANN001", "ANN002", "ANN003")
OF_RETURNS = ("ANN201", "ANN202", "ANN204", "ANN205", "ANN206")
NONE = " -> None"
PLAIN = (bool, int, float, str, bytes)
"""Types that a default shows for certain."""


@dataclass(frozen=True)
class MissingHints:
    """A function with the parameters that have no type, and the linter's remark on what it returns if that has none."""

    signature: Signature
    parameters: tuple[ast.arg, ...]
    returns: Diagnostic | None

    @property
    def parts(self) -> frozenset[str]:
        names = {one.arg for one in self.parameters}
        return frozenset(names | {"return"} if self.returns is not None else names)

    @property
    def hints(self) -> Iterator[str]:
        """What is to be written, as far as defaults and the body tell: `page: int`, `order: ...`, `-> None`."""
        given = self.signature.node.args
        positional = [*given.posonlyargs, *given.args]
        defaults = dict(zip(reversed(positional), reversed(given.defaults), strict=False)) | dict(
            zip(given.kwonlyargs, given.kw_defaults, strict=True)
        )
        for one in self.parameters:
            stars = "*" if one is given.vararg else "**" if one is given.kwarg else ""
            yield f"{stars}{one.arg}: {_type_of(defaults.get(one))}"
        if self.returns is not None:
            known = [edit.text.strip() for edit in self.returns.edits if edit.text.startswith(" -> ")]
            yield next(iter(known), "-> ...")

    def mended(self, lines: Sequence[str]) -> WholeLines | None:
        """`-> None` written behind the parameters, where nothing else is missing and the body shows that nothing is returned."""
        edits = self.returns.edits if self.returns is not None and not self.parameters else ()
        if [edit.text for edit in edits] != [NONE] or not _returns_nothing(self.signature.node):
            return None
        first = TextEdit(self.signature.node.lineno, 1, self.signature.node.lineno, 1, "")
        return whole_lines(lines, (first, *edits))


def missing_hints(module: Module, diagnostics: Iterable[Diagnostic], *, private: bool) -> Iterator[MissingHints]:
    """By function, in the order of the text. Parameters whose name begins with `_` are there for a caller that gives them."""
    functions = list(signatures_of(module))
    lines = [one.node.lineno for one in functions]
    found: dict[int, list[Diagnostic]] = {}
    for one in diagnostics:
        found.setdefault(bisect_right(lines, one.line) - 1, []).append(one)
    for index, remarks in sorted(found.items()):
        if index >= 0 and (private or not _is_private(functions[index])) and not _is_unchecked(functions[index].node):
            missing = _of_function(functions[index], remarks)
            if missing.parts:
                yield missing


def _of_function(signature: Signature, remarks: Sequence[Diagnostic]) -> MissingHints:
    told = frozenset(one.message.rpartition(" ")[2] for one in remarks if one.code in OF_PARAMETERS)
    parameters = tuple(one for one in signature.parameters if one.annotation is None and _is_flagged(one, told))
    returns = next((one for one in remarks if one.code in OF_RETURNS), None)
    if signature.node.name == "__init__" and parameters:
        returns = None  # types of its parameters are enough for a checker
    return MissingHints(signature, parameters, returns)


def _is_flagged(parameter: ast.arg, told: frozenset[str]) -> bool:
    quoted = (f"`{parameter.arg}`", f"`*{parameter.arg}`", f"`**{parameter.arg}`")
    return not parameter.arg.startswith("_") and not told.isdisjoint(quoted)


def _is_private(signature: Signature) -> bool:
    """Whether code elsewhere cannot name it. Special methods are called by all."""
    names = signature.name.split(".")
    return any(name.startswith("_") and not (name.startswith("__") and name.endswith("__")) for name in names)


def _is_unchecked(node: FunctionNode) -> bool:
    return any(ast.unparse(one).endswith("no_type_check") for one in node.decorator_list if isinstance(one, ast.Name | ast.Attribute))


def _type_of(default: ast.expr | None) -> str:
    value = default.value if isinstance(default, ast.Constant) else None
    return type(value).__name__ if isinstance(value, PLAIN) else "..."


def _returns_nothing(node: FunctionNode) -> bool:
    """Whether the function's own statements do something, and neither return a value nor yield. A stub shows nothing."""
    pending: list[ast.AST] = [*node.body]
    while pending:
        part = pending.pop()
        if isinstance(part, ast.Yield | ast.YieldFrom) or (isinstance(part, ast.Return) and part.value is not None):
            return False
        if not isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            pending.extend(ast.iter_child_nodes(part))
    return not all(isinstance(one, ast.Pass | ast.Raise) or _is_constant(one) for one in node.body)


def _is_constant(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
