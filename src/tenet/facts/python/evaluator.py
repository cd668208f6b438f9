"""Expressions to values, through the repository's own names. Nothing is imported, and only pure functions of text,
numbers and sequences are computed; everything else stays a `Call`, a `Symbol` or `Computed`."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tenet.facts.python import builtin_functions
from tenet.facts.python.classes import class_attribute, is_class, members
from tenet.facts.python.module import Module
from tenet.facts.python.modules import Definition, External, Modules
from tenet.facts.python.values import MISSING, Bound, Call, Computed, Generic, Member, Missing, Pairs, Place, Symbol, Value

MAX_DEPTH = 60
"""How deep names and calls are followed: deeper is a circle, or a program that only a run can tell."""

MAX_ITEMS = 5_000
"""How many items a sequence may have that a comprehension builds."""

COLUMNS = frozenset({"Column", "mapped_column"})


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression sees: local names, the class bodies around it (innermost first), its module."""

    module: Module
    names: Mapping[str, Value] = field(default_factory=dict)
    classes: tuple[ast.ClassDef, ...] = ()
    depth: int = 0

    def deeper(self) -> "Scope":
        return Scope(self.module, self.names, self.classes, self.depth + 1)

    def binding(self, names: Mapping[str, Value]) -> "Scope":
        return Scope(self.module, {**self.names, **names}, self.classes, self.depth)


