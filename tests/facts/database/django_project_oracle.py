"""What Django itself says of two versions of a whole project, when it really imports them."""

import importlib.util
import sys
from collections import defaultdict
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.graph import MigrationGraph
from django.db.migrations.questioner import MigrationQuestioner
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import MigrationWriter
from tests.facts.database.django_oracle import ready

FOLDERS = {"shop": "shop", "warehouse": "stock", "accounts": "accounts"}


class Texts(MetaPathFinder, Loader):
    """Imports a project from its texts."""

    def __init__(self, files):
        self.files = files
        self.roots = {path.partition("/")[0] for path in files}

    def find_spec(self, name, path=None, target=None):
        place = name.replace(".", "/")
        for file in (f"{place}.py", f"{place}/__init__.py"):
            if file in self.files:
                return importlib.util.spec_from_file_location(
                    name,
                    f"/nowhere/{file}",
                    loader=self,
                    submodule_search_locations=[f"/nowhere/{place}"] if file.endswith("__init__.py") else None,
                )
        return None

    def exec_module(self, module):
        file = module.__spec__.origin.removeprefix("/nowhere/")
        exec(compile(self.files[file], file, "exec"), module.__dict__)


@contextmanager
def imported(files):
    """The project's apps installed, under the project's settings."""
    ready()
    finder, registered = Texts(files), apps.all_models
    forget(finder.roots)
    sys.meta_path.insert(0, finder)
    apps.all_models = defaultdict(dict)
    try:
        given = {name: value for name, value in vars(importlib.import_module("project.settings")).items() if name.isupper()}
        with set_to({"DEFAULT_AUTO_FIELD": "django.db.models.AutoField", **given}):
            apps.set_installed_apps(["shop", "stock", "accounts"])
            try:
                yield
            finally:
                apps.unset_installed_apps()
    finally:
        apps.all_models = registered
        apps._pending_operations.clear()
        sys.meta_path.remove(finder)
        forget(finder.roots)
        apps.clear_cache()


@contextmanager
def set_to(values):
    """Django's settings with these values. `override_settings` would also tell receivers that import apps of Django's."""
    before = {name: getattr(settings, name) for name in values if hasattr(settings, name)}
    for name, value in values.items():
        setattr(settings, name, value)
    try:
        yield
    finally:
        for name in values:
            setattr(settings, name, before[name]) if name in before else delattr(settings, name)


def forget(roots):
    for name in [name for name in sys.modules if name.partition(".")[0] in roots]:
        del sys.modules[name]


class Renaming(MigrationQuestioner):
    """Answers yes to the renames that it is given: `(model, old name, new name)` of fields, `(old, new)` of models."""

    def __init__(self, renames=()):
        super().__init__()
        self.renames = set(renames)

    def ask_initial(self, app_label):
        return True

    def ask_rename(self, model_name, old_name, new_name, field_instance):
        return (model_name.lower(), old_name, new_name) in self.renames

    def ask_rename_model(self, old_model_state, new_model_state):
        return (old_model_state.name_lower, new_model_state.name_lower) in self.renames


def migrated(files):
    """The state that a project's migrations lead to; to be asked inside `imported` of a side that has them."""
    state = ProjectState()
    for path in sorted(files):
        folder, _, name = path.rpartition("/migrations/")
        if folder and name != "__init__.py":
            module = importlib.import_module(path.removesuffix(".py").replace("/", "."))
            label = next(label for label, other in FOLDERS.items() if other == folder)
            state = module.Migration(name.removesuffix(".py"), label).mutate_state(state, preserve=False)
    return state


def written(before, after, renames=()):
    """The migrations that Django writes, by label; to be asked inside `imported` of the side `after`."""
    found = MigrationAutodetector(before.clone(), after.clone(), Renaming(renames)).changes(graph=MigrationGraph())
    return {label: migrations for label, migrations in found.items() if label in FOLDERS}


def texts(migrations, start, without=None):
    """Files of the migrations; `without` is an operation that is left out."""
    files = {}
    for label, listed in migrations.items():
        for number, migration in enumerate(listed, start):
            whole = migration.operations
            migration.operations = [operation for operation in whole if operation is not without]
            files[f"{FOLDERS[label]}/migrations/{number:04}_auto.py"] = MigrationWriter(migration, include_header=False).as_string()
            migration.operations = whole
    return files


class PlainEditor(BaseDatabaseSchemaEditor):
    """The statements that Django makes where no backend has its own ways. SQLite's would write whole tables anew."""

    sql_create_column_inline_fk = None
    sql_alter_table_comment = "COMMENT ON TABLE %(table)s IS %(comment)s"
    sql_alter_column_comment = "COMMENT ON COLUMN %(table)s.%(column)s IS %(comment)s"

    def _constraint_names(self, model, column_names=None, **sort):
        return ["constraint"]  # of a database that has what the state has

    def execute(self, sql, params=()):
        super().execute(sql, params or None)  # a default of SQLite's holds per cent signs

    def quote_value(self, value):
        return repr(value)

    def prepare_default(self, value):
        return repr(value)


NUMBERS = {
    "DurationField": "interval",
    "DecimalField": "numeric(%(max_digits)s, %(decimal_places)s)",
    "AutoField": "integer",
    "BigAutoField": "bigint",
    "SmallAutoField": "smallint",
    "IntegerField": "integer",
    "BigIntegerField": "bigint",
    "SmallIntegerField": "smallint",
    "PositiveIntegerField": "positive integer",
    "PositiveBigIntegerField": "positive bigint",
    "PositiveSmallIntegerField": "positive smallint",
}
"""Kinds that SQLite does not tell apart, as PostgreSQL has them."""


@contextmanager
def full_features():
    features = connection.features
    names = ("supports_comments", "supports_foreign_keys", "supports_expression_indexes", "supports_deferrable_unique_constraints")
    before, types = {name: getattr(features, name) for name in names}, connection.data_types
    vars(features).update(dict.fromkeys(names, True))
    connection.data_types = {**types, **NUMBERS}
    try:
        yield
    finally:
        vars(features).update(before)
        connection.data_types = types


def has_statements(label, operation, before, after):
    """Whether an operation between two whole states makes any statement of SQL."""
    editor = PlainEditor(connection, collect_sql=True, atomic=False)
    with full_features():
        editor.deferred_sql = []
        operation.database_forwards(label, editor, before, after)
        return bool(editor.collected_sql or editor.deferred_sql)
