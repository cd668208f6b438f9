"""Django's models as tables: what its schema editor makes of them (column types as PostgreSQL's backend names them)."""

from collections.abc import Iterator, Mapping

from tenet.facts.database.django_state import FieldState, ModelState, ProjectState
from tenet.facts.database.schema import NO_TYPE, Check, Column, ColumnType, ForeignKey, Index, Table, UniqueConstraint
from tenet.facts.database.sqlalchemy_types import shown
from tenet.facts.python.values import Call, Missing, Value

TYPES = {
    "AutoField": "INTEGER", "BigAutoField": "BIGINT", "SmallAutoField": "SMALLINT", "BinaryField": "BYTEA", "BooleanField": "BOOLEAN",
    "NullBooleanField": "BOOLEAN", "CharField": "VARCHAR", "EmailField": "VARCHAR", "URLField": "VARCHAR", "SlugField": "VARCHAR",
    "FileField": "VARCHAR", "ImageField": "VARCHAR", "FilePathField": "VARCHAR", "DateField": "DATE",
    "DateTimeField": "TIMESTAMP WITH TIME ZONE",
    "DecimalField": "NUMERIC", "DurationField": "INTERVAL", "FloatField": "DOUBLE PRECISION", "IntegerField": "INTEGER",
    "BigIntegerField": "BIGINT",
    "SmallIntegerField": "SMALLINT", "PositiveIntegerField": "INTEGER", "PositiveBigIntegerField": "BIGINT",
    "PositiveSmallIntegerField": "SMALLINT",
    "GenericIPAddressField": "INET", "IPAddressField": "INET", "JSONField": "JSONB", "TextField": "TEXT", "TimeField": "TIME",
    "UUIDField": "UUID",
}  # fmt: skip
Target = tuple[str, tuple[str, ...]]
"""The table of a model, and its primary key."""
RELATIONS = frozenset({"ForeignKey", "OneToOneField"})


def tables_of(state: ProjectState) -> Iterator[Table]:
    """The tables of managed models that are no proxies, and those that join many-to-many relations."""
    names = {label: (table_name(model), (_primary_key(model),)) for label, model in state.models.items()}
    for model in state.models.values():
        if model.in_database:
            yield _table(model, names)
            yield from _joining(model, names)


def table_name(model: ModelState) -> str:
    """The name of a model's table."""
    stated = model.options.get("db_table")
    return stated if isinstance(stated, str) else f"{model.app}_{model.name.lower()}"


def _table(model: ModelState, names: Mapping[str, Target]) -> Table:
    table = Table(table_name(model), dict(_key(model)), origin=model.origin, checks=tuple(_checks(model)))
    columns: dict[str, Column] = dict(table.columns)
    indexes: list[Index] = []
    uniques: list[UniqueConstraint] = []
    keys: list[ForeignKey] = []
    for name, field in model.fields.items():
        if field.kind in {"ManyToManyField", "TaggableManager"}:
            continue
        column = column_of(name, field)
        columns[column.name] = column
        if field.option("unique") is True and not column.primary_key:
            uniques.append(UniqueConstraint(None, (column.name,), field.origin))
        elif field.option("db_index") is True and not column.primary_key:
            indexes.append(Index(None, (column.name,), unique=False, origin=field.origin))
        if field.kind in RELATIONS and field.option("db_constraint") is not False:
            keys.append(_reference(column.name, field, names))
    if "order_with_respect_to" in model.options:
        columns["_order"] = Column("_order", ColumnType("INTEGER"), nullable=False, origin=model.origin)
    in_columns = {name: _column_name(name, field) for name, field in model.fields.items()}
    indexes.extend(_meta_indexes(model, in_columns))
    uniques.extend(_meta_uniques(model, in_columns))
    return Table(table.name, columns, tuple(indexes), tuple(uniques), tuple(keys), table.checks, table.origin)


def _reference(column: str, field: FieldState, names: Mapping[str, Target]) -> ForeignKey:
    label, to_field = str(field.options.get("to")), field.option("to_field")
    table, key = names.get(label, (label.replace(".", "_"), ()))
    return ForeignKey(None, (column,), table, (to_field,) if isinstance(to_field, str) else key, origin=field.origin)


def _primary_key(model: ModelState) -> str:
    return next((_column_name(name, field) for name, field in model.fields.items() if field.option("primary_key") is True), "id")


def _key(model: ModelState) -> Iterator[tuple[str, Column]]:
    if not any(field.option("primary_key") is True for field in model.fields.values()):
        yield "id", Column("id", ColumnType("BIGINT"), nullable=False, primary_key=True, origin=model.origin)


