"""The tables that are read from the text of Django projects against those that a database has, once Django has made them.

SQLite is asked. What it has no word for is not compared: comments, types that it stores alike, indexes on expressions.
"""

import warnings

import pytest
from django.apps import apps
from django.core.exceptions import FieldError
from django.db import connection
from hypothesis import HealthCheck, assume, given, settings
from tests.facts.database.django_project_oracle import imported
from tests.facts.database.django_projects import pairs
from tests.facts.python.reading import modules_of

from tenet.facts.database.tables_document import tables_document


def made(files):
    """The tables of a database in memory."""
    with imported(files), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        connection.connection = None  # a new database: Django keeps one in memory open
        connection.disable_constraint_checking()
        with connection.schema_editor() as editor:
            for model in apps.get_models():
                if model._meta.managed and not model._meta.proxy and not model._meta.swapped:
                    editor.create_model(model)
        with connection.cursor() as cursor:
            found = {name: table(cursor, name) for name in connection.introspection.table_names(cursor)}
        for model in apps.get_models():
            deferred = (one for one in model._meta.constraints if getattr(one, "deferrable", None))
            found.get(model._meta.db_table, {"uniques": set()})["uniques"].update(one.fields for one in deferred)  # SQLite has none
        return found


def table(cursor, name):
    constraints = connection.introspection.get_constraints(cursor, name)
    parts = constraints.values()
    key = connection.introspection.get_primary_key_columns(cursor, name)
    described = connection.introspection.get_table_description(cursor, name)
    return {
        "columns": {column.name: (column.null_ok and column.name not in key, column.name in key) for column in described},
        "indexes": sorted(tuple(one["columns"]) for one in parts if one["index"] and not one["unique"] and all(one["columns"])),
        "uniques": {tuple(one["columns"]) for one in parts if one["unique"] and not one["primary_key"] and all(one["columns"])},
        "foreign_keys": {(tuple(one["columns"]), one["foreign_key"]) for one in parts if one["foreign_key"]},
        "checks": {check for check, one in constraints.items() if one["check"] and not check.startswith("__")},
    }


def told(files):
    return {one["name"]: in_djangos_shape(one) for one in tables_document(modules_of(files))["tables"]}


def in_djangos_shape(told):
    names = {column["name"] for column in told["columns"]}
    plain = [one for one in told["indexes"] if names.issuperset(column.removeprefix("-") for column in one["columns"])]
    unique = [*told["uniques"], *(one for one in plain if one["unique"])]
    return {
        "columns": {column["name"]: (column["nullable"], column["primary_key"]) for column in told["columns"]},
        "indexes": sorted(tuple(column.removeprefix("-") for column in one["columns"]) for one in plain if not one["unique"]),
        "uniques": {tuple(one["columns"]) for one in unique if names.issuperset(one["columns"])},
        "foreign_keys": {(tuple(key["columns"]), (key["target"], *key["target_columns"])) for key in told["foreign_keys"]},
        "checks": {one["name"] for one in told["checks"]},
    }


@pytest.mark.untraced
@settings(max_examples=60, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(pairs())
def test_the_document_is_what_the_database_has(pair):
    try:
        expected = made(pair.head)
    except FieldError:
        assume(False)  # an index on a field that is gone
    assert told(pair.head) == expected
