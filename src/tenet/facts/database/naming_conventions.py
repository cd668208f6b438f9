"""Names that SQLAlchemy makes up for indexes and unique constraints (`MetaData(naming_convention=...)`)."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from tenet.facts.database.schema import Table
from tenet.facts.python.values import Bound, Call, Missing, Pairs, Symbol, Value

TOKEN = re.compile(r"%\((\w+)\)s")
DEFAULT: Mapping[str, str] = {"ix": "ix_%(column_0_label)s"}
Own = Callable[[Symbol, str], Value | Missing]
"""What a class itself binds to a name."""


def convention_of(line: tuple[Value, ...], own: Own) -> Mapping[str, str]:
    """The convention of a class, by the metadata of the nearest class above it that states one."""
    return next((found for value in line for metadata in stated_metadata(value, own) if (found := _convention(metadata))), DEFAULT)


def stated_metadata(value: Value, own: Own) -> Iterator[Value | Missing]:
    """The metadata that a class or the call of a base states, `MISSING` where it does not."""
    match value:
        case Symbol():
            yield own(value, "metadata")
            registry = own(value, "registry")
            if isinstance(registry, Call):
                yield registry.keyword("metadata")
        case Call() | Bound(target=Call()):
            call = value if isinstance(value, Call) else value.target
            if isinstance(call, Call):
                yield call.keyword("metadata")
            if isinstance(value, Call) and isinstance(value.function, Bound) and isinstance(value.function.target, Call):
                yield value.function.target.keyword("metadata")  # `registry(metadata=...).generate_base()`


def _convention(metadata: Value | Missing) -> Mapping[str, str] | None:
    stated = metadata.keyword("naming_convention") if isinstance(metadata, Call) else None
    if not isinstance(stated, Pairs):
        return None
    names = {"Index": "ix", "UniqueConstraint": "uq"}
    found = {names.get(key.last, "") if isinstance(key, Symbol) else key: template for key, template in stated.items}
    texts = {key: template for key, template in found.items() if isinstance(key, str) and isinstance(template, str)}
    return {**({} if "ix" in found else DEFAULT), **texts}


def metadata_convention(metadata: Value | Missing, line_of: Callable[[Value], tuple[Value, ...]], own: Own) -> Mapping[str, str]:
    """The convention of `Table("name", metadata)`."""
    if isinstance(metadata, Bound) and metadata.name == "metadata":
        return convention_of(line_of(metadata.target), own)
    return _convention(metadata) or DEFAULT


def with_names(table: Table, convention: Mapping[str, str]) -> Table:
    """The table with the names that its unnamed indexes and unique constraints get."""
    indexes = tuple(replace(item, name=item.name or _name(convention.get("ix"), table.name, item.columns)) for item in table.indexes)
    uniques = tuple(replace(item, name=item.name or _name(convention.get("uq"), table.name, item.columns)) for item in table.uniques)
    return replace(table, indexes=indexes, uniques=uniques)


def _name(template: str | None, table: str, columns: tuple[str, ...]) -> str | None:
    if template is None or not columns or not all(column.isidentifier() for column in columns):
        return None
    words = {
        "table_name": table,
        "column_0_name": columns[0],
        "column_0_key": columns[0],
        "column_0_label": f"{table}_{columns[0]}",
        "column_0_N_name": "_".join(columns),
        "column_0_N_label": "_".join(f"{table}_{column}" for column in columns),
        "column_0N_name": "".join(columns),
        **{f"column_{place}_name": column for place, column in enumerate(columns)},
    }
    if any(token not in words for token in TOKEN.findall(template)):
        return None
    return TOKEN.sub(lambda token: words[token[1]], template)
