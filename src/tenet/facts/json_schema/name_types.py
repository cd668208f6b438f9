"""What names stand for as types."""

import ast

from tenet.facts.json_schema import spelling
from tenet.facts.json_schema.types import MAX_SIZE, Type, size, unknown
from tenet.facts.json_schema.value_types import ValueTypes
from tenet.facts.python.classes import ancestors, body_of, enclosing
from tenet.facts.python.interpreter import Interpreter
from tenet.facts.python.modules import Definition, External
from tenet.facts.python.scope import Scope, source_of
from tenet.facts.python.values import Call, Symbol, Value, frozen


class NameTypes(ValueTypes):
    """Names as types, for the reader of annotations. Types of module names are kept."""

    def __init__(self, evaluator: Interpreter) -> None:
        super().__init__(evaluator)
        self._aliases: dict[tuple[str, str], Type] = {}
        self._recursive_values: dict[str, Type] = {}

    def bounded(self, type_: Type, node: ast.AST) -> Type:
        return unknown(source_of(node)) if size(type_) > MAX_SIZE else type_

    def local(self, names: list[str], scope: Scope) -> Type | None:
        """A dotted name that a function, a class around or its type parameters bind."""
        first, *rest = names
        if first in scope.names:
            value = scope.names[first]
            for name in rest:
                value = self.evaluator.attribute(value, name, ast.Name(name, ast.Load()), scope)
            return self.of_value(frozen(value), scope.module)
        for index, owner in enumerate(scope.classes):
            found = self._in_body(owner, first, scope, index)
            if found is not None:
                return self._inside(found, rest)
            parameters = type_parameters(owner, owner.name)
            if first in parameters:
                return self.of_value(parameters[first], scope.module)
        return None

    def _in_body(self, owner: ast.ClassDef, name: str, scope: Scope, index: int) -> Type | None:
        around = scope.classes[index + 1 :]
        for statement in owner.body:
            match statement:
                case ast.ClassDef() if statement.name == name:
                    return self.class_type(Definition(scope.module, statement), (owner, *around), scope)
                case ast.Assign(targets=[ast.Name(id=found)], value=value) if found == name and _is_alias(value, name):
                    return self.read(value, Scope(scope.module, scope.names, scope.classes[index:], scope.depth + 1))
                case _:
                    continue
        return None

    def _inside(self, owner: Type, names: list[str]) -> Type | None:
        """A class inside a class, its own or an inherited one."""
        for name in names:
            if owner.definition is None:
                return Type(spelling.spelled(f"{owner.name}.{name}"))
            bodies = [body_of(value) for value in ancestors(self.evaluator, Symbol(owner.name, owner.definition))]
            found = (self._in_body(body.node, name, Scope(body.module, classes=body.scope), 0) for body in bodies if body is not None)
            inner = next((one for one in found if one is not None), None)
            if inner is None:
                return None
            owner = inner
        return owner

    def global_(self, names: list[str], scope: Scope) -> Type | None:
        """A dotted name of the module's own level, through the imports of the repository."""
        key = scope.module.path, ".".join(names)
        if key in self._aliases:
            return self._aliases[key]
        self._aliases[key] = unknown(key[1])  # what a circle comes back to
        found = self._global(names, scope)
        if found is None:
            del self._aliases[key]
        else:
            self._aliases[key] = found
        return found

    def _global(self, names: list[str], scope: Scope) -> Type | None:
        for cut in range(len(names), 0, -1):
            origin = self.modules.origin(scope.module, ".".join(names[:cut]))
            if origin is None or (isinstance(origin, External) and origin.guessed and names[0] in spelling.BUILTINS):
                continue
            if isinstance(origin, Definition) and origin.node is None and cut < len(names):
                return None
            found = self._of_origin(origin, names[cut - 1], scope)
            return self._inside(found, names[cut:]) if found is not None and names[cut:] else found
        return None

    def _recursive(self, origin: Definition, node: ast.AST, scope: Scope) -> Type:
        """An alias that stands in itself: a type of its own name, which `recursive_value` opens."""
        name, value = _aliased(node)
        key = origin.module.path, f"type {name}"
        if key not in self._aliases:
            self._aliases[key] = own = Type(f"{origin.module.name}.{name}", definition=origin)
            self._aliases[origin.module.path, name] = own
            read = self.read(value, scope)
            self._recursive_values[own.name] = read
            self._aliases[key] = own if _holds(read, own) else read
        return self._aliases[key]

    def recursive_value(self, type_: Type) -> Type | None:
        """What a recursive alias stands for; None for any other type."""
        is_alias = type_.definition is not None and not isinstance(type_.definition.node, ast.ClassDef)
        return self._recursive_values.get(type_.name) if is_alias else None

    def _of_origin(self, origin: Definition | External, name: str, scope: Scope) -> Type | None:
        if isinstance(origin, External):
            return self.of_name(origin.name)
        node = origin.node
        inner = Scope(origin.module, depth=scope.depth + 1)
        if node is not None and names_itself(node):
            return self._recursive(origin, node, inner)
        match node:
            case ast.ClassDef():
                return self.class_type(origin, enclosing(origin.module, node), inner)
            case ast.Assign(targets=[ast.Name(id=alias)], value=value):
                return self.read(value, inner.binding(type_parameters(node, alias)) if hasattr(node, "type_params") else inner)
            case ast.AnnAssign(value=ast.expr() as value):
                return self.read(value, inner)
            case ast.Assign():
                return self.of_value(self.evaluator.module_name(origin.module, name), origin.module)
            case ast.stmt() if hasattr(ast, "TypeAlias") and isinstance(node, ast.TypeAlias):
                return self.read(node.value, inner.binding(type_parameters(node, node.name.id)))
            case _:
                return unknown(name)


