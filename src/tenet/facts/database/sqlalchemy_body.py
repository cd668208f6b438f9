"""What the bodies of mapped classes declare: attributes that are columns, and `__table_args__`."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

from tenet.facts.database.schema import Origin
from tenet.facts.database.sqlalchemy_columns import COLUMN_CALLS, Annotation, ColumnReader, Declared, read_annotation
from tenet.facts.python.classes import ClassBody, body_of, class_attribute
from tenet.facts.python.interpreter import Interpreter, returned
from tenet.facts.python.modules import Definition
from tenet.facts.python.scope import Scope, source_of
from tenet.facts.python.values import MISSING, Call, Computed, Generic, Missing, Symbol, Value

WRAPPERS = frozenset({"deferred", "column_property", "synonym_for", "declared_attr"})
DECLARED = frozenset({"declared_attr", "declared_attr.directive", "directive", "cascading"})
NOT_COLUMNS = frozenset(
    {"relationship", "Relationship", "association_proxy", "synonym", "hybrid_property", "composite", "backref", "query_expression"}
)


@dataclass(frozen=True, slots=True)
class _Attribute:
    """One name that a class body binds, with the annotation and the value."""

    name: str
    body: ClassBody
    node: ast.stmt
    annotation: ast.expr | None
    value: ast.expr | None


class BodyReader:
    """Reads class bodies with one base's `type_annotation_map`."""

    def __init__(self, interpreter: Interpreter, columns: ColumnReader, annotation_map: Mapping[Value, Value], *, sqlmodel: bool) -> None:
        self._interpreter = interpreter
        self._columns = columns
        self._map = annotation_map
        self._sqlmodel = sqlmodel
        self._read: dict[ast.stmt, Declared | None] = {}

    def _known(self, value: Value) -> Value | Missing:
        return self._map.get(value, MISSING)

    def columns_of(self, symbol: Symbol, line: Sequence[Value]) -> Iterator[Declared]:
        """The columns that the classes of `line` (nearest first) give to the table of `symbol`."""
        attributes: dict[str, _Attribute] = {}
        for value in reversed(line):
            body = body_of(value)
            if body is not None:
                for attribute in _attributes(body):
                    bare = attribute.value is None and attribute.annotation is not None
                    if bare and not self._sqlmodel and attribute.name in attributes:
                        continue  # SQLAlchemy lets the mixin's column stand where the class gives an annotation alone
                    attributes.pop(attribute.name, None)
                    attributes[attribute.name] = attribute
        for attribute in attributes.values():
            declared = self._column(symbol, attribute)
            if declared is not None:
                yield declared

    def _column(self, symbol: Symbol, attribute: _Attribute) -> Declared | None:
        node = attribute.node
        origin = Origin(attribute.body.module.path, node.lineno, node.end_lineno or node.lineno)
        if isinstance(node, ast.FunctionDef):
            return self._of_function(symbol, attribute, node, origin)
        if node not in self._read:
            self._read[node] = self._of_statement(attribute, origin)
        return self._read[node]

    def _of_statement(self, attribute: _Attribute, origin: Origin) -> Declared | None:
        scope = Scope(attribute.body.module, classes=attribute.body.scope)
        value = MISSING if attribute.value is None else self._interpreter.evaluate(attribute.value, scope)
        if isinstance(value, Call) and value.last in NOT_COLUMNS:
            return None
        annotation = MISSING if attribute.annotation is None else self._annotation(attribute.annotation, scope)
        if self._sqlmodel:
            return self._field(attribute.name, value, annotation, origin)
        return self._declared(attribute.name, value, annotation, origin)

    def _declared(self, name: str, value: Value | Missing, annotation: Value | Missing, origin: Origin) -> Declared | None:
        mapped = self._mapped(annotation)
        if isinstance(value, Call) and value.last in WRAPPERS and value.arguments and isinstance(value.arguments[0], Call):
            value = value.arguments[0]
            mapped = None  # what wraps a column takes nothing from the annotation
        if isinstance(value, Call):
            if value.last not in COLUMN_CALLS:
                return None
            return self._columns.read(value, name, origin, mapped if value.last == "mapped_column" else None, self._known)
        if isinstance(value, Missing) and mapped is not None:
            return self._columns.read(Call(Symbol("sqlalchemy.orm.mapped_column")), name, origin, mapped, self._known)
        return None

    def _mapped(self, annotation: Value | Missing) -> Annotation | None:
        """What stands in `Mapped[...]`; None for any other annotation."""
        match annotation:
            case Generic(origin=Symbol() as origin, arguments=(inner, *_)) if origin.last in {"Mapped", "MappedColumn"}:
                return read_annotation(inner)
            case _:
                return None

    def _field(self, name: str, value: Value | Missing, annotation: Value | Missing, origin: Origin) -> Declared | None:
        if isinstance(value, Call) and value.last in COLUMN_CALLS:
            return self._declared(name, value, annotation, origin)
        if isinstance(annotation, Missing) or name.startswith("_") or name == "model_config":
            return None
        if isinstance(annotation, Generic | Symbol) and _head(annotation) in {"ClassVar", "Relationship", "Mapped"}:
            return None
        found = read_annotation(annotation)
        call = value if isinstance(value, Call) and value.last in {"Field", "Relationship", "PrivateAttr"} else None
        if call is not None and call.last != "Field":
            return None
        extra = next((extra for extra in found.extras if extra.last == "Field"), None)
        inner = found.inner.arguments[0] if isinstance(found.inner, Generic) and _head(found.inner) == "Annotated" else found.inner
        return self._columns.read_field(call or extra, name, origin, Annotation(inner, found.optional))

    def _of_function(self, symbol: Symbol, attribute: _Attribute, node: ast.FunctionDef, origin: Origin) -> Declared | None:
        decorators = {source_of(decorator).rpartition(".")[2] for decorator in node.decorator_list}
        if not decorators & DECLARED:
            return None
        function = Symbol(f"{attribute.body.node.name}.{node.name}", Definition(attribute.body.module, node))
        value = returned(self._interpreter, function, (symbol,))
        annotation = (
            MISSING if node.returns is None else self._annotation(node.returns, Scope(attribute.body.module, classes=attribute.body.scope))
        )
        return self._declared(node.name, value, annotation, origin) if isinstance(value, Call) else None

    def _annotation(self, node: ast.expr, scope: Scope) -> Value:
        """An annotation's value; quoted ones (PEP 484) are read as code."""
        return self._interpreter.evaluate(_unquoted(node), scope)

    # the arguments of the table

    def table_arguments(self, symbol: Symbol, line: Sequence[Value]) -> tuple[Value, ...]:
        """The constraints and indexes of `__table_args__`."""
        for value in line:
            body = body_of(value)
            node = _bound(body, "__table_args__") if body is not None else None
            if body is None or node is None:
                continue
            found = self._arguments(symbol, body, node)
            if isinstance(found, tuple):
                return found
            return (found,) if isinstance(found, Call | Computed) else ()
        return ()

    def _arguments(self, symbol: Symbol, body: ClassBody, node: ast.stmt) -> Value:
        if isinstance(node, ast.FunctionDef):
            found = returned(self._interpreter, Symbol("__table_args__", Definition(body.module, node)), (symbol,))
            return Computed("__table_args__") if isinstance(found, Missing) else found
        value = getattr(node, "value", None)
        names: dict[str, Value] = {
            attribute.name: Symbol(f"={attribute.name}") for attribute in _attributes(body) if _may_be_column(attribute)
        }
        return self._interpreter.evaluate(value, Scope(body.module, names, body.scope)) if isinstance(value, ast.expr) else ()


