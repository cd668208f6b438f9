"""Tables that classes declare: declarative SQLAlchemy 1.x and 2.x, Flask-SQLAlchemy and SQLModel; and `Table(...)`.

The rules of mixins, abstract bases and inheritance are SQLAlchemy's (declarative mapping, "Composing Mapped Hierarchies").
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tenet.facts.database.metadata_objects import MetadataObjects
from tenet.facts.database.naming_conventions import convention_of, metadata_convention, with_names
from tenet.facts.database.schema import Index, Origin, Schema, Table, UnknownTable, by_name
from tenet.facts.database.sqlalchemy_body import BodyReader, column_name
from tenet.facts.database.sqlalchemy_columns import ColumnReader, with_columns
from tenet.facts.database.sqlalchemy_indexes import module_indexes, with_indexes
from tenet.facts.database.sqlalchemy_styles import (
    BASE_CALLS,
    BASES,
    Style,
    has_key,
    is_decorated,
    is_root,
    is_sqlmodel_table,
    names_subclasses,
    snake_case,
    stated_map,
)
from tenet.facts.database.sqlalchemy_tables import TableReader
from tenet.facts.database.sqlalchemy_types import TypeReader
from tenet.facts.python.classes import ancestors, bases, body_of, own_attribute
from tenet.facts.python.interpreter import Interpreter, returned
from tenet.facts.python.modules import Definition, Modules
from tenet.facts.python.values import MISSING, Bound, Call, Computed, Missing, Pairs, Symbol, Value


@dataclass(slots=True)
class _Cache:
    styles: dict[str, "Style | None"] = field(default_factory=dict)
    names: dict[str, "str | Computed | None"] = field(default_factory=dict)
    maps: dict[str, Pairs | None] = field(default_factory=dict)
    readers: dict[tuple[str, Style], BodyReader] = field(default_factory=dict)


class SqlalchemyReader:
    """Reads the tables of one side."""

    def __init__(self, modules: Modules) -> None:
        self.modules = modules
        self.interpreter = Interpreter(modules)
        self.types = TypeReader(self.interpreter)
        self.columns = ColumnReader(self.types, self)
        self.tables = TableReader(self.columns)
        self.metadata = MetadataObjects(self.interpreter, self._line, self._own)
        self._cache = _Cache()

    def schema(self, paths: Iterator[str]) -> Schema:
        """The tables that the files declare, each whole: what mixins, bases and subclasses elsewhere add is in it."""
        found: list[Table] = []
        unknown: list[UnknownTable] = []
        indexes: dict[str, list[Index]] = {}
        for path in paths:
            module = self.modules.parsed_at(path)
            for table, index in module_indexes(self.interpreter, module, self.place_of) if module is not None else ():
                indexes.setdefault(table, []).append(index)
            for item in self._in_file(path):
                if isinstance(item, Table):
                    found.append(item)
                else:
                    unknown.append(item)
        tables = by_name(found)
        return Schema({name: with_indexes(table, indexes.get(name, [])) for name, table in tables.items()}, tuple(unknown))

    def _in_file(self, path: str) -> Iterator[Table | UnknownTable]:
        module = self.modules.parsed_at(path)
        if module is None:
            return
        for name, node in module.definitions.items():
            if isinstance(node, ast.ClassDef):
                yield from self.of_class(Symbol(f"{module.name}.{name}", Definition(module, node)))
            elif isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Call):
                value = self.interpreter.module_name(module, name)
                if isinstance(value, Call) and value.last == "Table" and value.place is not None and value.place.path == path:
                    yield from self._imperative(value)

    def _imperative(self, call: Call) -> Iterator[Table | UnknownTable]:
        stated = call.argument(1, "metadata")
        convention, metadata = metadata_convention(stated, self._line, self._own), self.metadata.of_value(stated)
        for item in self.tables.imperative(call):
            yield replace(with_names(item, convention), metadata=metadata) if isinstance(item, Table) else item

    def _own(self, symbol: Symbol, name: str) -> Value | Missing:
        body = body_of(symbol)
        return MISSING if body is None else own_attribute(self.interpreter, body, name)

    def of_class(self, symbol: Symbol) -> Iterator[Table | UnknownTable]:
        body = body_of(symbol)
        style = self._style(symbol)
        if body is None or style is None:
            return
        origin = Origin(body.module.path, body.node.lineno, body.node.lineno)
        name = self._name(symbol)
        if isinstance(name, Computed):
            yield UnknownTable(f"table of {symbol.last}", f"its name is computed: {name.text[:80]}", origin)
            return
        imperative = own_attribute(self.interpreter, body, "__table__")
        if isinstance(imperative, Call):
            yield from self._imperative(imperative)
            return
        name = self._inherited_table(symbol) if name is None else name
        if name is not None:
            at_run_time = names_subclasses(self.interpreter, self._line(symbol)[1:])
            yield replace(self._table(symbol, name, origin, style), named_at_run_time=at_run_time)
            if at_run_time:
                yield UnknownTable(f"table of {symbol.last}", "a base class makes its name when the class is made", origin)

    def _table(self, symbol: Symbol, name: str, origin: Origin, style: Style) -> Table:
        line = self._line(symbol)
        excluded = {item for mapped in line[1:] if self._is_mapped(mapped) for item in self._line(mapped)}
        contributing = [value for value in line if value == symbol or value not in excluded]
        reader = self._body_reader(line, style)
        table = with_columns(Table(name, {}, origin=origin, metadata=self.metadata.of_line(line)), reader.columns_of(symbol, contributing))
        inherits = self._inherited_table(symbol) == name
        whole = table if inherits else self.tables.with_arguments(table, reader.table_arguments(symbol, contributing))
        return with_names(whole, convention_of(line, self._own))

    def _body_reader(self, line: tuple[Value, ...], style: Style) -> BodyReader:
        """One for all classes below the same base, so that a mixin's columns are read once."""
        base, types = next(((value, stated) for value in line if (stated := self._stated_map(value)) is not None), (None, None))
        key = base.name if isinstance(base, Symbol) else "", style
        if key not in self._cache.readers:
            sqlmodel = style is Style.SQLMODEL
            self._cache.readers[key] = BodyReader(self.interpreter, self.columns, dict(types.items) if types else {}, sqlmodel=sqlmodel)
        return self._cache.readers[key]

    def _line(self, value: Value) -> tuple[Value, ...]:
        return ancestors(self.interpreter, value)

    def _style(self, value: Value) -> Style | None:
        key = value.name if isinstance(value, Symbol) else repr(value)
        if key not in self._cache.styles:
            self._cache.styles[key] = self._find_style(value)
        return self._cache.styles[key]

    def _find_style(self, value: Value) -> Style | None:
        for ancestor in self._line(value):
            match ancestor:
                case Symbol(definition=None, name=name) if name.startswith("sqlmodel.") and ancestor.last == "SQLModel":
                    return Style.SQLMODEL
                case Symbol(definition=None) if ancestor.last in BASES or ancestor.last.startswith("SQLAlchemyBase"):
                    return Style.DECLARATIVE
                case Call() if ancestor.last in BASE_CALLS:
                    return Style.DECLARATIVE
                case Bound(name="Model", target=Call(last="SQLAlchemy")):
                    return Style.FLASK
                case Bound(name="Base" | "Model" | "Entity"):
                    return Style.DECLARATIVE
                case Symbol() if (body := body_of(ancestor)) is not None and is_decorated(body):
                    return Style.DECLARATIVE
                case _:
                    continue
        return None

    def _is_mapped(self, value: Value) -> bool:
        return (
            isinstance(value, Symbol) and value.definition is not None and self._style(value) is not None and self._name(value) is not None
        )

    def _inherited_table(self, symbol: Symbol) -> str | None:
        """The table of the nearest mapped class above, for single-table inheritance."""
        body = body_of(symbol)
        if body is None or own_attribute(self.interpreter, body, "__abstract__") is True or self._name(symbol) is not None:
            return None
        if self._style(symbol) is Style.SQLMODEL:
            return None
        for ancestor in self._line(symbol)[1:]:
            if self._is_mapped(ancestor) and isinstance(ancestor, Symbol):
                name = self._name(ancestor)
                return name if isinstance(name, str) else None
        return None

    def _table_of(self, value: Value) -> str | None:
        if not isinstance(value, Symbol) or self._style(value) is None:
            return None
        name = self._name(value) or self._inherited_table(value)
        return name if isinstance(name, str) else None

    def place_of(self, value: Bound) -> tuple[str, str]:
        """Table and column of `User.id`, `User.__table__.c.id` or `users.c.id`; the table is empty where that cannot be told."""
        match value:
            case Bound(Bound(Bound(Symbol() as owner, "__table__"), "c" | "columns"), column):
                return self._table_of(owner) or "", column
            case Bound(Bound(Call(last="Table") as made, "c" | "columns"), column):
                name = made.argument(0, "name")
                return name if isinstance(name, str) else "", column
            case Bound(Symbol() as owner, attribute):
                return self._table_of(owner) or "", column_name(self.interpreter, owner, attribute)
            case _:
                return "", value.name

    def _name(self, symbol: Symbol) -> str | Computed | None:
        """The table that a class is mapped to by itself; None for mixins, abstract bases and single-table subclasses."""
        if symbol.name not in self._cache.names:
            self._cache.names[symbol.name] = None
            self._cache.names[symbol.name] = self._find_name(symbol)
        return self._cache.names[symbol.name]

    def _find_name(self, symbol: Symbol) -> str | Computed | None:
        body = body_of(symbol)
        if body is None or own_attribute(self.interpreter, body, "__abstract__") is True or is_root(bases(self.interpreter, body)):
            return None
        style = self._style(symbol)
        if style is Style.SQLMODEL and not is_sqlmodel_table(body):
            return None
        imperative = own_attribute(self.interpreter, body, "__table__")
        if isinstance(imperative, Call):
            first = imperative.argument(0, "name")
            return first if isinstance(first, str) else Computed("__table__")
        for ancestor in self._line(symbol):
            found = self._stated_name(symbol, ancestor)
            if not isinstance(found, Missing):
                return found
        if style is Style.SQLMODEL:
            return symbol.last.lower()
        if style is Style.FLASK and (has_key(body) or not any(self._is_mapped(ancestor) for ancestor in self._line(symbol)[1:])):
            return snake_case(symbol.last)
        return None

    def _stated_name(self, symbol: Symbol, ancestor: Value) -> str | Computed | Missing | None:
        body = body_of(ancestor)
        if body is None:
            return MISSING
        stated = own_attribute(self.interpreter, body, "__tablename__")
        if isinstance(stated, Missing):
            return MISSING
        if isinstance(stated, Symbol) and stated.definition is not None and isinstance(stated.definition.node, ast.FunctionDef):
            made = returned(self.interpreter, stated, (symbol,))
            owner = ancestor.last if isinstance(ancestor, Symbol) else ""
            return made if isinstance(made, str | None) else Computed(f"{owner}.__tablename__()")
        if ancestor != symbol and isinstance(ancestor, Symbol) and self._is_mapped(ancestor):
            return MISSING
        return stated if isinstance(stated, str | None) else Computed(stated.text if isinstance(stated, Computed) else "__tablename__")

    def _stated_map(self, ancestor: Value) -> Pairs | None:
        """The `type_annotation_map` that a base states itself."""
        body = body_of(ancestor)
        if body is None or not isinstance(ancestor, Symbol):
            return None
        if ancestor.name not in self._cache.maps:
            self._cache.maps[ancestor.name] = stated_map(lambda name: own_attribute(self.interpreter, body, name))
        return self._cache.maps[ancestor.name]
