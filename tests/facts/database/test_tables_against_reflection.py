"""The tables that are read from the text against those that a real database has, once SQLAlchemy has made them."""

import pytest
import sqlalchemy as sa
from tests.facts.database.alembic_oracle import metadata_of
from tests.facts.database.test_against_alembic import PAIRS
from tests.facts.python.reading import modules_of

from tenet.facts.database.tables_document import tables_document


def reflected(source):
    """The same shape, from the database itself."""
    engine = sa.create_engine("sqlite://")
    metadata_of(source).create_all(engine)
    inspector = sa.inspect(engine)
    return {name: _table(inspector, name) for name in inspector.get_table_names()}


def _table(inspector, name):
    key = inspector.get_pk_constraint(name)["constrained_columns"]
    return {
        "columns": {column["name"]: (column["nullable"], column["name"] in key) for column in inspector.get_columns(name)},
        "indexes": {(tuple(index["column_names"]), bool(index["unique"])) for index in inspector.get_indexes(name)},
        "uniques": {tuple(unique["column_names"]) for unique in inspector.get_unique_constraints(name)},
        "foreign_keys": {
            (tuple(one["constrained_columns"]), one["referred_table"], tuple(one["referred_columns"]), one["options"].get("ondelete"))
            for one in inspector.get_foreign_keys(name)
        },
        "checks": {one["name"] for one in inspector.get_check_constraints(name)},
    }


def told(source):
    document = tables_document(modules_of({"app/models.py": source}))
    return {
        table["name"]: {
            "columns": {column["name"]: (column["nullable"], column["primary_key"]) for column in table["columns"]},
            "indexes": {(tuple(index["columns"]), index["unique"]) for index in table["indexes"]},
            "uniques": {tuple(unique["columns"]) for unique in table["uniques"]},
            "foreign_keys": {
                (tuple(one["columns"]), one["target"], tuple(one["target_columns"]), one["on_delete"]) for one in table["foreign_keys"]
            },
            "checks": {one["name"] for one in table["checks"]},
        }
        for table in document["tables"]
    }


@pytest.mark.parametrize("name", sorted(PAIRS))
def test_the_document_is_what_the_database_has(name):
    _, head = PAIRS[name]
    assert told(head) == reflected(head)