def column_of(name: str, field: FieldState) -> Column:
    """The column of a field that has one."""
    generated = field.kind == "GeneratedField"
    key = field.option("primary_key") is True
    default = field.option("db_default")
    return Column(
        _column_name(name, field),
        _type(field),
        nullable=(field.option("null") is True or generated) and not key,
        primary_key=key,
        server_default=None if isinstance(default, Missing) else default,
        computed=generated,
        origin=field.origin,
    )


def _column_name(name: str, field: FieldState) -> str:
    stated = field.options.get("db_column")
    return stated if isinstance(stated, str) else f"{name}_id" if field.kind in RELATIONS else name


def _type(field: FieldState) -> ColumnType:
    if field.kind in RELATIONS:
        return NO_TYPE
    name = TYPES.get(field.kind, field.kind.removesuffix("Field").upper())
    sizes = ("max_digits", "decimal_places") if name == "NUMERIC" else ("max_length",) if name == "VARCHAR" else ()
    given = (field.option(size) for size in sizes)
    return ColumnType(name, tuple(str(value) for value in given if isinstance(value, int)), custom=field.custom)


def _meta_indexes(model: ModelState, in_columns: Mapping[str, str]) -> Iterator[Index]:
    for call in _calls(model.options.get("indexes")):
        yield Index(_name(call), _columns(call, in_columns), unique=False, origin=model.origin)


def _meta_uniques(model: ModelState, in_columns: Mapping[str, str]) -> Iterator[UniqueConstraint]:
    together = model.options.get("unique_together", ())
    rows = together if isinstance(together, tuple) and together and isinstance(together[0], tuple) else (together,) if together else ()
    for row in rows:
        names = tuple(str(item) for item in row) if isinstance(row, tuple) else ()
        yield UniqueConstraint(None, tuple(in_columns.get(name, name) for name in names), model.origin)
    for call in _calls(model.options.get("constraints")):
        if call.last == "UniqueConstraint":
            yield UniqueConstraint(_name(call), _columns(call, in_columns), model.origin)


def _checks(model: ModelState) -> Iterator[Check]:
    for call in _calls(model.options.get("constraints")):
        if call.last == "CheckConstraint":
            condition = call.keyword("condition")
            stated = call.keyword("check") if isinstance(condition, Missing) else condition
            yield Check(_name(call), "" if isinstance(stated, Missing) else shown(stated), model.origin)


def _joining(model: ModelState, names: Mapping[str, Target]) -> Iterator[Table]:
    for name, field in model.fields.items():
        if field.kind == "ManyToManyField" and "through" not in field.options:
            stated = field.options.get("db_table")
            own, target = model.name.lower(), str(field.options.get("to", "")).rpartition(".")[2]
            sides = (f"{own}_id", f"{target}_id") if own != target else (f"from_{own}_id", f"to_{own}_id")
            columns = {side: Column(side, NO_TYPE, nullable=False, origin=field.origin) for side in sides}
            key = {"id": Column("id", ColumnType("BIGINT"), nullable=False, primary_key=True, origin=field.origin)}
            keys = tuple(
                ForeignKey(None, (side,), *other)
                for side, other in zip(sides, (names[model.label], names.get(str(field.options.get("to")), (target, ()))), strict=True)
            )
            table = stated if isinstance(stated, str) else f"{table_name(model)}_{name}"
            indexes = tuple(Index(None, (side,)) for side in sides)
            yield Table(table, {**key, **columns}, indexes, (UniqueConstraint(None, sides),), keys, (), field.origin)


def _calls(value: Value) -> tuple[Call, ...]:
    return tuple(item for item in value if isinstance(item, Call)) if isinstance(value, tuple) else ()


def _name(call: Call) -> str | None:
    name = call.keyword("name")
    return name if isinstance(name, str) else None


def _columns(call: Call, in_columns: Mapping[str, str]) -> tuple[str, ...]:
    """The columns of an index or a constraint, or the text of its expressions."""
    fields = call.keyword("fields")
    names = tuple(str(item) for item in fields) if isinstance(fields, tuple) else tuple(_expression(item) for item in call.arguments)
    return tuple(in_columns.get(name.lstrip("-"), name.lstrip("-")) for name in names)


def _expression(value: Value) -> str:
    """`F("name")` and `F("name").desc()` are the column itself."""
    match value:
        case Call(last="OrderBy", arguments=(Call() as inner, *_)):
            return _expression(inner)
        case Call(last="F", arguments=(str() as name,)):
            return name
        case _:
            return shown(value)
