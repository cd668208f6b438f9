"""Expressions to values, through the repository's own names. Nothing is imported, and only pure functions of text,
numbers and sequences are computed; everything else stays a `Call`, a `Symbol` or `Computed`."""

import ast
from collections.abc import Iterator, Mapping

from tenet.facts.python import builtin_functions, operators
from tenet.facts.python.classes import is_class, members
from tenet.facts.python.names import Names
from tenet.facts.python.scope import Scope, source_of
from tenet.facts.python.values import MISSING, Bound, Call, Computed, Generic, Missing, Pairs, Place, Symbol, Value, pairs, settled

MAX_DEPTH = 60
"""How deep names and calls are followed: deeper is a circle, or a program that only a run can tell."""

MAX_ITEMS = 5_000
"""How many items a sequence may have that a comprehension builds."""


class Evaluator(Names):
    """Evaluates expressions."""

    def evaluate(self, node: ast.expr, scope: Scope) -> Value:
        if scope.depth > MAX_DEPTH:
            return Computed(source_of(node))
        if isinstance(node, ast.Constant):
            return Computed("...") if node.value is ... or isinstance(node.value, complex) else node.value
        return self.name(node.id, scope, node.lineno) if isinstance(node, ast.Name) else self._compound(node, scope)

    def _compound(self, node: ast.expr, scope: Scope) -> Value:
        match node:
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
                return Computed(source_of(node))

    def _items(self, nodes: list[ast.expr], scope: Scope) -> Iterator[Value]:
        inner = scope.deeper()
        for node in nodes:
            if isinstance(node, ast.Starred):
                spread = self.sequence(self.evaluate(node.value, inner))
                yield from (Computed(source_of(node)),) if spread is None else spread
            else:
                yield self.evaluate(node, inner)

    def _dict(self, node: ast.Dict, scope: Scope) -> Value:
        items: list[tuple[Value, Value]] = []
        for key, item in zip(node.keys, node.values, strict=True):
            value = settled(self.evaluate(item, scope.deeper()))
            if key is not None:
                items.append((self.evaluate(key, scope.deeper()), value))
            elif isinstance(value, Pairs):
                items.extend(value.items)
            else:
                items.append((Computed("**"), value))
        return pairs(items)

    def _subscript(self, node: ast.Subscript, scope: Scope) -> Value:
        target = settled(self.evaluate(node.value, scope.deeper()))
        if isinstance(node.slice, ast.Slice):
            return self._slice(target, node, node.slice, scope)
        index = self.evaluate(node.slice, scope.deeper())
        if isinstance(target, Symbol | Generic | Call | Bound):
            if isinstance(target, Symbol) and is_class(target) and isinstance(index, str):
                found = next((member for member in members(self, target) or () if member.name == index), None)
                return found if found is not None else Generic(target, (index,))
            return Generic(target, index if isinstance(index, tuple) else (index,))
        found_item = builtin_functions.item(target, index)
        return Computed(source_of(node)) if isinstance(found_item, Missing) else found_item

    def _slice(self, target: Value, node: ast.Subscript, cut: ast.Slice, scope: Scope) -> Value:
        bounds = [None if part is None else self.evaluate(part, scope.deeper()) for part in (cut.lower, cut.upper, cut.step)]
        if not isinstance(target, str | tuple) or not all(bound is None or isinstance(bound, int) for bound in bounds) or bounds[2] == 0:
            return Computed(source_of(node))
        return target[slice(*[bound for bound in bounds if bound is None or isinstance(bound, int)])]

    # operations

    def _operation(self, node: ast.expr, scope: Scope) -> Value:
        inner = scope.deeper()
        found: Value | Missing = MISSING
        match node:
            case ast.BinOp():
                found = operators.binary(node.op, self._now(node.left, inner), self._now(node.right, inner))
            case ast.UnaryOp():
                found = operators.unary(node.op, self._now(node.operand, inner))
            case ast.Compare() if len(node.ops) == 1:
                found = operators.compare(node.ops[0], self._now(node.left, inner), self._now(node.comparators[0], inner))
            case ast.IfExp():
                test = self.truth(node.test, inner)
                found = MISSING if test is None else self.evaluate(node.body if test else node.orelse, inner)
            case ast.BoolOp():
                found = operators.boolean(node.op, [self.evaluate(value, inner) for value in node.values])
            case _:
                pass
        return Computed(source_of(node)) if isinstance(found, Missing) else found

    def _now(self, node: ast.expr, scope: Scope) -> Value:
        return settled(self.evaluate(node, scope))

    def truth(self, node: ast.expr, scope: Scope) -> bool | None:
        """Whether a test holds; None if only a run can tell."""
        return operators.truth(self._now(node, scope))

    def _text(self, node: ast.JoinedStr, scope: Scope) -> Value:
        text, complete = "", True
        for part in node.values:
            if isinstance(part, ast.Constant):
                text += str(part.value)
                continue
            value = self.evaluate(part.value, scope.deeper()) if isinstance(part, ast.FormattedValue) else Computed("")
            shown = operators.shown(value) if not getattr(part, "format_spec", None) else None
            complete = complete and shown is not None
            text += f"{{{value.text if isinstance(value, Computed) else source_of(part)}}}" if shown is None else shown
        return text if complete else Computed(text)

    # sequences

    def sequence(self, value: Value) -> tuple[Value, ...] | None:
        """The items that a loop over the value sees."""
        match settled(value):
            case tuple() as items:
                return items
            case str() as text:
                return tuple(text)
            case Pairs() as mapping:
                return tuple(key for key, _ in mapping.items)
            case Symbol() as symbol if is_class(symbol):
                return members(self, symbol)
            case _:
                return None

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, scope: Scope) -> Value:
        scopes = self._iterations(node.generators, scope.deeper())
        if scopes is None:
            return Computed(source_of(node))
        if isinstance(node, ast.DictComp):
            return pairs([(self.evaluate(node.key, inner), self.evaluate(node.value, inner)) for inner in scopes])
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
                    bound = self.inside(outer, self.unpack(generator.target, item))
                    tests = [self.truth(test, bound) for test in generator.ifs]
                    if None in tests:
                        return None
                    if all(tests):
                        inner.append(bound)
            scopes = inner
        return scopes

    def inside(self, scope: Scope, names: Mapping[str, Value]) -> Scope:
        """What a turn of a comprehension sees."""
        return scope.binding(names)

    def unpack(self, target: ast.expr, value: Value) -> dict[str, Value]:
        """The names that `target = value` binds."""
        if isinstance(target, ast.Starred):
            return self.unpack(target.value, value)
        if isinstance(target, ast.Name):
            return {target.id: value}
        if not isinstance(target, ast.Tuple | ast.List):
            return {}
        items = _gathered(target, self.sequence(value))
        if items is None or len(items) != len(target.elts):
            items = tuple(Computed(source_of(part)) for part in target.elts)
        return {name: item for part, given in zip(target.elts, items, strict=True) for name, item in self.unpack(part, given).items()}

    # calls

    def _call(self, node: ast.Call, scope: Scope) -> Value:
        inner = scope.deeper()
        function = self.evaluate(node.func, inner)
        arguments = tuple(self._items(node.args, inner)) if node.args else ()
        keywords = tuple(self._keywords(node.keywords, inner)) if node.keywords else ()
        place = Place(scope.module.path, node.lineno, node.end_lineno or node.lineno)
        if isinstance(function, Call) and _is_partial(function):
            return self.apply(_completed(function, arguments, keywords, place))
        if not isinstance(function, Symbol | Bound):
            return Computed(source_of(node))
        return self.apply(Call(function, arguments, keywords, place))

    def apply(self, call: Call) -> Value:
        """The value of a call. Subclasses follow functions of the repository."""
        computed = builtin_functions.call(call, self.sequence)
        return call if isinstance(computed, Missing) else computed

    def _keywords(self, nodes: list[ast.keyword], scope: Scope) -> Iterator[tuple[str, Value]]:
        for keyword in nodes:
            if keyword.arg is not None:
                yield keyword.arg, self.evaluate(keyword.value, scope)
                continue
            value = self._now(keyword.value, scope)
            if isinstance(value, Pairs):
                yield from ((key, item) for key, item in value.items if isinstance(key, str))
            else:
                yield "**", value


def _gathered(target: ast.Tuple | ast.List, items: tuple[Value, ...] | None) -> tuple[Value, ...] | None:
    """The items with those together that `first, *rest = items` gives to `rest`."""
    at = next((index for index, part in enumerate(target.elts) if isinstance(part, ast.Starred)), None)
    if at is None or items is None or len(items) < len(target.elts) - 1:
        return items
    end = len(items) - (len(target.elts) - 1 - at)
    return (*items[:at], items[at:end], *items[end:])


def _is_partial(call: Call) -> bool:
    return call.function == Symbol("functools.partial") and bool(call.arguments) and isinstance(call.arguments[0], Symbol | Bound)


def _completed(part: Call, arguments: tuple[Value, ...], keywords: tuple[tuple[str, Value], ...], place: Place) -> Call:
    """The call that a call of a `functools.partial` makes."""
    function, *first = part.arguments
    later = {name for name, _ in keywords}
    kept = tuple((name, value) for name, value in part.keywords if name not in later)
    return Call(function if isinstance(function, Symbol | Bound) else part.function, (*first, *arguments), (*kept, *keywords), place)
