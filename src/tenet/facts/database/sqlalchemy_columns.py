"""Columns of SQLAlchemy and SQLModel: `Column(...)`, `mapped_column(...)`, `Mapped[...]`, `Field(...)`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from tenet.facts.database.schema import NO_TYPE, Column, ColumnType, ForeignKey, Index, Origin, Table, UniqueConstraint
from tenet.facts.database.server_defaults import server_default
from tenet.facts.database.sqlalchemy_types import SQLMODEL_TEXTS, TypeReader, is_type, shown
from tenet.facts.python.values import MISSING, Bound, Call, Computed, Generic, Missing, Pairs, Symbol, Value

COLUMN_CALLS = frozenset({"Column", "mapped_column"})


class MappedClasses(Protocol):
    """What the classes of the repository are mapped to."""

    def place_of(self, value: Bound) -> tuple[str, str]:
        """Table and column of `User.id`, `User.__table__.c.id` or `users.c.id`; the table is empty where that cannot be told."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A column with the index, unique constraint and foreign keys that its own declaration brings."""

    column: Column
    index: bool = False
    unique: bool = False
    foreign_keys: tuple[ForeignKey, ...] = ()

    def attach(self, table: Table) -> Table:
        """The table with this column."""
        return with_columns(table, (self,))


def with_columns(table: Table, declared: Iterable[Declared]) -> Table:
    """The table with these columns and what their declarations bring."""
    columns, indexes, uniques, keys = dict(table.columns), list(table.indexes), list(table.uniques), list(table.foreign_keys)
    for one in declared:
        name, origin = one.column.name, one.column.origin
        columns[name] = one.column
        keys.extend(one.foreign_keys)
        if one.index:
            indexes.append(Index(None, (name,), one.unique, origin))
        elif one.unique:
            uniques.append(UniqueConstraint(None, (name,), origin))
    return replace(table, columns=columns, indexes=tuple(indexes), uniques=tuple(uniques), foreign_keys=tuple(keys))


@dataclass(frozen=True, slots=True)
class Annotation:
    """What `Mapped[...]` says: the type inside without `None`, whether `None` is in it, and what `Annotated` adds."""

    inner: Value
    optional: bool
    extras: tuple[Call, ...] = ()


def read_annotation(value: Value) -> Annotation:
    """An annotation without `Optional`, `Annotated`, `Final` and the like around it."""
    match value:
        case Generic(origin=Symbol() as origin, arguments=arguments) if origin.last in {"Optional", "Union"}:
            inner = tuple(item for item in arguments if item is not None)
            found = read_annotation(inner[0]) if len(inner) == 1 else Annotation(Generic(origin, inner), optional=False)
            return replace(found, optional=found.optional or origin.last == "Optional" or len(inner) < len(arguments))
        case Generic(origin=Symbol() as origin, arguments=(first, *rest)) if origin.last == "Annotated":
            found = read_annotation(first)
            extras = tuple(item for item in rest if isinstance(item, Call))
            return Annotation(value if not found.optional else found.inner, found.optional, (*found.extras, *extras))
        case Generic(origin=Symbol() as origin, arguments=(first,)) if origin.last in {"Final", "Required"}:
            return read_annotation(first)
        case _:
            return Annotation(value, optional=False)


