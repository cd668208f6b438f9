"""Annotations to types: strings, unions, aliases and generics in whatever way they are written."""

import ast
from dataclasses import replace

from tenet.facts.json_schema import spelling
from tenet.facts.json_schema.name_types import NameTypes
from tenet.facts.json_schema.types import ANY, ELLIPSIS, NONE, Type, annotated, substituted, union, unknown, variable_name, variables
from tenet.facts.python.evaluator import MAX_DEPTH
from tenet.facts.python.modules import Definition, dotted_name
from tenet.facts.python.scope import Scope, source_of
from tenet.facts.python.values import Computed, Value

TRANSPARENT = frozenset(
    {
        *("typing.ClassVar", "typing.Final", "typing.Required", "typing.NotRequired", "typing.ReadOnly", "dataclasses.InitVar"),
        *("typing.TypeGuard", "typing.Unpack", "sqlalchemy.orm.Mapped", "typing.Final"),
    }
)
"""Wrappers that say something of the name rather than of its values: kept in the metadata by their name."""
CUSTOMIZED = frozenset({"fastapi_pagination.customization.CustomizedPage"})
"""Generic classes that stand for their first argument, with other defaults."""


class TypeReader(NameTypes):
    """Reads annotations against one side of the change. `read` and `of_value` never fail: what they cannot tell is `?`."""

    def read(self, node: ast.expr | None, scope: Scope) -> Type:
        """The type that an annotation means where it stands; no annotation is `Any`."""
        if node is None:
            return ANY
        if scope.depth > MAX_DEPTH:
            return unknown(source_of(node))
        try:
            return self.bounded(self._read(node, scope.deeper()), node)
        except RecursionError:
            return unknown(source_of(node))

    def _read(self, node: ast.expr, scope: Scope) -> Type:
        match node:
            case ast.Constant(value=str() as text):
                return self.of_text(text, scope)
            case ast.Constant(value=None):
                return NONE
            case ast.Constant(value=value) if value is ...:
                return ELLIPSIS
            case ast.Name() | ast.Attribute():
                return self.named(node, scope)
            case ast.BinOp(op=ast.BitOr()):
                return union((self.read(node.left, scope), self.read(node.right, scope)))
            case ast.Subscript():
                return self._subscript(node, scope)
            case ast.List() | ast.Tuple():
                return Type("tuple", tuple(self.read(part, scope) for part in node.elts))
            case ast.Starred():
                return self.read(node.value, scope)
            case _:
                return self._computed(node, scope)

    def of_text(self, text: str, scope: Scope) -> Type:
        """The type that an annotation in a string means where it stands."""
        try:
            node = ast.parse(text.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return unknown(text)
        return self.read(node, scope)

    def _computed(self, node: ast.expr, scope: Scope) -> Type:
        if isinstance(node, ast.Call):
            made = self.call_in(node, scope)
            if made is not None:
                return made
        if isinstance(node, ast.IfExp):
            held = self.evaluator.truth(node.test, scope)
            return unknown(source_of(node)) if held is None else self.read(node.body if held else node.orelse, scope)
        return self.of_value(self.evaluator.evaluate(node, scope), scope.module)

    def _subscript(self, node: ast.Subscript, scope: Scope) -> Type:
        arguments = list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
        head = self.head(node.value, scope)
        match head.name:
            case "Annotated":
                metadata = tuple(self._metadata(part, scope) for part in arguments[1:])
                return annotated(self.read(arguments[0], scope), metadata)
            case "Optional":
                return union((self.read(arguments[0], scope), NONE))
            case "Union":
                return union(tuple(self.read(part, scope) for part in arguments))
            case "Literal":
                return self.literal(tuple(self.evaluator.evaluate(part, scope) for part in arguments))
            case "Callable":
                return Type("Callable")
            case _:
                return self.generic(head, tuple(self.read(part, scope) for part in arguments))

    def _metadata(self, node: ast.expr, scope: Scope) -> Value:
        """What an annotation adds to a type. Its own names come before those of the class body around it."""
        return self.evaluator.evaluate(node, scope)

    def head(self, node: ast.expr, scope: Scope) -> Type:
        """What is subscripted; an alias of a special form is that form."""
        return self.read(node, scope)

    def literal(self, values: tuple[Value, ...]) -> Type:
        """A `Literal` with what it lists, nested ones flattened."""
        flat: list[Value] = []
        for value in values:
            inner = self.of_literal(value)
            flat.extend(one for one in inner if one not in flat)
        return Type("Literal", literals=tuple(flat))

    def generic(self, head: Type, arguments: tuple[Type, ...]) -> Type:
        """A generic class, or an alias with open variables, with its arguments."""
        if head.name in {"?", "Any"}:
            return head
        if head.name in CUSTOMIZED and arguments:
            return arguments[0]
        if head.name in TRANSPARENT and arguments:
            return annotated(arguments[0], (Computed(head.name),))
        open_variables = variables(head)
        if open_variables and head.arguments:
            names = [variable_name(variable) for variable in open_variables]
            return substituted(head, dict(zip(names, arguments, strict=False)))
        return replace(head, arguments=arguments)

    def named(self, node: ast.expr, scope: Scope) -> Type:
        """What a name or a dotted name stands for as a type."""
        names = dotted_name(node)
        if names is None:
            return self.of_value(self.evaluator.evaluate(node, scope), scope.module)
        found = self.local(names, scope) or self.global_(names, scope)
        if found is not None and found.name == "typing.Self" and scope.classes:
            return self.class_type(Definition(scope.module, scope.classes[0]), scope.classes[1:], scope)
        if found is not None:
            return found
        return Type(names[0]) if len(names) == 1 and names[0] in spelling.BUILTINS else unknown(".".join(names))

    def returns(self, function: Definition, classes: tuple[ast.ClassDef, ...] = ()) -> Type | None:
        """What a function says that it returns; None where it says nothing."""
        node = function.node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.returns is None:
            return None
        return self.read(node.returns, Scope(function.module, classes=classes))
