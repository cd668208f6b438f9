"""Classes as types: what they inherit from with which arguments, and what their bodies state."""

import ast
from collections.abc import Iterator, Mapping, Sequence

from tenet.facts.json_schema.name_types import type_parameters
from tenet.facts.json_schema.type_reader import TypeReader
from tenet.facts.json_schema.types import Type, substituted, variable_name, variables
from tenet.facts.python.classes import enclosing
from tenet.facts.python.scope import Scope
from tenet.facts.python.values import Missing, Value

MAX_BASES = 60
GENERIC_FORMS = frozenset({"typing.Generic", "typing.Protocol"})


class ClassLines:
    """Reads what classes inherit. What was read once is kept."""

    def __init__(self, reader: TypeReader) -> None:
        self.reader = reader
        self.evaluator = reader.evaluator
        self._bases: dict[tuple[ast.ClassDef, tuple[tuple[str, Value], ...]], tuple[Type, ...]] = {}
        self._lines: dict[tuple[Type, ast.ClassDef | None], tuple[Type, ...]] = {}

    @staticmethod
    def node(type_: Type) -> ast.ClassDef | None:
        """The class statement of a type."""
        node = type_.definition.node if type_.definition is not None else None
        return node if isinstance(node, ast.ClassDef) else None

    def scope(self, type_: Type, *, inside: bool = True) -> Scope | None:
        """What the body of a class sees; without `inside`, what its bases see."""
        node = self.node(type_)
        if node is None or type_.definition is None:
            return None
        module = type_.definition.module
        around = enclosing(module, node)
        return Scope(module, type_.scope.names if type_.scope else {}, (node, *around) if inside else around)

    def _written_bases(self, type_: Type) -> tuple[Type, ...]:
        node, scope = self.node(type_), self.scope(type_, inside=False)
        if node is None or scope is None:
            return self._made_bases(type_)
        key = node, type_.closure
        if key not in self._bases:
            self._bases[key] = ()  # what a circle comes back to
            if getattr(node, "type_params", ()):
                scope = scope.binding(type_parameters(node, node.name))
            self._bases[key] = tuple(self.reader.read(base, scope) for base in node.bases)
        return self._bases[key]

    def _made_bases(self, type_: Type) -> tuple[Type, ...]:
        """What `create_model(..., __base__=...)` and `RootModel[...]` inherit from."""
        if type_.call is None or type_.scope is None or type_.call.last != "create_model":
            return ()
        given = type_.call.keyword("__base__")
        values = given if isinstance(given, tuple) else () if given is None or isinstance(given, Missing) else (given,)
        found = tuple(self.reader.of_value(value, type_.scope.module) for value in values)
        return found or (Type("pydantic.BaseModel"),)

    def parameters(self, type_: Type) -> tuple[Type, ...]:
        """The type variables that a class is generic over, in their order."""
        bases = self._written_bases(type_)
        named = next((base for base in bases if base.name in GENERIC_FORMS and base.arguments), None)
        scope, node = self.scope(type_), self.node(type_)
        stated = [getattr(one, "name", "") for one in getattr(node, "type_params", ())] if node is not None else []
        if stated and scope is not None:
            return tuple(self.reader.read(ast.Name(name, ast.Load()), scope) for name in stated)
        if named is not None:
            return variables(named)
        return tuple(dict.fromkeys(found for base in bases for found in variables(base)))

    def bindings(self, type_: Type) -> Mapping[str, Type]:
        """What the arguments of a type bind its class's variables to."""
        if not type_.arguments:
            return {}
        names = (variable_name(parameter) for parameter in self.parameters(type_))
        return dict(zip(names, type_.arguments, strict=False))

    def bases(self, type_: Type) -> tuple[Type, ...]:
        """What the class statement names, with the type's own arguments passed on."""
        bindings = self.bindings(type_)
        return tuple(substituted(base, bindings) for base in self._written_bases(type_))

    def line(self, type_: Type) -> tuple[Type, ...]:
        """The class and what it inherits from, in the order in which Python looks attributes up (C3)."""
        key = type_, self.node(type_)
        if key not in self._lines:
            self._lines[key] = (type_,)  # what a circle comes back to
            self._lines[key] = tuple(self._merged(type_))[:MAX_BASES]
        return self._lines[key]

    def _merged(self, type_: Type) -> Iterator[Type]:
        yield type_
        bases = [base for base in self.bases(type_) if base != type_]
        pending = [list(self.line(base)) for base in bases] + [bases]
        while pending := [line for line in pending if line]:
            head = next((line[0] for line in pending if not any(_has(line[0], other[1:]) for other in pending)), pending[0][0])
            yield head
            pending = [[one for one in line if one.name != head.name or one.definition != head.definition] for line in pending]

    def names(self, type_: Type) -> tuple[str, ...]:
        """The dotted names of the class and everything that it inherits from."""
        return tuple(one.name for one in self.line(type_))

    def statements(self, type_: Type) -> Sequence[ast.stmt]:
        """The statements of the class's own body, those under `if` and `try` too."""
        node = self.node(type_)
        return [] if node is None else list(_flat(node.body))

    def functions(self, type_: Type) -> Iterator[tuple[ast.FunctionDef, Type]]:
        """The methods of the class and its ancestors, the nearest of each name, with the class that states them."""
        seen: set[str] = set()
        for owner in self.line(type_):
            for statement in self.statements(owner):
                if isinstance(statement, ast.FunctionDef) and statement.name not in seen:
                    seen.add(statement.name)
                    yield statement, owner

    def decorators(self, node: ast.ClassDef | ast.FunctionDef, owner: Type) -> list[Value]:
        scope = self.scope(owner, inside=isinstance(node, ast.FunctionDef))
        return [] if scope is None else [self.evaluator.evaluate(decorator, scope) for decorator in node.decorator_list]


def _has(one: Type, others: Sequence[Type]) -> bool:
    return any(one.name == other.name for other in others)


def _flat(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in body:
        if isinstance(statement, ast.If | ast.Try):
            yield from _flat([*statement.body, *statement.orelse])
        else:
            yield statement
