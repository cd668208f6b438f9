"""`tenet inspect tables`: the database schema that the code declares, in the contract's shape."""

from dataclasses import dataclass

from tenet.domain.finding import Json
from tenet.facts.database.django_apps import BIG_AUTO_FIELD
from tenet.facts.database.django_models import DjangoReader
from tenet.facts.database.django_tables import tables_of
from tenet.facts.database.migration_files import is_test, tool_of
from tenet.facts.database.model_files import WORDS
from tenet.facts.database.schema import Check, Column, ForeignKey, Index, Schema, Table, UniqueConstraint, UnknownTable
from tenet.facts.database.sqlalchemy_models import SqlalchemyReader
from tenet.facts.database.sqlalchemy_types import shown
from tenet.facts.database.table_edits import with_types_of_targets
from tenet.facts.python.modules import Modules


@dataclass(frozen=True, slots=True)
class DeclaredTables:
    """All tables that models declare, by name, and what cannot be told."""

    tables: tuple[Table, ...]
    unknown: tuple[UnknownTable, ...]


def declared_tables(modules: Modules) -> DeclaredTables:
    """Tables of SQLAlchemy, SQLModel and Django, those left out that are named at run time."""
    paths = _model_files(modules)
    schema = with_types_of_targets(SqlalchemyReader(modules).schema(iter(paths)))
    django = DjangoReader(modules, key=BIG_AUTO_FIELD)
    state = django.state(paths, None)
    made = with_types_of_targets(Schema({table.name: table for table in tables_of(state)}))
    tables = (table for table in (*schema.tables.values(), *made.tables.values()) if not table.named_at_run_time)
    return DeclaredTables(tuple(sorted(tables, key=lambda table: table.name)), (*schema.unknown, *state.unknown))


def tables_document(modules: Modules) -> Json:
    """All tables, by name: `{"tables": [...], "unknown": [...]}`."""
    declared = declared_tables(modules)
    unknown: list[Json] = [
        {"subject": one.subject, "reason": one.reason, "path": one.origin.path, "line": one.origin.line} for one in declared.unknown
    ]
    return {"tables": [_table(table) for table in declared.tables], "unknown": unknown}


def _model_files(modules: Modules) -> tuple[str, ...]:
    paths = sorted(path for path in modules.python_files if not is_test(path))
    modules.sources.load(paths)
    found = ((path, modules.sources.data(path)) for path in paths)
    return tuple(path for path, data in found if data is not None and WORDS.search(data) and tool_of(data) is None)


def _table(table: Table) -> Json:
    return {
        "name": table.name,
        "columns": [_column(column) for column in table.columns.values()],
        "indexes": [_index(index) for index in table.indexes],
        "uniques": [_unique(unique) for unique in table.uniques],
        "foreign_keys": [_foreign_key(key) for key in table.foreign_keys],
        "checks": [_check(check) for check in table.checks],
        "path": table.origin.path if table.origin else None,
        "line": table.origin.line if table.origin else None,
    }


def _column(column: Column) -> Json:
    return {
        "name": column.name,
        "type": str(column.type) or None,
        "nullable": column.nullable,
        "primary_key": column.primary_key,
        "server_default": None if column.server_default is None else shown(column.server_default),
    }


def _index(index: Index) -> Json:
    return {"name": index.name, "columns": list(index.columns), "unique": index.unique}


def _unique(unique: UniqueConstraint) -> Json:
    return {"name": unique.name, "columns": list(unique.columns)}


def _foreign_key(key: ForeignKey) -> Json:
    return {
        "name": key.name,
        "columns": list(key.columns),
        "target": key.target,
        "target_columns": list(key.target_columns),
        "on_delete": key.on_delete or None,
    }


def _check(check: Check) -> Json:
    return {"name": check.name, "condition": check.condition}