def _head(value: Generic | Symbol) -> str:
    origin = value.origin if isinstance(value, Generic) else value
    return origin.last if isinstance(origin, Symbol) else ""


class _Unquote(ast.NodeTransformer):
    """Puts the code of quoted annotations in their place; what stands in `Literal[...]` and in calls is text."""

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        if not isinstance(node.value, str):
            return node
        try:
            return ast.parse(node.value.strip(), mode="eval").body
        except (SyntaxError, ValueError):
            return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        if source_of(node.value).rpartition(".")[2] == "Literal":
            return node
        return ast.copy_location(ast.Subscript(self.visit(node.value), self.visit(node.slice), node.ctx), node)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        return node


def _unquoted(node: ast.expr) -> ast.expr:
    if isinstance(node, ast.Name) or not _holds_text(node):
        return node
    try:
        changed = _Unquote().visit(deepcopy(node))
    except RecursionError:
        return node
    return ast.fix_missing_locations(changed) if isinstance(changed, ast.expr) else node


def _holds_text(node: ast.expr) -> bool:
    """Whether an annotation quotes something; the usual ones without looking at each of their nodes."""
    match node:
        case ast.Name():
            return False
        case ast.Subscript(value=ast.Name(), slice=inner):
            return _holds_text(inner)
        case ast.BinOp(left=ast.Name(), right=ast.Constant(value=None)):
            return False
        case _:
            return any(isinstance(part, ast.Constant) and isinstance(part.value, str) for part in ast.walk(node))


def _attributes(body: ClassBody) -> Iterator[_Attribute]:
    for node in body.node.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)]):
                yield _Attribute(name, body, node, None, node.value)
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield _Attribute(name, body, node, node.annotation, node.value)
            case ast.FunctionDef():
                yield _Attribute(node.name, body, node, None, None)
            case _:
                continue


def _may_be_column(attribute: _Attribute) -> bool:
    return not isinstance(attribute.node, ast.FunctionDef) and not attribute.name.startswith("__")


def _bound(body: ClassBody, name: str) -> ast.stmt | None:
    return next((attribute.node for attribute in _attributes(body) if attribute.name == name), None)


def column_name(interpreter: Interpreter, owner: Symbol, attribute: str) -> str:
    """The column that an attribute of a mapped class stands for: its own name, unless its declaration gives another."""
    found = class_attribute(interpreter, owner, attribute)
    if isinstance(found, Call) and found.last in COLUMN_CALLS:
        stated = found.arguments[0] if found.arguments and isinstance(found.arguments[0], str) else found.keyword("name")
        return stated if isinstance(stated, str) else attribute
    return attribute