class Evaluator:
    """Evaluates against one side of the change. Values of module names are kept."""

    def __init__(self, modules: Modules) -> None:
        self.modules = modules
        self._known: dict[tuple[str, str], Value] = {}
        self._bodies: dict[ast.ClassDef, Mapping[str, ast.ClassDef | ast.expr]] = {}

    def evaluate(self, node: ast.expr, scope: Scope) -> Value:
        if scope.depth > MAX_DEPTH:
            return Computed(ast.unparse(node))
        match node:
            case ast.Constant():
                return Computed("...") if node.value is ... or isinstance(node.value, complex) else node.value
            case ast.Name():
                return self._name(node.id, scope)
            case ast.Attribute():
                return self.attribute(self.evaluate(node.value, scope.deeper()), node.attr, node, scope)
            case ast.Tuple() | ast.List() | ast.Set():
                return tuple(self._items(node.elts, scope))
            case ast.Dict():
                return self._dict(node, scope)
            case ast.Call():
                return self._call(node, scope)
            case ast.JoinedStr():
                return self._text(node, scope)
            case ast.BinOp() | ast.UnaryOp() | ast.BoolOp() | ast.Compare() | ast.IfExp():
                return self._operation(node, scope)
            case ast.Subscript():
                return self._subscript(node, scope)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
                return self._comprehension(node, scope)
            case _:
                return Computed(ast.unparse(node))

    def _items(self, nodes: list[ast.expr], scope: Scope) -> Iterator[Value]:
        for node in nodes:
            if isinstance(node, ast.Starred):
                spread = self.sequence(self.evaluate(node.value, scope.deeper()))
                yield from (Computed(ast.unparse(node)),) if spread is None else spread
            else:
                yield self.evaluate(node, scope.deeper())

    def _dict(self, node: ast.Dict, scope: Scope) -> Value:
        items: list[tuple[Value, Value]] = []
        for key, item in zip(node.keys, node.values, strict=True):
            value = self.evaluate(item, scope.deeper())
            if key is not None:
                items.append((self.evaluate(key, scope.deeper()), value))
            elif isinstance(value, Pairs):
                items.extend(value.items)
            else:
                items.append((Computed("**"), value))
        return builtin_functions.pairs(items)

    # names

    def _name(self, name: str, scope: Scope) -> Value:
        if name in scope.names:
            return scope.names[name]
        for index, owner in enumerate(scope.classes):
            bound = self._bound_in(owner).get(name)
            if isinstance(bound, ast.ClassDef):
                return Symbol(f"{scope.module.name}.{owner.name}.{name}", Definition(scope.module, bound))
            if bound is not None:
                return self.evaluate(bound, Scope(scope.module, {}, scope.classes[index:], scope.depth + 1))
        return self.module_name(scope.module, name, scope.depth)

    def _bound_in(self, owner: ast.ClassDef) -> Mapping[str, ast.ClassDef | ast.expr]:
        """The classes and values that a class body binds to names, the first binding of each."""
        found = self._bodies.get(owner)
        if found is None:
            found = self._bodies[owner] = dict(reversed(list(_class_bindings(owner))))
        return found

    def module_name(self, module: Module, name: str, depth: int = 0) -> Value:
        """What a name of a module's own level stands for."""
        key = module.path, name
        if key not in self._known:
            self._known[key] = Computed(name)  # what a circle comes back to
            self._known[key] = self._module_name(module, name, depth)
        return self._known[key]

    def _module_name(self, module: Module, name: str, depth: int) -> Value:
        if name in builtin_functions.NAMES and name not in module.definitions and name not in module.imports:
            return Symbol(name)
        found = self.modules.origin(module, name)
        if found is None:
            return Symbol(name) if name in builtin_functions.TYPES else Computed(name)
        return self.value_of(found, name, depth)

    def value_of(self, found: Definition | External, name: str, depth: int = 0) -> Value:
        if isinstance(found, External):
            return Symbol(found.name)
        module, node = found.module, found.node
        scope = Scope(module, depth=depth + 1)
        match node:
            case None:
                return Symbol(module.name, found)
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                return Symbol(f"{module.name}.{node.name}", found)
            case ast.Assign() | ast.AnnAssign():
                return self._assigned(node, name, scope)
            case ast.stmt() if hasattr(ast, "TypeAlias") and isinstance(node, ast.TypeAlias):
                return self.evaluate(node.value, scope)
            case _:
                return Computed(name)

    def _assigned(self, node: ast.Assign | ast.AnnAssign, name: str, scope: Scope) -> Value:
        if node.value is None:
            return Computed(name)
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        value = self.evaluate(node.value, scope)
        if isinstance(target, ast.Name):
            return value
        names = [item.id if isinstance(item, ast.Name) else "" for item in getattr(target, "elts", [])]
        items = self.sequence(value)
        if name in names and items is not None and len(items) == len(names):
            return items[names.index(name)]
        return Computed(name)

    # attributes and subscripts

    def attribute(self, target: Value, name: str, node: ast.expr, scope: Scope) -> Value:
        match target:
            case Symbol(definition=Definition(module=module, node=None)):
                found = self.modules.origin(module, name)
                if found is None:
                    submodule = self.modules.find(f"{module.name}.{name}", module.path)
                    return Computed(f"{target.name}.{name}") if submodule is None else Symbol(submodule.name, Definition(submodule, None))
                return self.module_name(module, name, scope.depth + 1)
            case Symbol(definition=None):
                return Symbol(f"{target.name}.{name}")
            case Symbol(definition=Definition(node=ast.ClassDef())):
                return self._of_class(target, name, scope.depth + 1)
            case Member() if name in {"value", "name", "label"}:
                return {"value": target.value, "name": target.name, "label": target.label}[name]
            case Call() | Bound():
                return Bound(target, name)
            case str() | tuple() | Pairs():
                return Bound(target, name)
            case _:
                return Computed(ast.unparse(node))

    def _of_class(self, target: Symbol, name: str, depth: int) -> Value:
        found = class_attribute(self, target, name, depth)
        if isinstance(found, Missing):
            return Computed(f"{target.name}.{name}")
        if isinstance(found, Call) and found.last in COLUMNS:
            return Bound(target, name)  # `ForeignKey(User.id)` means the column, not the call that made it
        return found

    def _subscript(self, node: ast.Subscript, scope: Scope) -> Value:
        target = self.evaluate(node.value, scope.deeper())
        if isinstance(node.slice, ast.Slice):
            return self._slice(target, node, node.slice, scope)
        index = self.evaluate(node.slice, scope.deeper())
        if isinstance(target, Symbol | Generic | Call | Bound):
            if isinstance(target, Symbol) and is_class(target) and isinstance(index, str):
                found = next((member for member in members(self, target) or () if member.name == index), None)
                return found if found is not None else Generic(target, (index,))
            return Generic(target, index if isinstance(index, tuple) else (index,))
        found_item = builtin_functions.item(target, index)
        return Computed(ast.unparse(node)) if isinstance(found_item, Missing) else found_item

    def _slice(self, target: Value, node: ast.Subscript, cut: ast.Slice, scope: Scope) -> Value:
        bounds = [None if part is None else self.evaluate(part, scope.deeper()) for part in (cut.lower, cut.upper, cut.step)]
        if not isinstance(target, str | tuple) or not all(bound is None or isinstance(bound, int) for bound in bounds) or bounds[2] == 0:
            return Computed(ast.unparse(node))
        return target[slice(*[bound for bound in bounds if bound is None or isinstance(bound, int)])]

    # operations

    def _operation(self, node: ast.expr, scope: Scope) -> Value:
        inner = scope.deeper()
        found: Value | Missing = MISSING
        match node:
            case ast.BinOp():
                found = builtin_functions.binary(node.op, self.evaluate(node.left, inner), self.evaluate(node.right, inner))
            case ast.UnaryOp():
                found = builtin_functions.unary(node.op, self.evaluate(node.operand, inner))
            case ast.Compare() if len(node.ops) == 1:
                found = builtin_functions.compare(node.ops[0], self.evaluate(node.left, inner), self.evaluate(node.comparators[0], inner))
            case ast.IfExp():
                test = self.truth(node.test, inner)
                found = MISSING if test is None else self.evaluate(node.body if test else node.orelse, inner)
            case ast.BoolOp():
                found = builtin_functions.boolean(node.op, [self.evaluate(value, inner) for value in node.values])
            case _:
                pass
        return Computed(ast.unparse(node)) if isinstance(found, Missing) else found

    def truth(self, node: ast.expr, scope: Scope) -> bool | None:
        """Whether a test holds; None if only a run can tell."""
        return builtin_functions.truth(self.evaluate(node, scope))

    def _text(self, node: ast.JoinedStr, scope: Scope) -> Value:
        text, complete = "", True
        for part in node.values:
            if isinstance(part, ast.Constant):
                text += str(part.value)
                continue
            value = self.evaluate(part.value, scope.deeper()) if isinstance(part, ast.FormattedValue) else Computed("")
            shown = builtin_functions.shown(value) if not getattr(part, "format_spec", None) else None
            complete = complete and shown is not None
            text += f"{{{value.text if isinstance(value, Computed) else ast.unparse(part)}}}" if shown is None else shown
        return text if complete else Computed(text)

    # sequences

    def sequence(self, value: Value) -> tuple[Value, ...] | None:
        """The items that a loop over the value sees."""
        match value:
            case tuple():
                return value
            case str():
                return tuple(value)
            case Pairs():
                return tuple(key for key, _ in value.items)
            case Symbol() if is_class(value):
                return members(self, value)
            case _:
                return None

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, scope: Scope) -> Value:
        scopes = self._iterations(node.generators, scope.deeper())
        if scopes is None:
            return Computed(ast.unparse(node))
        if isinstance(node, ast.DictComp):
            return builtin_functions.pairs([(self.evaluate(node.key, inner), self.evaluate(node.value, inner)) for inner in scopes])
        return tuple(self.evaluate(node.elt, inner) for inner in scopes)

    def _iterations(self, generators: list[ast.comprehension], scope: Scope) -> list[Scope] | None:
        scopes = [scope]
        for generator in generators:
            inner: list[Scope] = []
            for outer in scopes:
                items = self.sequence(self.evaluate(generator.iter, outer))
                if items is None or len(items) + len(inner) > MAX_ITEMS:
                    return None
                for item in items:
                    bound = outer.binding(self.unpack(generator.target, item))
                    tests = [self.truth(test, bound) for test in generator.ifs]
                    if None in tests:
                        return None
                    if all(tests):
                        inner.append(bound)
            scopes = inner
        return scopes

    def unpack(self, target: ast.expr, value: Value) -> dict[str, Value]:
        """The names that `target = value` binds."""
        if isinstance(target, ast.Name):
            return {target.id: value}
        if not isinstance(target, ast.Tuple | ast.List):
            return {}
        items = self.sequence(value)
        if items is None or len(items) != len(target.elts):
            items = tuple(Computed(ast.unparse(part)) for part in target.elts)
        return {name: item for part, given in zip(target.elts, items, strict=True) for name, item in self.unpack(part, given).items()}

    # calls

    def _call(self, node: ast.Call, scope: Scope) -> Value:
        inner = scope.deeper()
        function = self.evaluate(node.func, inner)
        arguments = tuple(self._items(node.args, inner))
        keywords = tuple(self._keywords(node.keywords, inner))
        if not isinstance(function, Symbol | Bound):
            return Computed(ast.unparse(node))
        place = Place(scope.module.path, node.lineno, node.end_lineno or node.lineno)
        return self.apply(Call(function, arguments, keywords, place), node, scope)

    def apply(self, call: Call, node: ast.Call, scope: Scope) -> Value:
        """The value of a call. Subclasses follow functions of the repository."""
        computed = builtin_functions.call(call, self.sequence)
        return call if isinstance(computed, Missing) else computed

    def _keywords(self, nodes: list[ast.keyword], scope: Scope) -> Iterator[tuple[str, Value]]:
        for keyword in nodes:
            value = self.evaluate(keyword.value, scope)
            if keyword.arg is not None:
                yield keyword.arg, value
            elif isinstance(value, Pairs):
                yield from ((key, item) for key, item in value.items if isinstance(key, str))
            else:
                yield "**", value


def assigned(statement: ast.stmt, name: str) -> ast.expr | None:
    """What a statement assigns to a name."""
    match statement:
        case ast.Assign() if any(isinstance(target, ast.Name) and target.id == name for target in statement.targets):
            return statement.value
        case ast.AnnAssign(target=ast.Name(id=found)) if found == name:
            return statement.value
        case _:
            return None


def _class_bindings(owner: ast.ClassDef) -> Iterator[tuple[str, ast.ClassDef | ast.expr]]:
    for statement in owner.body:
        match statement:
            case ast.ClassDef():
                yield statement.name, statement
            case ast.Assign():
                yield from ((target.id, statement.value) for target in statement.targets if isinstance(target, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                yield name, value
            case _:
                continue
