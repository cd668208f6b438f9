"""Which class of the repository an object is of, and which function of it a call reaches."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tenet.facts.python.bindings import Binding, Location, attribute_bindings
from tenet.facts.python.external_names import DEPENDS, TRANSPARENT, ExternalNames
from tenet.facts.python.module import FunctionNode, Module
from tenet.facts.python.modules import Definition, dotted_name
from tenet.facts.python.walking import walk

MAX_STEPS = 8
"""How many bindings an object is followed through."""
MAX_BASES = 12
MAX_TEXT = 400
VALIDATORS = frozenset({"model_validate", "parse_obj", "from_orm", "construct", "model_construct"})
GENERATORS = frozenset({"Generator", "AsyncGenerator", "Iterator", "AsyncIterator", "Iterable", "AsyncIterable"})


@dataclass(frozen=True, slots=True)
class OwnClass:
    """A class of the repository."""

    module: Module
    node: ast.ClassDef


@dataclass(frozen=True, slots=True)
class Callee:
    """A function or method of the repository that a call reaches. `owner` is the class that a method stands in."""

    module: Module
    function: FunctionNode
    owner: ast.ClassDef | None = None

    @property
    def inside(self) -> Location:
        return Location(self.module, (self.function,), self.owner)


class Objects:
    """Follows annotations, constructors, dependencies and attributes to classes of one side of the change."""

    def __init__(self, names: ExternalNames) -> None:
        self.names = names
        self._returned: dict[FunctionNode, OwnClass | None] = {}
        self._known: dict[ast.expr, OwnClass | None] = {}
        self._attributes: dict[ast.ClassDef, Mapping[str, tuple[Binding, FunctionNode | None]]] = {}
        self._methods: dict[ast.ClassDef, Mapping[str, FunctionNode]] = {}

    def callee(self, function: ast.expr, at: Location, steps: int = MAX_STEPS) -> Callee | None:
        """What of the repository `function(...)` runs."""
        found = self.names.definition(function, at)
        if found is not None and isinstance(found.node, ast.FunctionDef | ast.AsyncFunctionDef):
            return Callee(found.module, found.node)
        if not isinstance(function, ast.Attribute):
            return None
        owner = self._receiver(function, at, steps)
        return None if owner is None else self.method(owner, function.attr)

    def _receiver(self, function: ast.Attribute, at: Location, steps: int) -> OwnClass | None:
        """The class that a method is looked up in, whether it is called on an object or on the class."""
        return self.class_itself(function.value, at) or self.class_of(function.value, at, steps)

    def method(self, owner: OwnClass, name: str) -> Callee | None:
        """A method by its name, of the class or of what it inherits from."""
        for one in self.line(owner):
            if one.node not in self._methods:
                body = reversed(one.node.body)  # of several, the first
                self._methods[one.node] = {part.name: part for part in body if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef)}
            function = self._methods[one.node].get(name)
            if function is not None:
                return Callee(one.module, function, one.node)
        return None

    def bases(self, owner: OwnClass) -> Iterator[str]:
        """The names of the classes outside the repository that a class rests on."""
        for one in self.line(owner):
            for base in one.node.bases:
                found = self.names.name(base.value if isinstance(base, ast.Subscript) else base, Location(one.module))
                if found is not None:
                    yield found

    def line(self, owner: OwnClass) -> Iterator[OwnClass]:
        """The class, then what it inherits from within the repository."""
        pending, seen = [owner], {owner.node}
        while pending and len(seen) <= MAX_BASES:
            one = pending.pop(0)
            yield one
            for base in one.node.bases:
                found = self.class_itself(base.value if isinstance(base, ast.Subscript) else base, Location(one.module))
                if found is not None and found.node not in seen:
                    seen.add(found.node)
                    pending.append(found)

    def class_itself(self, node: ast.expr, at: Location) -> OwnClass | None:
        """The class that an expression names."""
        found = self.names.definition(node, at)
        return OwnClass(found.module, found.node) if found is not None and isinstance(found.node, ast.ClassDef) else None

    def class_of(self, node: ast.expr, at: Location, steps: int = MAX_STEPS) -> OwnClass | None:
        """The class that what an expression stands for is an object of. Each expression is followed once."""
        if steps <= 0:
            return None
        if node not in self._known:
            self._known[node] = None  # what a circle comes back to
            self._known[node] = self._followed(node, at, steps)
        return self._known[node]

    def _followed(self, node: ast.expr, at: Location, steps: int) -> OwnClass | None:
        match node:
            case ast.Await(value=value) | ast.NamedExpr(value=value):
                return self.class_of(value, at, steps - 1)
            case ast.Call():
                return self._made(node, at, steps - 1)
            case ast.Name(id="self" | "cls") if at.owner is not None:
                return OwnClass(at.module, at.owner)
            case ast.Name():
                bound = self.names.local(node.id, at)
                return self._global(node, at, steps - 1) if bound is None else self._bound(*bound, steps - 1)
            case ast.Attribute():
                owner = self.class_of(node.value, at, steps - 1)
                return self._global(node, at, steps - 1) if owner is None else self._attribute(owner, node.attr, steps - 1)
            case _:
                return None

    def _global(self, node: ast.expr, at: Location, steps: int) -> OwnClass | None:
        found = self.names.definition(node, at)
        statement = found.node if found is not None else None
        if found is None or not isinstance(statement, ast.Assign | ast.AnnAssign):
            return None
        annotation = statement.annotation if isinstance(statement, ast.AnnAssign) else None
        return self._bound(Binding(statement.value, annotation), Location(found.module), steps)

    def _attribute(self, owner: OwnClass, name: str, steps: int) -> OwnClass | None:
        for one in self.line(owner):
            if one.node not in self._attributes:
                self._attributes[one.node] = attribute_bindings(one.node)
            bound = self._attributes[one.node].get(name)
            if bound is not None:
                binding, method = bound
                return self._bound(binding, Location(one.module, (method,) if method is not None else (), one.node), steps)
        made = self.method(owner, name)
        return None if made is None or not made.function.decorator_list else self._of_return(made, owner, steps)

    def _bound(self, binding: Binding, at: Location, steps: int) -> OwnClass | None:
        found = self._typed(binding.annotation, at, steps) if binding.annotation is not None else None
        if found is not None or binding.value is None:
            return found
        dependency = self._depends_on(binding.value, at)
        return self.class_of(binding.value, at, steps) if dependency is None else self._dependency(dependency, at, steps)

    def _depends_on(self, node: ast.expr, at: Location) -> ast.expr | None:
        """What FastAPI's `Depends(...)` names."""
        if not isinstance(node, ast.Call) or not node.args:
            return None
        named = dotted_name(node.func) or [""]
        return node.args[0] if named[-1] in DEPENDS or (self.names.name(node.func, at) or "").rpartition(".")[2] in DEPENDS else None

    def _dependency(self, node: ast.expr, at: Location, steps: int) -> OwnClass | None:
        itself = self.class_itself(node, at)
        made = self.callee(node, at, steps) if itself is None else None
        return itself if made is None else self._of_return(made, None, steps)

    def _made(self, node: ast.Call, at: Location, steps: int) -> OwnClass | None:
        itself = self.class_itself(node.func, at)
        if itself is not None:
            return itself
        made = self.callee(node.func, at, steps)
        if made is None:
            return self._validated(node.func, at)
        owner = self._receiver(node.func, at, steps) if made.owner is not None and isinstance(node.func, ast.Attribute) else None
        return self._of_return(made, owner, steps)

    def _validated(self, function: ast.expr, at: Location) -> OwnClass | None:
        """`Order.model_validate(given)` is an order."""
        if isinstance(function, ast.Attribute) and function.attr in VALIDATORS:
            return self.class_itself(function.value, at)
        return None

    def _of_return(self, made: Callee, owner: OwnClass | None, steps: int) -> OwnClass | None:
        """What a function returns, by its annotation or else by a value that it returns."""
        returns = made.function.returns
        if returns is not None and any(isinstance(node, ast.Name) and node.id == "Self" for node in ast.walk(returns)):
            return owner
        if made.function not in self._returned:
            self._returned[made.function] = None  # what a circle comes back to
            found = self._typed(returns, made.inside, steps) if returns is not None else None
            self._returned[made.function] = found or (None if returns is not None else self._of_values(made, steps))
        return self._returned[made.function]

    def _of_values(self, made: Callee, steps: int) -> OwnClass | None:
        values = (node.value for node in walk(made.function) if isinstance(node, ast.Return | ast.Yield) and node.value is not None)
        return next(filter(None, (self.class_of(value, made.inside, steps - 2) for value in values)), None)

    def _typed(self, node: ast.expr, at: Location, steps: int) -> OwnClass | None:
        """The class that an annotation names."""
        if steps <= 0:
            return None
        match node:
            case ast.Constant(value=str() as text):
                parsed = _parsed(text)
                return None if parsed is None else self._typed(parsed, at, steps - 1)
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                return self._typed(left, at, steps - 1) or self._typed(right, at, steps - 1)
            case ast.Subscript(value=value, slice=index) if (dotted_name(value) or [""])[-1] in TRANSPARENT | GENERATORS:
                return self._of_parts(index.elts if isinstance(index, ast.Tuple) else [index], at, steps - 1)
            case ast.Subscript(value=value):
                return self._typed(value, at, steps - 1)
            case ast.Name() | ast.Attribute():
                names = dotted_name(node)
                return self._of_definition(self.names.modules.origin(at.module, ".".join(names)), steps) if names else None
            case _:
                return None

    def _of_parts(self, parts: list[ast.expr], at: Location, steps: int) -> OwnClass | None:
        """`Annotated[Service, Depends(get_service)]`: the type, else what the dependency returns."""
        for part in parts:
            depends = self._depends_on(part, at)
            found = self._typed(part, at, steps) if depends is None else self._dependency(depends, at, steps)
            if found is not None:
                return found
        return None

    def _of_definition(self, found: object, steps: int) -> OwnClass | None:
        if not isinstance(found, Definition):
            return None
        if isinstance(found.node, ast.ClassDef):
            return OwnClass(found.module, found.node)
        value = found.node.value if isinstance(found.node, ast.Assign) else None
        return None if value is None else self._typed(value, Location(found.module), steps - 1)


def _parsed(text: str) -> ast.expr | None:
    try:
        return ast.parse(text, mode="eval").body if len(text) <= MAX_TEXT else None
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