def _holds(type_: Type, inner: Type) -> bool:
    return any(argument == inner or _holds(argument, inner) for argument in type_.arguments)


def names_itself(node: ast.AST) -> bool:
    """Whether a statement makes a type of itself: `type Json = str | list[Json]`, `Json = TypeAliasType("Json", "str | list[Json]")`."""
    name, value = _aliased(node)
    return value is not None and any(
        (isinstance(part, ast.Name) and part.id == name)
        or (isinstance(part, ast.Constant) and isinstance(part.value, str) and name in part.value)
        for part in ast.walk(value)
    )


def _aliased(node: ast.AST) -> tuple[str, ast.expr | None]:
    """The name and the value of an alias."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(args=[ast.Constant(value=stated), value, *_])) if stated == name:
            return name, value
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if not getattr(node, "type_params", ()):
            return name, value
        case ast.stmt() if hasattr(ast, "TypeAlias") and isinstance(node, ast.TypeAlias):
            return node.name.id, node.value
        case _:
            return "", None


def _is_alias(value: ast.expr, name: str) -> bool:
    """Whether an assignment in a class body makes another name of a type rather than a value."""
    if isinstance(value, ast.Subscript | ast.Attribute | ast.BinOp):
        return True
    return isinstance(value, ast.Name) and value.id != name


def type_parameters(node: ast.AST, owner: str) -> dict[str, Value]:
    """The type parameters that a class or an alias declares in brackets (PEP 695), as type variables of its own."""
    found: dict[str, Value] = {}
    for parameter in getattr(node, "type_params", ()):
        name = getattr(parameter, "name", "")
        stated = getattr(parameter, "default_value", None) or getattr(parameter, "bound", None)
        limits = stated.elts if isinstance(stated, ast.Tuple) else [stated] if isinstance(stated, ast.expr) else []
        found[name] = Call(Symbol("typing.TypeVar"), (f"{owner}.{name}", *(source_of(limit) for limit in limits)))
    return found
