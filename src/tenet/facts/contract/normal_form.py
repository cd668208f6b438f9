"""The normal form of one statement: a text that is equal for code that does the same (see `behaviour`)."""

import ast
from collections.abc import Iterable, Sequence
from functools import cached_property

from tenet.facts.contract.constants import constant_of
from tenet.facts.contract.expressions import PROSE_OF
from tenet.facts.contract.field_form import field_form
from tenet.facts.contract.locals import (
    all_arguments,
    bound_names,
    comprehension_names,
    helpers_of,
    imported_once,
    is_helper,
    named_outside,
    own_names,
)
from tenet.facts.contract.names import Reading
from tenet.facts.contract.routes import dependencies_of, is_routing
from tenet.facts.python.module import FunctionNode
from tenet.facts.python.modules import dotted_name

TYPING_ONLY = frozenset({"TypeVar", "ParamSpec", "TypeVarTuple", "NewType"})
"""Calls that make what only a type checker reads."""
TYPING_DECORATORS = frozenset({"override", "final", "no_type_check"})
NEUTRAL_BASES = frozenset({"object", "typing.Generic", "typing.Protocol"})
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


class NormalForm:
    """Writes statements of one module. `_scopes` holds the locals around, each with what it is called instead.

    A local gets its new name where it is first met, so that spelling does not count and order of use does.
    """

    def __init__(self, reading: Reading, handlers: frozenset[int] = frozenset()) -> None:
        self.reading = reading
        self._handlers = handlers
        self._scopes: list[dict[str, str]] = []
        self._fields_count = False

    def of(self, node: ast.stmt) -> str:
        """The normal form; empty for a statement that does nothing at run time. Raises RecursionError where it is too deep."""
        self._scopes.clear()
        return "\n".join(self._statements([node]))

    def of_class(self, node: ast.ClassDef) -> str:
        """The normal form of a class without its methods."""
        bases = [self._node(base) for base in node.bases if self._base(base) not in NEUTRAL_BASES]
        decorators = self._decorators(node)
        outer, self._fields_count = self._fields_count, bool(bases or decorators)
        attributes = self._statements(part for part in node.body if not isinstance(part, FunctionNode))
        self._fields_count = outer
        return f"class {self._local(node.name)} {decorators} {bases} {self._keywords(node.keywords)} {attributes}"

    def _statements(self, body: Iterable[ast.stmt]) -> list[str]:
        return [text for node in body if (text := self._statement(node))]

    def _statement(self, node: ast.stmt) -> str:
        if self._does_nothing(node):
            return ""
        if isinstance(node, FunctionNode):
            return self._function(node)
        if isinstance(node, ast.ClassDef):
            return self._class(node)
        if isinstance(node, ast.AnnAssign):
            return self._annotated(node)
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Constant) and node.value.value is None:
            return self._node(ast.Return(None))
        return self._node(node)

    def _does_nothing(self, node: ast.stmt) -> bool:
        if isinstance(node, (ast.Import, ast.ImportFrom, ast.Pass)):
            return True
        if isinstance(node, ast.Expr):
            return isinstance(node.value, ast.Constant)
        if isinstance(node, ast.If):
            return self._absolute(node.test) == "typing.TYPE_CHECKING" and not node.orelse
        if isinstance(node, FunctionNode):
            return any(self._last(decorator) == "overload" for decorator in node.decorator_list)
        return isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)) and self._binds_for_readers(node)

    def _binds_for_readers(self, node: ast.Assign | ast.AnnAssign | ast.AugAssign) -> bool:
        """Type variables, and `__all__`: the contract knows what is public."""
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        is_all = isinstance(target, ast.Name) and target.id == "__all__" and not self._scopes
        return is_all or (isinstance(node.value, ast.Call) and self._last(node.value.func) in TYPING_ONLY)

    def _absolute(self, node: ast.expr) -> str:
        """The dotted name that an expression stands for; empty for a local, and for what is no name."""
        name = dotted_name(node)
        if name is None or any(name[0] in scope for scope in self._scopes):
            return ""
        return self.reading.absolute(name)

    def _last(self, node: ast.expr) -> str:
        return self._absolute(node).rpartition(".")[2]

    def _local(self, name: str) -> str:
        for scope in reversed(self._scopes):
            if name in scope:
                scope[name] = scope[name] or f"local{sum(len(outer) for outer in self._scopes)}.{sum(map(bool, scope.values()))}"
                return scope[name]
        return name

    def _annotated(self, node: ast.AnnAssign) -> str:
        """The type counts only where the class may make a field of it."""
        mapped = isinstance(node.annotation, ast.Subscript) and self._last(node.annotation.value) == "Mapped"
        if (self._fields_count or mapped) and isinstance(node.target, ast.Name):
            return field_form(node, node.target.id, self.reading, self._written_at)
        return self._node(ast.Assign([node.target], node.value)) if node.value is not None else ""

    def _written_at(self, node: ast.expr, reading: Reading) -> str:
        return self._node(node) if reading is self.reading else NormalForm(reading).expression(node)

    def _class(self, node: ast.ClassDef) -> str:
        methods = sorted(self._statements(part for part in node.body if isinstance(part, FunctionNode)))
        return f"{self.of_class(node)} {methods}"

    def _base(self, base: ast.expr) -> str:
        return self._absolute(base.value if isinstance(base, ast.Subscript) else base)

    def _decorators(self, node: ast.ClassDef | FunctionNode) -> list[str]:
        return [self._node(part) for part in node.decorator_list if self._last(part) not in TYPING_DECORATORS]

    def _function(self, node: FunctionNode) -> str:
        if id(node) in self._handlers:
            return self._handler(node)
        name = self._local(node.name)
        decorators = self._decorators(node)
        outer, self._fields_count = self._fields_count, False
        kept = frozenset[str]() if is_helper(node, nested=bool(self._scopes)) else frozenset(named_outside(node))
        text = self._with_locals(own_names(node, self._unambiguous), kept, node.args, node.body)
        self._fields_count = outer
        return f"{type(node).__name__} {name} {decorators} {text}"

    def _handler(self, node: FunctionNode) -> str:
        """A route's handler. What a client sees of it is the contract's; what it depends on is left."""
        dependencies = sorted(dependencies_of(node, self.reading), key=lambda dependency: dependency.parameter)
        injected = [f"{known.parameter} {NormalForm(known.reading).expression(known.node)}" for known in dependencies]
        names = sorted(argument.arg for argument in all_arguments(node.args))
        body = self._with_locals(own_names(node, self._unambiguous), frozenset(names), None, node.body)
        decorators = [self._node(part) for part in node.decorator_list if not is_routing(part)]
        return f"handler {type(node).__name__} {decorators} {names} {injected} {body}"

    def expression(self, node: ast.expr) -> str:
        return self._node(node)

    def _with_locals(
        self, bound: Iterable[str], kept: frozenset[str], arguments: ast.arguments | None, body: Sequence[ast.stmt | ast.expr]
    ) -> str:
        """Parameters and body under names of their own. Defaults are read outside, where Python evaluates them."""
        defaults = self._values([*arguments.defaults, *arguments.kw_defaults]) if arguments is not None else []
        self._scopes.append({name: name if name in kept else "" for name in sorted(bound)})
        parameters = self._parameters(arguments) if arguments is not None else []
        inner = [self._statement(part) if isinstance(part, ast.stmt) else self._node(part) for part in body]
        self._scopes.pop()
        return f"{parameters} {defaults} {[text for text in inner if text]}"

    def _values(self, nodes: Iterable[ast.expr | None]) -> list[str]:
        return [self._node(node) if node is not None else "" for node in nodes]

    def _parameters(self, arguments: ast.arguments) -> list[str]:
        positional = [self._local(argument.arg) for argument in [*arguments.posonlyargs, *arguments.args]]
        keyword_only = [f"*{self._local(argument.arg)}" for argument in arguments.kwonlyargs]
        variable = [f"**{self._local(argument.arg)}" for argument in (arguments.vararg, arguments.kwarg) if argument is not None]
        shape = f"{len(arguments.posonlyargs)} {arguments.vararg is not None} {arguments.kwarg is not None}"
        return [shape, *positional, *keyword_only, *variable]

    def _keywords(self, keywords: Iterable[ast.keyword], names: Sequence[str] = ()) -> list[str]:
        """Keyword arguments in an order of their own. `names` are the parameters of a helper, whose spelling is free."""
        labels = {name: f"parameter{at}" for at, name in enumerate(names)}
        return sorted(f"{labels.get(word.arg or '', word.arg)}={self._node(word.value)}" for word in keywords)

    @cached_property
    def _unambiguous(self) -> frozenset[str]:
        return imported_once(self.reading.module)

    @cached_property
    def _helpers(self) -> dict[str, list[str]]:
        return helpers_of(self.reading.module.tree)

    def _call(self, node: ast.Call) -> str:
        if self._absolute(node.func) == "typing.cast" and len(node.args) == 2:
            return self._node(node.args[1])
        called = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
        parameters = self._helpers.get(called, ()) if node.keywords and called.startswith("_") else ()
        prose = PROSE_OF.get(self._last(node.func), frozenset())
        keywords = self._keywords((word for word in node.keywords if word.arg not in prose), parameters)
        return f"{self._node(node.func)}({self._values(node.args)}, {keywords})"

    def _node(self, node: ast.AST) -> str:
        match node:
            case ast.Name():
                return self._named(node) or self._local(node.id)
            case ast.Attribute():
                return self._named(node) or f"{self._node(node.value)}.{node.attr}"
            case ast.Constant():
                return repr(node.value)
            case ast.Call():
                return self._call(node)
            case ast.Lambda():
                return f"lambda {self._with_locals(bound_names(node), frozenset(), node.args, [node.body])}"
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                return self._comprehension(node)
            case ast.BinOp() | ast.JoinedStr() if (constant := self._constant(node)) is not None:
                return repr(constant.value)
            case ast.Set():
                return f"{{{sorted(self._values(node.elts))}}}"
            case _:
                return self._generic(node)

    def _named(self, node: ast.Name | ast.Attribute) -> str:
        """What a name that is no local stands for; a constant is its value, once all names are known."""
        name = self._absolute(node)
        constant = constant_of(node, self.reading) if name and self.reading.names.certain else None
        return name if constant is None else repr(constant.value)

    def _constant(self, node: ast.BinOp | ast.JoinedStr) -> ast.Constant | None:
        """The value of literals that are put together, and of named constants, once all names are known."""
        names = (part.id for part in ast.walk(node) if isinstance(part, ast.Name))
        if any(not self.reading.names.certain or any(name in scope for scope in self._scopes) for name in names):
            return None
        return constant_of(node, self.reading)

    def _comprehension(self, node: Comprehension) -> str:
        first = self._node(node.generators[0].iter)
        self._scopes.append(dict.fromkeys(sorted(comprehension_names(node)), ""))
        generators = [self._generic(generator) for generator in node.generators]
        results = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        text = f"{type(node).__name__} {first} {generators} {self._values(results)}"
        self._scopes.pop()
        return text

    def _generic(self, node: ast.AST) -> str:
        parts = [self._field(node, name, value) for name, value in ast.iter_fields(node) if name not in {"ctx", "type_comment", "kind"}]
        return f"{type(node).__name__}({', '.join(parts)})"

    def _field(self, node: ast.AST, name: str, value: object) -> str:
        if isinstance(value, list):
            if all(isinstance(part, ast.stmt) for part in value):
                return str(self._statements(value))
            return str([self._field(node, name, part) for part in value])
        if isinstance(value, ast.AST):
            return self._node(value)
        renamed = name in {"name", "rest", "names"} and not isinstance(node, ast.alias) and isinstance(value, str)
        return self._local(value) if renamed and isinstance(value, str) else repr(value)
