"""What Alembic says of two metadata on a real database, and the revisions that it writes, whole and with one operation out."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from textwrap import indent

import sqlalchemy as sa
from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from alembic.operations import ops
from tests.facts.database.alembic_oracle import kinds

Change = tuple[str, str, str | None]
HEADER = (
    "from alembic import op\nimport sqlalchemy as sa\nimport app.base\nimport app.models\nimport sqlmodel\n"
    "from sqlalchemy.dialects import postgresql, sqlite\n"
    'revision = "0002"\ndown_revision = "0001"\n\ndef upgrade():\n'
)


@dataclass(frozen=True)
class Said:
    """The changes, and revisions: `whole` in both styles, `holed` by what was taken out of them."""

    changes: frozenset[Change]
    whole: tuple[str, ...]
    holed: tuple[tuple[frozenset[Change], str], ...]
    before: sa.MetaData
    after: sa.MetaData


def said_by_alembic(engine: sa.Engine, before: sa.MetaData, after: sa.MetaData, pick) -> Said:
    """`pick` chooses among the operations that may be taken out."""
    with emptied(engine) as connection:
        before.create_all(connection)
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        script = produce_migrations(context, after).upgrade_ops
        differences = script.as_diffs()
        whole = tuple(revision(script, as_batch=as_batch, context=context) for as_batch in (False, True))
        holed = tuple(without_one(script, context, pick))
    changes = {change for difference in differences for change in kinds(difference)}
    return Said(frozenset(changes | set(changed_enumerations(before, after))), whole, holed, before, after)


@contextmanager
def emptied(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection to the database, which holds nothing afterwards. SQLite's driver commits what creates tables."""
    with engine.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()
    if engine.dialect.name == "sqlite":
        engine.dispose()


def revision(script: ops.UpgradeOps, *, as_batch: bool, context: MigrationContext) -> str:
    return HEADER + indent(render_python_code(script, render_as_batch=as_batch, migration_context=context), "    ") + "\n"


def without_one(script: ops.UpgradeOps, context: MigrationContext, pick) -> Iterator[tuple[frozenset[Change], str]]:
    places = [(part.ops, one) for part in [script, *script.ops] if isinstance(part, ops.OpContainer) for one in part.ops]
    places = [(holder, one) for holder, one in places if not isinstance(one, ops.OpContainer)]
    if not places:
        return
    holder, removed = pick(places)
    at = holder.index(removed)
    del holder[at]
    difference = removed.to_diff_tuple()
    yield frozenset(kinds(difference)), revision(script, as_batch=False, context=context)
    holder.insert(at, removed)


def changed_enumerations(before: sa.MetaData, after: sa.MetaData) -> Iterator[Change]:
    """Members of enumerations: Alembic does not compare them; the contract has a kind for them."""
    for table in after.tables.values():
        for column in table.columns:
            old = before.tables[table.name].columns.get(column.name) if table.name in before.tables else None
            types = [one.type for one in (old, column) if one is not None and isinstance(one.type, sa.Enum) and one.type.native_enum]
            if len(types) == 2 and types[0].name == types[1].name and types[0].enums != types[1].enums:
                yield "alter_enum", table.name, column.name
