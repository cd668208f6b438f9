"""The fields of models, settings and tables."""

import ast
from collections.abc import Iterator

from tenet.facts.contract.annotations import effective_type, last_name, unwrapped
from tenet.facts.contract.expressions import PROSE, call_name, expression_text
from tenet.facts.contract.items import ContractItem, ContractKind
from tenet.facts.contract.names import Reading
from tenet.facts.contract.signatures import decorator_names, last_line_of_head
from tenet.facts.python.module import FunctionNode

RELATIONS = frozenset(
    {"relationship", "Relationship", "column_property", "synonym", "association_proxy", "composite", "declared_attr", "PrivateAttr",
     "ConfigDict", "SettingsConfigDict", "Manager", "GenericForeignKey", "GenericRelation"}
)  # fmt: skip
"""Calls whose result is no field of the contract."""
NOT_FIELDS = frozenset({"model_config", "metadata", "registry", "objects", "__table_args__", "__mapper_args__"})
FIELD_CALLS = frozenset({"Field", "field", "attrib", "ib"})


def read_fields(node: ast.ClassDef, reading: Reading, kind: ContractKind, *, enumeration: bool) -> Iterator[ContractItem]:
    """The fields that the class itself states. Bare assignments count in enumerations and, if they call, in tables."""
    for statement in node.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            item = _annotated(node, statement, statement.target.id, reading, kind)
        elif isinstance(statement, ast.Assign) and len(statement.targets) == 1 and isinstance(statement.targets[0], ast.Name):
            item = _assigned(node, statement, statement.targets[0].id, reading, kind, enumeration=enumeration)
        elif isinstance(statement, FunctionNode) and "computed_field" in set(decorator_names(statement, reading)):
            item = _item(node, statement, statement.name, effective_type(statement.returns, reading), "computed", reading, kind)
        else:
            item = None
        if item is not None:
            yield item


def _annotated(node: ast.ClassDef, statement: ast.AnnAssign, name: str, reading: Reading, kind: ContractKind) -> ContractItem | None:
    inner, metadata, _ = unwrapped(statement.annotation, reading)
    wrapper = last_name(inner.value if isinstance(inner, ast.Subscript) else inner, reading) if inner is not None else ""
    if not _is_field(name, statement.value, reading) or wrapper in {"ClassVar", "InitVar"}:
        return None
    calls = [call for call in [*metadata, statement.value] if call_name(call, reading) in FIELD_CALLS]
    constraints = sorted(part for call in calls for part in _constraints(call, reading))
    constraints += sorted(expression_text(part, reading) for part in metadata if part not in calls)
    type_ = effective_type(statement.annotation, reading) or "Any"
    value = _default(statement.value, reading)
    if not value:
        value = next((default for call in calls if (default := _default(call, reading))), "")
    return _item(node, statement, name, type_, value, reading, kind, constraints=", ".join(constraints))


def _assigned(
    node: ast.ClassDef, statement: ast.Assign, name: str, reading: Reading, kind: ContractKind, *, enumeration: bool
) -> ContractItem | None:
    called = isinstance(statement.value, ast.Call)
    is_column = kind is ContractKind.TABLE and (called or name == "__tablename__")
    is_setting = kind is ContractKind.SETTING and not called
    if not (is_column or enumeration or is_setting) or not (_is_field(name, statement.value, reading) or name == "__tablename__"):
        return None
    return _item(node, statement, name, "", expression_text(statement.value, reading), reading, kind)


def _is_field(name: str, value: ast.expr | None, reading: Reading) -> bool:
    return not name.startswith("_") and name not in NOT_FIELDS and call_name(value, reading) not in RELATIONS


def _default(value: ast.expr | None, reading: Reading) -> str:
    """The default as it is written; empty where the field is required, also if that is said with `...`."""
    if not isinstance(value, ast.Call) or last_name(value.func, reading) not in FIELD_CALLS:
        text = expression_text(value, reading)
        return "" if text in {"...", "mapped_column()"} else text
    given = {keyword.arg: keyword.value for keyword in value.keywords}
    factory = given.get("default_factory", given.get("factory"))
    if factory is not None:
        return f"{expression_text(factory, reading)}()"
    return _default(value.args[0] if value.args else given.get("default"), reading)


def _constraints(call: ast.expr | None, reading: Reading) -> Iterator[str]:
    for keyword in call.keywords if isinstance(call, ast.Call) else ():
        if keyword.arg not in PROSE | {"default", "default_factory", "factory", "repr", "compare", "hash", "metadata", "sa_column_kwargs"}:
            yield f"{keyword.arg}={expression_text(keyword.value, reading)}"


def _item(
    node: ast.ClassDef,
    statement: ast.stmt,
    name: str,
    type_: str,
    default: str,
    reading: Reading,
    kind: ContractKind,
    *,
    constraints: str = "",
) -> ContractItem:
    typed = f": {type_}" if type_ else ""
    text = f"{node.name}.{name}{typed}{f' = {default}' if default and default != 'computed' else ''}"
    text += f" ({constraints})" if constraints else ""
    last = last_line_of_head(statement) if isinstance(statement, FunctionNode) else statement.end_lineno or statement.lineno
    return ContractItem(
        kind,
        f"{node.name}.{name}",
        reading.module.path,
        statement.lineno,
        last,
        text,
        f"{type_}\n{default}\n{constraints}",
        owner=node.name,
    )
