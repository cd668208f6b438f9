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
RELATIONS = frozenset({"ForeignKey", "OneToOneField"})


def tables_of(state: ProjectState) -> Iterator[Table]:
    """The tables of managed models that are no proxies, and those that join many-to-many relations."""
    names = {label: table_name(model) for label, model in state.models.items()}
    for model in state.models.values():
        if model.in_database:
            yield _table(model, names)
            yield from _joining(model, names)


def table_name(model: ModelState) -> str:
    """The name of a model's table."""
    stated = model.options.get("db_table")
    return stated if isinstance(stated, str) else f"{model.app}_{model.name.lower()}"


def _table(model: ModelState, names: Mapping[str, str]) -> Table:
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
        elif field.option("db_index") is True:
            indexes.append(Index(None, (column.name,), unique=False, origin=field.origin))
        if field.kind in RELATIONS:
            target = field.options.get("to")
            keys.append(ForeignKey(None, (column.name,), names.get(str(target), str(target).replace(".", "_")), (), "", "", field.origin))
    indexes.extend(_meta_indexes(model))
    uniques.extend(_meta_uniques(model))
    return Table(table.name, columns, tuple(indexes), tuple(uniques), tuple(keys), table.checks, table.origin)


def _key(model: ModelState) -> Iterator[tuple[str, Column]]:
    if not any(field.option("primary_key") is True for field in model.fields.values()):
        yield "id", Column("id", ColumnType("BIGINT"), nullable=False, primary_key=True, origin=model.origin)


def column_of(name: str, field: FieldState) -> Column:
    """The column of a field that has one."""
    stated = field.options.get("db_column")
    column = stated if isinstance(stated, str) else f"{name}_id" if field.kind in RELATIONS else name
    key = field.option("primary_key") is True
    default = field.option("db_default")
    return Column(
        column,
        _type(field),
        nullable=field.option("null") is True and not key,
        primary_key=key,
        server_default=None if isinstance(default, Missing) else default,
        origin=field.origin,
    )


def _type(field: FieldState) -> ColumnType:
    if field.kind in RELATIONS:
        return NO_TYPE
    name = TYPES.get(field.kind, field.kind.removesuffix("Field").upper())
    sizes = ("max_digits", "decimal_places") if name == "NUMERIC" else ("max_length",) if name == "VARCHAR" else ()
    given = (field.option(size) for size in sizes)
    return ColumnType(name, tuple(str(value) for value in given if isinstance(value, int)), custom=field.custom)


def _meta_indexes(model: ModelState) -> Iterator[Index]:
    for call in _calls(model.options.get("indexes")):
        yield Index(_name(call), _fields(call), unique=False, origin=model.origin)


def _meta_uniques(model: ModelState) -> Iterator[UniqueConstraint]:
    together = model.options.get("unique_together", ())
    rows = together if isinstance(together, tuple) and together and isinstance(together[0], tuple) else (together,) if together else ()
    for row in rows:
        yield UniqueConstraint(None, tuple(str(item) for item in row) if isinstance(row, tuple) else (), model.origin)
    for call in _calls(model.options.get("constraints")):
        if call.last == "UniqueConstraint":
            yield UniqueConstraint(_name(call), _fields(call), model.origin)


def _checks(model: ModelState) -> Iterator[Check]:
    for call in _calls(model.options.get("constraints")):
        if call.last == "CheckConstraint":
            condition = call.keyword("condition")
            stated = call.keyword("check") if isinstance(condition, Missing) else condition
            yield Check(_name(call), "" if isinstance(stated, Missing) else shown(stated), model.origin)


def _joining(model: ModelState, names: Mapping[str, str]) -> Iterator[Table]:
    for name, field in model.fields.items():
        if field.kind == "ManyToManyField" and "through" not in field.options:
            stated = field.options.get("db_table")
            own, target = model.name.lower(), str(field.options.get("to", "")).rpartition(".")[2]
            sides = (f"{own}_id", f"{target}_id") if own != target else (f"from_{own}_id", f"to_{own}_id")
            columns = {side: Column(side, NO_TYPE, nullable=False, origin=field.origin) for side in sides}
            key = {"id": Column("id", ColumnType("BIGINT"), nullable=False, primary_key=True, origin=field.origin)}
            keys = tuple(
                ForeignKey(None, (side,), other, ())
                for side, other in zip(sides, (table_name(model), names.get(str(field.options.get("to")), target)), strict=True)
            )
            table = stated if isinstance(stated, str) else f"{table_name(model)}_{name}"
            yield Table(table, {**key, **columns}, (), (UniqueConstraint(None, sides),), keys, (), field.origin)


def _calls(value: Value) -> tuple[Call, ...]:
    return tuple(item for item in value if isinstance(item, Call)) if isinstance(value, tuple) else ()


def _name(call: Call) -> str | None:
    name = call.keyword("name")
    return name if isinstance(name, str) else None


def _fields(call: Call) -> tuple[str, ...]:
    fields = call.keyword("fields")
    if isinstance(fields, tuple):
        return tuple(str(item).lstrip("-") for item in fields)
    return tuple(shown(item) for item in call.arguments)
