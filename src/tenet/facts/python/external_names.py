"""What an expression is outside the repository: `redis.asyncio.Redis().set`, whatever the code calls it.

Names are followed through imports, assignments, `with`, parameters' types, attributes that a class gives itself, and functions
of the repository that say what they return. `()` stands for a call, or for an object of a class; a first argument that is text
is kept (`boto3.client('sqs')`). What leads nowhere, or to code of the repository, has no such name.
"""

import ast
from collections.abc import Mapping, Sequence

from tenet.facts.python.bindings import Binding, Location, attribute_bindings, bindings_of
from tenet.facts.python.module import FunctionNode
from tenet.facts.python.modules import Definition, External, Modules, dotted_name, last_name
from tenet.facts.python.walking import walk

MAX_STEPS = 14
"""How many bindings a name is followed through."""
MAX_NAME = 400
MAX_ARGUMENT = 60
DEPENDS = frozenset({"Depends", "Security"})
TRANSPARENT = frozenset({"Annotated", "Optional", "Union", "Final", "ClassVar"})


class ExternalNames:
    """Follows names on one side of the change."""

    def __init__(self, modules: Modules) -> None:
        self.modules = modules
        self._locals: dict[FunctionNode, Mapping[str, Binding]] = {}
        self._attributes: dict[ast.ClassDef, Mapping[str, tuple[Binding, FunctionNode | None]]] = {}
        self._known: dict[tuple[str, ast.AST], str | None] = {}
        """What functions return, what module names and aliases of types stand for: each is followed once."""

    def name(self, node: ast.expr, at: Location, steps: int = MAX_STEPS) -> str | None:
        """The external name of an expression, or None."""
        if steps <= 0:
            return None
        match node:
            case ast.Await() | ast.NamedExpr() | ast.Starred():
                return self.name(node.value, at, steps - 1)
            case ast.Call():
                return self._call(node, at, steps - 1)
            case ast.Subscript():
                return _joined(self.name(node.value, at, steps - 1), "[]")
            case ast.Name() | ast.Attribute():
                return self._reference(node, at, steps - 1)
            case _:
                return None

    def _call(self, node: ast.Call, at: Location, steps: int) -> str | None:
        found = self.name(node.func, at, steps)
        if found is not None:
            first = node.args[0] if node.args else None
            text = repr(first.value) if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""
            return _joined(found, f"({text if len(text) <= MAX_ARGUMENT else ''})")
        definition = self.definition(node.func, at)
        return None if definition is None else self._returned(definition, steps)

    def definition(self, node: ast.expr, at: Location) -> Definition | None:
        """What of the repository a name stands for, where nothing within the function binds it."""
        names = dotted_name(node)
        if not names or self.local(names[0], at) is not None or (names[0] == "self" and at.owner is not None):
            return None
        found = self.modules.origin(at.module, ".".join(names))
        return found if isinstance(found, Definition) else None

    def value_of(self, node: ast.expr, at: Location) -> tuple[ast.expr, Location] | None:
        """The expression that a name is bound to, within a function or in a module of the repository."""
        bound = self.local(node.id, at) if isinstance(node, ast.Name) else None
        if bound is not None:
            return None if bound[0].value is None else (bound[0].value, bound[1])
        definition = self.definition(node, at)
        statement = definition.node if definition is not None else None
        if definition is None or not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
            return None
        return statement.value, Location(definition.module)

    def made_by(self, node: ast.expr, at: Location) -> tuple[ast.Call, Location] | None:
        """The call that made what a name stands for: `APIRouter(prefix="/orders")`."""
        found = self.value_of(node, at)
        return (found[0], found[1]) if found is not None and isinstance(found[0], ast.Call) else None

    def _returned(self, definition: Definition, steps: int) -> str | None:
        """What a function of the repository returns, by its annotation or else by the first value that says."""
        node = definition.node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            return None
        key = "returns", node
        if key not in self._known:
            self._known[key] = None  # what a circle comes back to
            annotated = self.type_name(node.returns, Location(definition.module), steps) if node.returns is not None else None
            given = (part.value for part in walk(node) if isinstance(part, ast.Return | ast.Yield) and part.value is not None)
            inside = Location(definition.module, (node,))
            self._known[key] = annotated or next(filter(None, (self.name(value, inside, steps - 2) for value in given)), None)
        return self._known[key]

    def _reference(self, node: ast.Name | ast.Attribute, at: Location, steps: int) -> str | None:
        names = dotted_name(node)
        if names is None:
            return _joined(self.name(node.value, at, steps), f".{node.attr}") if isinstance(node, ast.Attribute) else None
        if names[0] == "self" and at.owner is not None and len(names) > 1:
            return self._attribute(at, names, steps)
        bound = self.local(names[0], at)
        if bound is not None:
            binding, inside = bound
            return _joined(self._bound(binding, inside, steps), *(f".{name}" for name in names[1:]))
        for cut in range(len(names), 0, -1):
            found = self.modules.origin(at.module, ".".join(names[:cut]))
            if found is not None:
                rest = [f".{name}" for name in names[cut:]]
                return _joined(self._origin(found, steps), *rest)
        return None

    def _attribute(self, at: Location, names: list[str], steps: int) -> str | None:
        """`self.client.set`: what the class's own body and methods say that `client` is."""
        owner = at.owner
        if owner is None:
            return None
        known = self._attributes.get(owner)
        if known is None:
            known = self._attributes[owner] = attribute_bindings(owner)
        found = known.get(names[1])
        if found is None:
            return None
        binding, method = found
        inside = Location(at.module, (method,) if method is not None else (), owner)
        return _joined(self._bound(binding, inside, steps), *(f".{name}" for name in names[2:]))

    def local(self, name: str, at: Location) -> tuple[Binding, Location] | None:
        """What a function around the place binds a name to, and where what it is bound to stands."""
        for index, function in enumerate(at.functions):
            if function not in self._locals:
                self._locals[function] = bindings_of(function, at.module)
            binding = self._locals[function].get(name)
            if binding is not None:
                return binding, Location(at.module, at.functions[index:], at.owner)
        return None

    def _bound(self, binding: Binding, at: Location, steps: int) -> str | None:
        if binding.annotation is not None and (found := self.type_name(binding.annotation, at, steps)) is not None:
            return found
        value = binding.value
        if value is not None and (dependency := self._depends_on(value, at, steps)) is not None:
            return self._dependency(dependency, at, steps)
        return None if value is None else self.name(value, at, steps)

    def _depends_on(self, node: ast.expr, at: Location, steps: int) -> ast.expr | None:
        """What FastAPI's `Depends(...)` names."""
        if not isinstance(node, ast.Call) or not node.args:
            return None
        depends = last_name(node.func) in DEPENDS or _last_part(self.name(node.func, at, steps - 1)) in DEPENDS
        return node.args[0] if depends else None

    def _dependency(self, node: ast.expr, at: Location, steps: int) -> str | None:
        definition = self.definition(node, at)
        return _joined(self.name(node, at, steps), "()") if definition is None else self._returned(definition, steps)

    def _origin(self, found: Definition | External, steps: int) -> str | None:
        if isinstance(found, External):
            return None if found.guessed else found.name
        if found.node is None:
            return None
        key = "value", found.node
        if key not in self._known:
            self._known[key] = None
            self._known[key] = self._value_of(found.node, Location(found.module), steps)
        return self._known[key]

    def _value_of(self, node: ast.stmt, at: Location, steps: int) -> str | None:
        match node:
            case ast.Assign(value=value):
                return self.name(value, at, steps)
            case ast.AnnAssign():
                return self._bound(Binding(node.value, node.annotation), at, steps)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                named = (self.name(decorator, at, steps - 4) for decorator in node.decorator_list)
                return next((one if one.endswith(")") else f"{one}()" for one in named if one is not None), None)
            case _:
                return None

    def type_name(self, node: ast.expr, at: Location, steps: int = MAX_STEPS) -> str | None:
        """An object of the type that an annotation names: `Redis | None` is `redis.Redis()`."""
        if steps <= 0:
            return None
        match node:
            case ast.Constant(value=str() as text):
                return self._first_type([_parsed(text)], at, steps)
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                return self._first_type([left, right], at, steps)
            case ast.Subscript(value=value, slice=index) if last_name(value) in TRANSPARENT:
                parts = index.elts if isinstance(index, ast.Tuple) else [index]
                return self._metadata(parts, at, steps) if last_name(value) == "Annotated" else self._first_type(parts, at, steps)
            case ast.Subscript(value=value):
                return self._first_type([value], at, steps)
            case ast.Name() | ast.Attribute():
                return self._named_type(node, at, steps)
            case _:
                return None

    def _first_type(self, parts: Sequence[ast.expr | None], at: Location, steps: int) -> str | None:
        named = (self.type_name(part, at, steps - 1) for part in parts if part is not None)
        return next(filter(None, named), None)

    def _metadata(self, parts: list[ast.expr], at: Location, steps: int) -> str | None:
        """`Annotated[Cache, Depends(get_cache)]`: the type, else what the dependency returns."""
        found = self.type_name(parts[0], at, steps - 1) if parts else None
        if found is not None:
            return found
        given = (self._depends_on(part, at, steps - 1) for part in parts[1:])
        return next(filter(None, (self._dependency(node, at, steps - 1) for node in given if node is not None)), None)

    def _named_type(self, node: ast.expr, at: Location, steps: int) -> str | None:
        names = dotted_name(node)
        found = self.modules.origin(at.module, ".".join(names)) if names else None
        if isinstance(found, External):
            return None if found.guessed else f"{found.name}()"
        if not isinstance(found, Definition) or not isinstance(found.node, ast.Assign):
            return None
        key = "type", found.node
        if key not in self._known:
            self._known[key] = None
            self._known[key] = self.type_name(found.node.value, Location(found.module), steps - 1)
        return self._known[key]


def _joined(start: str | None, *rest: str) -> str | None:
    found = None if start is None else "".join((start, *rest))
    return found if found is None or len(found) <= MAX_NAME else None


def _last_part(name: str | None) -> str:
    return name.rpartition(".")[2] if name is not None else ""


def _parsed(text: str) -> ast.expr | None:
    try:
        return ast.parse(text, mode="eval").body if len(text) <= MAX_NAME else None
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