class ColumnReader:
    """Reads column declarations of one side."""

    def __init__(self, types: TypeReader, mapping: MappedClasses) -> None:
        self._types = types
        self._mapping = mapping

    def read(
        self, call: Call, attribute: str, origin: Origin | None, annotation: Annotation | None, known: Callable[[Value], Value | Missing]
    ) -> Declared:
        """A `Column` or `mapped_column`; `attribute` names it where the call does not."""
        arguments = list(call.arguments)
        name = call.keyword("name")
        if arguments and isinstance(arguments[0], str):
            name = arguments.pop(0)
        column_name = name if isinstance(name, str) else attribute
        extras = [extra for extra in (annotation.extras if annotation else ()) if extra.last in COLUMN_CALLS]
        given = _given([call, *extras], arguments)
        key = given.keyword("primary_key") is True
        column = Column(
            column_name,
            self._type(given, annotation, known),
            nullable=_nullable(given, annotation, key=key),
            primary_key=key,
            server_default=_server_default(given),
            computed=given.has("Computed"),
            identity=given.has("Identity"),
            origin=origin,
        )
        keys = tuple(
            self.foreign_key(item, (column_name,), origin)
            for item in given.positional
            if isinstance(item, Call) and item.last == "ForeignKey"
        )
        return Declared(column, given.keyword("index") is True, given.keyword("unique") is True, keys)

    def _type(self, given: "_Given", annotation: Annotation | None, known: Callable[[Value], Value | Missing]) -> ColumnType:
        positional = next((item for item in given.positional if item is not None and is_type(item)), MISSING)
        stated = positional if isinstance(found := given.keyword("type_"), Missing) else found
        if not isinstance(stated, Missing):
            return self._types.read(stated)
        refers = given.has("ForeignKey")
        if annotation is None:
            return NO_TYPE
        kind = self._types.from_annotation(annotation.inner, known)
        return replace(kind, custom=True) if refers and kind.custom else kind

    def foreign_key(self, call: Call, columns: tuple[str, ...], origin: Origin | None) -> ForeignKey:
        """`ForeignKey("user.id")`, `ForeignKey(User.id)`."""
        target = call.argument(0, "column")
        table, column = self._target(target)
        return _foreign_key(call, columns, table, (column,), origin)

    def foreign_key_constraint(self, call: Call, origin: Origin | None) -> ForeignKey:
        columns, targets = call.argument(0, "columns"), call.argument(1, "refcolumns")
        found = [self._target(target) for target in targets] if isinstance(targets, tuple) else []
        names = tuple(text(column) for column in columns) if isinstance(columns, tuple) else ()
        return _foreign_key(call, names, found[0][0] if found else "", tuple(column for _, column in found), origin)

    def _target(self, value: Value | Missing) -> tuple[str, str]:
        if isinstance(value, Bound):
            return self._mapping.place_of(value)
        if not isinstance(value, str):
            return "", ""
        names = value.split(".")
        return (names[-2], names[-1]) if len(names) > 1 else (names[0], "")

    def read_field(self, call: Call | None, attribute: str, origin: Origin | None, annotation: Annotation) -> Declared | None:
        """A field of a SQLModel table; None where it is no column."""
        call = call or Call(Symbol("sqlmodel.Field"))
        if call.last == "Relationship":
            return None
        whole = call.keyword("sa_column")
        if isinstance(whole, Call):
            return self.read(whole, attribute, origin, None, lambda _: MISSING)
        positional = call.keyword("sa_column_args")
        more = call.keyword("sa_column_kwargs")
        keywords = {key: value for key, value in more.items if isinstance(key, str)} if isinstance(more, Pairs) else {}
        own = {"primary_key", "index", "unique", "nullable"}
        keywords.update({key: value for key, value in call.keywords if key in own and not isinstance(value, Computed)})
        keywords.setdefault("nullable", annotation.optional and keywords.get("primary_key") is not True)
        arguments: list[Value] = list(positional) if isinstance(positional, tuple) else []
        target = call.keyword("foreign_key")
        if isinstance(target, str):
            reference = tuple((key, value) for key, value in call.keywords if key == "ondelete")
            arguments.append(Call(Symbol("sqlalchemy.ForeignKey"), (target,), reference))
        inner = Call(Symbol("sqlalchemy.Column"), tuple(arguments), tuple(keywords.items()))
        found = self.read(inner, attribute, origin, None, lambda _: MISSING)
        return replace(found, column=replace(found.column, type=self._field_type(call, annotation)))

    def _field_type(self, call: Call, annotation: Annotation) -> ColumnType:
        stated = call.keyword("sa_type")
        if not isinstance(stated, Missing):
            return self._types.read(stated)
        found = self._types.from_annotation(annotation.inner, lambda _: MISSING)
        length, digits = call.keyword("max_length"), call.keyword("max_digits")
        if found.name == "VARCHAR" and isinstance(length, int):
            return replace(found, arguments=(str(length),))
        if found.name == "NUMERIC" and isinstance(digits, int):
            return replace(
                found, arguments=(str(digits), shown(places) if isinstance(places := call.keyword("decimal_places"), int) else "0")
            )
        if found.name == "DATETIME":  # SQLModel keeps a zone since 0.0.45
            return replace(found, zone_told=isinstance(annotation.inner, Symbol) and annotation.inner.last == "NaiveDatetime")
        return replace(found, name="VARCHAR") if found.name in SQLMODEL_TEXTS else found


@dataclass(frozen=True, slots=True)
class _Given:
    """The arguments of a declaration, with those that `Annotated` adds after its own."""

    named: Mapping[str, Value]
    positional: Sequence[Value]

    def keyword(self, name: str) -> Value | Missing:
        return self.named.get(name, MISSING)

    def has(self, name: str) -> bool:
        return any(isinstance(item, Call) and item.last == name for item in self.positional)


def _given(calls: Sequence[Call], own: Sequence[Value]) -> _Given:
    """Of several values for one keyword, the declaration's own counts, and the first."""
    named = {name: value for call in reversed(calls) for name, value in reversed(call.keywords)}
    return _Given(named, (*own, *(argument for call in calls[1:] for argument in call.arguments)))


def _nullable(given: _Given, annotation: Annotation | None, *, key: bool) -> bool:
    stated = given.keyword("nullable")
    if isinstance(stated, bool):
        return stated
    if key:
        return False
    if given.has("Identity"):
        return False
    return annotation.optional if annotation is not None else True


def _server_default(given: _Given) -> Value:
    stated = given.keyword("server_default")
    return None if isinstance(stated, Missing) else server_default(stated)


def _foreign_key(call: Call, columns: tuple[str, ...], table: str, target: tuple[str, ...], origin: Origin | None) -> ForeignKey:
    name, deleted, updated = call.keyword("name"), call.keyword("ondelete"), call.keyword("onupdate")
    return ForeignKey(
        name if isinstance(name, str) else None,
        columns,
        table,
        target,
        deleted.upper() if isinstance(deleted, str) else "",
        updated.upper() if isinstance(updated, str) else "",
        origin,
    )


def text(value: Value) -> str:
    """A column of an index or a constraint: its name, or the text of its expression."""
    match value:
        case str():
            return value
        case Symbol(name=name) if name.startswith("="):
            return name[1:].partition(".")[0]
        case Bound(target=Symbol(), name=name):
            return name
        case Call(function=Bound(target=target)):
            return text(target) if not isinstance(target, Call) else shown(value)
        case Call(function=Symbol(name=name)) if name.startswith("="):
            return name[1:].partition(".")[0]
        case Call(last="text", arguments=(str() as first, *_)):
            return first
        case Call():
            return f"{value.last}({', '.join(text(item) for item in value.arguments)})"
        case _:
            return shown(value)
