"""Values as types: what an expression that was already evaluated means as an annotation."""

import ast
from abc import ABC, abstractmethod

from tenet.facts.json_schema import spelling
from tenet.facts.json_schema.library_classes import LibraryClasses
from tenet.facts.json_schema.types import ANY, ELLIPSIS, NONE, Type, annotated, union, unknown
from tenet.facts.python.classes import enclosing
from tenet.facts.python.interpreter import Interpreter
from tenet.facts.python.module import Module
from tenet.facts.python.modules import Definition
from tenet.facts.python.scope import Scope, source_of
from tenet.facts.python.values import Bound, Call, Computed, Generic, Member, Missing, Pairs, Place, Symbol, Value, walk

CONSTRAINED = frozenset(
    {
        *("conint", "constr", "confloat", "condecimal", "conlist", "conset", "confrozenset", "conbytes", "condate", "create_model"),
        *("make_dataclass", "TypedDict", "NamedTuple", "namedtuple", "Enum", "StrEnum", "IntEnum", "ForwardRef"),
    }
)
"""Functions that make a type of what they are given."""


class ValueTypes(ABC):
    """Values as types, for the reader of annotations."""

    def __init__(self, evaluator: Interpreter) -> None:
        self.evaluator = evaluator
        self.modules = evaluator.modules
        self.libraries = LibraryClasses(self.modules)

    @abstractmethod
    def read(self, node: ast.expr | None, scope: Scope) -> Type: ...

    @abstractmethod
    def of_text(self, text: str, scope: Scope) -> Type: ...

    @abstractmethod
    def literal(self, values: tuple[Value, ...]) -> Type: ...

    @abstractmethod
    def generic(self, head: Type, arguments: tuple[Type, ...]) -> Type: ...

    def class_type(self, definition: Definition, around: tuple[ast.ClassDef, ...], scope: Scope) -> Type:
        """The type of a class statement."""
        node, module = definition.node, definition.module
        names = [owner.name for owner in reversed(around)] + [node.name if isinstance(node, ast.ClassDef) else ""]
        seen = definition.names or scope.names
        if seen and node is not None and not around:
            names = [".<locals>.".join(module.symbol_at(node.lineno).split("."))]
        closure = tuple((name, seen[name]) for name in self._named_in(node) if name in seen) if seen else ()
        scope = Scope(definition.module, seen)
        return Type(".".join([definition.module.name, *names]), definition=definition, scope=scope if seen else None, closure=closure)

    def _named_in(self, node: ast.AST | None) -> tuple[str, ...]:
        """The names that a statement reads."""
        found = (part.id for part in ast.walk(node) if isinstance(part, ast.Name)) if node is not None else iter(())
        return tuple(dict.fromkeys(found))

    def of_name(self, name: str) -> Type:
        """A name that leads out of the repository."""
        spelled = spelling.spelled(name)
        found = self.libraries.find(spelled)
        if found is not None:
            return Type(found.name, definition=found.definition)
        return Type(spelled, text=name.rpartition(".")[2] if spelled in spelling.BUILTINS else "")

    def of_value(self, value: Value, module: Module) -> Type:
        """The type that a value is."""
        match value:
            case None:
                return NONE
            case Symbol():
                return self._symbol(value)
            case str():
                return self.of_text(value, Scope(module, depth=1))
            case Generic():
                return self._of_generic(value, module)
            case Call():
                return self.call(value, module)
            case Computed(text="..."):
                return ELLIPSIS
            case tuple():
                return Type("tuple", tuple(self.of_value(item, module) for item in value))
            case _:
                return unknown(getattr(value, "text", ""))

    def _symbol(self, symbol: Symbol) -> Type:
        definition = symbol.definition
        if definition is None:
            return self.of_name(symbol.name)
        if isinstance(definition.node, ast.ClassDef):
            around = definition.classes or enclosing(definition.module, definition.node)
            return self.class_type(definition, around, Scope(definition.module, definition.names))
        return unknown(symbol.name)

    def _of_generic(self, value: Generic, module: Module) -> Type:
        head = self.of_value(value.origin, module)
        if head.name == "Literal":
            return self.literal(value.arguments)
        arguments = value.arguments[:1] if head.name == "Annotated" else value.arguments
        types = tuple(self.of_value(argument, module) for argument in arguments)
        match head.name:
            case "Annotated":
                return annotated(types[0], value.arguments[1:])
            case "Optional":
                return union((*types, NONE))
            case "Union":
                return union(types)
            case "Callable":
                return head
            case _:
                return self.generic(head, types)

    def of_literal(self, value: Value) -> tuple[Value, ...]:
        """What one argument of a `Literal` stands for."""
        match value:
            case Generic(origin=Symbol() as origin) if spelling.spelled(origin.name) == "Literal":
                return tuple(inner for argument in value.arguments for inner in self.of_literal(argument))
            case Generic() | Pairs() | Bound() | Missing():
                return (Computed(""),)
            case tuple():
                return tuple(inner for argument in value for inner in self.of_literal(argument))
            case Member():
                return (value,)
            case _:
                return (value,)

    # calls

    def call_in(self, node: ast.Call, scope: Scope) -> Type | None:
        """The type that a call makes, if what it calls makes types."""
        function = self.evaluator.evaluate(node.func, scope)
        if not isinstance(function, Symbol) or function.definition is not None:
            return None
        match spelling.spelled(function.name).rpartition(".")[2], node.args:
            case "NewType" | "TypeAliasType", [_, inner, *_]:
                return self.read(inner, scope)
            case "ForwardRef", [inner, *_]:
                return self.read(inner, scope)
            case "TypeVar" | "ParamSpec", [first, *rest]:
                return self._variable(node, first, rest, scope)
            case name, _ if name in CONSTRAINED:
                return self._made(node, function, scope)
            case _:
                return None

    def _variable(self, node: ast.Call, first: ast.expr, constraints: list[ast.expr], scope: Scope) -> Type:
        name = str(first.value) if isinstance(first, ast.Constant) else source_of(first)
        given = {keyword.arg: keyword.value for keyword in node.keywords}
        nodes = [given["default"]] if "default" in given else constraints or [given[key] for key in ("bound",) if key in given]
        return Type("TypeVar", tuple(self.read(part, scope) for part in nodes), (f"{scope.module.name}.{name!s}",))

    def _made(self, node: ast.Call, function: Symbol, scope: Scope) -> Type:
        place = Place(scope.module.path, node.lineno, node.end_lineno or node.lineno)
        value = self.evaluator.evaluate(node, scope)
        call = value if isinstance(value, Call) else Call(function, place=place)
        return Type(spelling.spelled(function.name), call=call, scope=scope)

    def call(self, call: Call, module: Module) -> Type:
        """The type that a call makes that is already a value."""
        if not isinstance(call.function, Symbol):
            return unknown(call.last)
        name = spelling.spelled(call.function.name)
        match name.rpartition(".")[2], call.arguments:
            case "TypeAliasType", (str() as alias, inner, *_) if any(isinstance(part, str) and alias in part for part in walk(inner)):
                own = self.modules.parsed_at(call.place.path) if call.place is not None else None
                return self.of_text(alias, Scope(own or module, depth=1))
            case "NewType" | "TypeAliasType", (_, inner, *_):
                return self.of_value(inner, module)
            case "TypeVar", (str() as variable, *constraints):
                return Type("TypeVar", tuple(self.of_value(one, module) for one in constraints), (f"{module.name}.{variable}",))
            case last, _ if last in CONSTRAINED:
                return Type(name, call=call, scope=Scope(module))
            case "type", (str() as made, tuple() as bases, *_) if bases:
                return self._made_of(made, bases, call, module)
            case "BaseModel", _:
                return ANY
            case _:
                return unknown(call.last)

    def _made_of(self, name: str, bases: tuple[Value, ...], call: Call, module: Module) -> Type:
        """The class that `type(name, bases, {...})` makes: of models, one with their fields."""
        own = self.modules.parsed_at(call.place.path) if call.place is not None else None
        maker = Symbol("pydantic.create_model")
        return Type(maker.name, call=Call(maker, (name,), (("__base__", bases),), call.place), scope=Scope(own or module))
