# ruff: noqa: E501 (one case a line)
"""What Alembic revisions do, step by step; Alembic itself, writing SQL, says which tables they do it to."""

import io
from textwrap import dedent

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from tests.facts.database.reading_steps import FIRST, HEADER, alembic, alembic_facts, differing, kinds
from tests.fakes.facts import facts_of

from tenet.facts.database.schema import NO_TYPE, Column, ColumnType
from tenet.facts.database.steps import MigrationStepsFacts, Reversal, StepKind

OPERATIONS = {
    "create_table": (['op.create_table("a", sa.Column("id", sa.Integer()))'], [("create_table", "a")]),
    "drop_table": (['op.drop_table("a", if_exists=True)'], [("drop_table", "a")]),
    "rename_table": (['op.rename_table("a", "b")'], [("rename_table", "a")]),
    "add_column": (['op.add_column("a", sa.Column("c", sa.Integer(), nullable=False))'], [("add_column", "a")]),
    "column with its key": (
        ['op.add_column("a", sa.Column("c", sa.Integer(), sa.ForeignKey("b.id"), unique=True))'],
        [("add_column", "a"), ("add_foreign_key", "a"), ("add_unique", "a")],
    ),
    "column with its index": (
        ['op.add_column("a", sa.Column("c", sa.Integer(), index=True))'],
        [("add_column", "a"), ("create_index", "a")],
    ),
    "drop_column": (['op.drop_column("a", "c")'], [("drop_column", "a")]),
    "nullable": (['op.alter_column("a", "c", existing_type=sa.Text(), nullable=False)'], [("set_not_null", "a")]),
    "null again": (['op.alter_column("a", "c", nullable=True)'], [("drop_not_null", "a")]),
    "default": (['op.alter_column("a", "c", server_default="1")'], [("set_default", "a")]),
    "no default": (['op.alter_column("a", "c", server_default=None)'], [("set_default", "a")]),
    "type": (['op.alter_column("a", "c", type_=sa.BigInteger())'], [("alter_type", "a")]),
    "name": (['op.alter_column("a", "c", new_column_name="d")'], [("rename_column", "a")]),
    "all of a column": (
        ['op.alter_column("a", "c", new_column_name="d", type_=sa.Text(), nullable=True, server_default="x")'],
        [("drop_not_null", "a"), ("set_default", "a"), ("alter_type", "a"), ("rename_column", "a")],
    ),
    "comment": (['op.alter_column("a", "c", comment="x")'], [("other", "a")]),
    "create_index": (['op.create_index("ix", "a", ["c"])'], [("create_index", "a")]),
    "drop_index": (['op.drop_index("ix", table_name="a")'], [("drop_index", "a")]),
    "unique": (['op.create_unique_constraint("u", "a", ["c"])'], [("add_unique", "a")]),
    "primary key": (['op.create_primary_key("p", "a", ["c"])'], [("add_primary_key", "a")]),
    "check": (['op.create_check_constraint("k", "a", "c > 1")'], [("add_check", "a")]),
    "foreign key": (['op.create_foreign_key("f", "a", "b", ["b_id"], ["id"])'], [("add_foreign_key", "a")]),
    "drop_constraint": (['op.drop_constraint("u", "a", type_="unique")'], [("drop_constraint", "a")]),
    "table comment": (['op.create_table_comment("a", "x")'], [("other", "a")]),
    "batch": (
        [
            'with op.batch_alter_table("a", schema=None) as batch:',
            '    batch.add_column(sa.Column("c", sa.Integer()))',
            '    batch.create_index("ix", columns=["c"])',
            '    batch.create_foreign_key("f", "b", ["c"], ["id"])',
            '    batch.drop_constraint("u", type_="unique")',
        ],
        [("add_column", "a"), ("create_index", "a"), ("add_foreign_key", "a"), ("drop_constraint", "a")],
    ),
    "loop": (['for name in ("a", "b"):', '    op.drop_column(name, "c")'], [("drop_column", "a"), ("drop_column", "b")]),
    "raw": (['op.execute("ALTER TABLE a DROP COLUMN c")'], [("drop_column", "a")]),
    "rows": (['op.bulk_insert(sa.table("a", sa.column("c", sa.Integer)), [{"c": 1}])'], [("change_rows", "a")]),
    "expression": (['t = sa.table("a", sa.column("c", sa.Integer))', "op.execute(t.update().values(c=1))"], [("change_rows", "a")]),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_each_operation_is_read_as_its_steps(name):
    lines, expected = OPERATIONS[name]
    assert kinds(alembic(*lines)) == expected


@pytest.mark.parametrize("name", OPERATIONS)
def test_alembic_names_the_same_tables_in_its_sql(name):
    lines, expected = OPERATIONS[name]
    out = io.StringIO()
    context = MigrationContext.configure(dialect_name="postgresql", opts={"as_sql": True, "output_buffer": out, "literal_binds": True})
    body = "def upgrade(op):\n" + "".join(f"    {line}\n" for line in lines)
    scope: dict[str, object] = {"sa": sa}
    exec(body, scope)
    with Operations.context(context) as op:
        scope["upgrade"](op)
    statements = [text for text in out.getvalue().split(";") if text.strip()]
    assert len(statements) == len(expected)
    for statement, (_, table) in zip(statements, expected, strict=True):
        assert f" {table}" in statement or ("DROP INDEX" in statement and table == "a")


SAID = {
    'op.create_index("ix", "a", ["c", sa.text("lower(d)")], unique=True, postgresql_concurrently=True, if_not_exists=True)': {
        "table": "a", "name": "ix", "columns": ("c", "lower(d)"), "unique": True, "concurrently": True, "conditional": True,
    },
    'op.create_index(op.f("ix"), table_name="a", columns="c")': {"table": "a", "name": "ix", "columns": ("c",)},
    'op.drop_index("ix", postgresql_concurrently=True)': {"name": "ix", "concurrently": True},
    'op.create_foreign_key(None, "a", "b", ["b_id"], ["id"], postgresql_not_valid=True)': {
        "table": "a", "columns": ("b_id",), "target": "b", "validated": False,
    },
    'op.create_foreign_key("f", source="a", referent="b", local_cols=["x"], remote_cols=["id"])': {
        "table": "a", "name": "f", "columns": ("x",), "target": "b",
    },
    'op.create_unique_constraint(name="u", source="a", columns=["c"])': {"table": "a", "name": "u", "columns": ("c",)},
    'op.rename_table("a", "b")': {"table": "a", "name": "b"},
    'op.rename_table(old_table_name="a", new_table_name="b")': {"table": "a", "name": "b"},
    'op.drop_constraint(constraint_name="u", table_name="a")': {"table": "a", "name": "u"},
    'op.drop_column(made(), "c")': {"table": "*"},
    'op.create_view("v")': {},
}  # fmt: skip


@pytest.mark.parametrize("line", SAID)
def test_what_an_operation_says_is_in_its_step(line):
    (step,) = alembic(line).up
    assert differing(step) == SAID[line]


def test_a_column_is_told_before_and_after():
    (step,) = alembic('op.alter_column("a", "c", existing_type=sa.String(50), type_=sa.String(20), existing_nullable=False)').up
    assert step.before == Column("c", ColumnType("VARCHAR", ("50",)), nullable=False)
    assert step.column == Column("c", ColumnType("VARCHAR", ("20",)), nullable=False)
    (step,) = alembic('op.alter_column("a", "c", nullable=False, existing_server_default="1")').up
    assert (step.before, step.column) == (
        Column("c", NO_TYPE, server_default="1"),
        Column("c", NO_TYPE, nullable=False, server_default="1"),
    )
    (step,) = alembic('op.add_column("a", made())').up
    assert step.column == Column("*", NO_TYPE)
    (step,) = alembic('op.drop_column("a", "c")').up
    assert step.before == Column("c", NO_TYPE)


def test_what_is_nullable_already_is_no_step():
    assert alembic('op.alter_column("a", "c", nullable=False, existing_nullable=False)').up == ()


def test_steps_outside_the_transaction_are_marked():
    migration = alembic(
        "with op.get_context().autocommit_block():",
        '    op.create_index("x", "a", ["c"])',
        'op.create_index("y", "a", ["c"])',
        'op.execute("COMMIT")',
        'op.create_index("z", "a", ["c"])',
        'op.execute("BEGIN")',
        'op.drop_table("a")',
    )
    told = [(step.name or step.sql or step.kind.value, step.in_transaction) for step in migration.up]
    assert told == [("x", False), ("y", True), ("COMMIT", True), ("z", False), ("BEGIN", False), ("drop_table", True)]


def test_what_runs_on_sqlite_or_in_a_script_alone_is_left_out():
    migration = alembic(
        'if op.get_bind().dialect.name == "sqlite":',
        '    op.drop_table("a")',
        "else:",
        '    op.drop_table("b")',
        'if op.get_bind().dialect.name != "sqlite":',
        '    op.drop_table("c")',
        "if context.is_offline_mode():",
        '    op.drop_table("d")',
        "if not op.get_context().is_offline_mode():",
        '    op.drop_table("e")',
        'if kind() == "sqlite":',
        '    op.drop_table("f")',
        "if not sa.inspect(op.get_bind()).has_table('g'):",
        '    op.drop_table("g")',
        before="from alembic import context",
    )
    assert [step.table for step in migration.up] == ["b", "c", "e", "f", "g"]


MODEL = "class User(orm.declarative_base()):\n    __tablename__ = 'user'\n"
ROWS = {
    "op.execute(sa.update(User).where(User.id == 1).values(a=1))": [("change_rows", "user", False)],
    "op.execute(sa.delete(User))": [("change_rows", "user", True)],
    "op.execute(sa.insert(sa.table('a')).values(b=1))": [("change_rows", "a", False)],
    "op.get_bind().execute(sa.text('DELETE FROM a').bindparams(x=1))": [("change_rows", "a", True)],
    "op.get_bind().exec_driver_sql('UPDATE a SET b = 1 WHERE c')": [("change_rows", "a", False)],
    "op.execute(User.__table__.delete())": [("change_rows", "*", True)],
    "op.execute(sa.insert('a').values(b=1))": [("change_rows", "a", False)],
    "op.execute(sa.delete(op.f('a')))": [("change_rows", "a", True)],
    "op.execute(sa.delete(made()))": [("change_rows", "*", True)],
    "op.execute(sa.delete(orm.aliased(User).table))": [("change_rows", "*", True)],
    "op.execute(statement='DELETE FROM a')": [("change_rows", "a", True)],
    "orm.Session(bind=op.get_bind()).query(User).filter_by(id=1).update({'a': 1})": [("change_rows", "user", False)],
    "orm.Session(bind=op.get_bind()).query(User).delete()": [("change_rows", "user", True)],
    "orm.Session(op.get_bind()).add(User())": [("change_rows", "*", False)],
    "orm.Session(op.get_bind()).commit()": [],
    "op.get_bind().execute(sa.select(User))": [],
    "op.execute(made())": [("run_code", "", False)],
    "op.execute(open('a.sql').read())": [("run_code", "", False)],
    "op.execute(sa.schema.CreateSequence(sa.Sequence('s')))": [("other", "", False)],
    "fill(op.get_bind())": [("run_code", "", False)],
    "Filler(op).run()": [("run_code", "", False)],
    "print('done')": [],
    "sa.Enum('a', name='kind').create(op.get_bind())": [("other", "", False)],
    "sa.Table('a', sa.MetaData()).create(op.get_bind())": [("create_table", "a", False)],
    "sa.Table('a', sa.MetaData()).drop(op.get_bind())": [("drop_table", "a", False)],
    "sa.MetaData().create_all(op.get_bind())": [("run_code", "*", False)],
    "sa.inspect(op.get_bind()).get_columns('a')": [],
    "sa.MetaData().reflect(bind=op.get_bind())": [],
}


@pytest.mark.parametrize("line", ROWS)
def test_rows_and_code_are_told_from_the_schema(line):
    migration = alembic(line, before=f"from tools import Filler, fill\n\n{MODEL}")
    assert [(step.kind.value, step.table, step.all_rows) for step in migration.up] == ROWS[line]


def test_a_step_of_a_helper_elsewhere_stands_where_the_revision_calls_it():
    helper = "from alembic import op\n\n\ndef tidy(table):\n    op.drop_column(table, 'c')\n"
    migration = alembic("tidy('a')", before="from tools.tidy import tidy", more={"tools/__init__.py": "", "tools/tidy.py": helper})
    (step,) = migration.up
    assert (step.table, step.origin.path, step.origin.line) == ("a", "migrations/versions/0002.py", 10)


def test_a_step_of_a_helper_beside_it_stands_in_the_helper():
    migration = alembic("tidy('a')", before="def tidy(table):\n    op.drop_column(table, 'c')\n")
    assert [step.origin.line for step in migration.up] == [9]


def test_a_plugin_may_hand_op_in():
    facts = alembic_facts("def upgrade(op, tables, tester):\n    op.drop_table('a')\n")
    assert kinds(facts.migrations[0]) == [("drop_table", "a")]


def test_a_computed_table_is_told_to_be_unknown():
    migration = alembic("for name in tables():", "    op.drop_table(name)")
    assert (kinds(migration), migration.unknown) == ([("drop_table", "*")], "the name of a table is computed")


UP = "def upgrade():\n    op.drop_table('a')\n\n"
WAYS_BACK = {
    "": Reversal.MISSING,
    "def downgrade():\n    pass": Reversal.MISSING,
    "def downgrade():\n    ...": Reversal.MISSING,
    "def downgrade():\n    '''Downgrade.'''": Reversal.MISSING,
    "def downgrade():\n    return": Reversal.MISSING,
    "def downgrade():\n    # the rows are gone\n    pass": Reversal.MISSING,
    "def downgrade():\n    print('nothing to do')": Reversal.MISSING,
    "def downgrade():\n    raise NotImplementedError": Reversal.MISSING,
    "def downgrade():\n    raise NotImplementedError()": Reversal.MISSING,
    "def downgrade():\n    raise NotImplementedError('  ')": Reversal.MISSING,
    "def downgrade():\n    assert False": Reversal.MISSING,
    "def downgrade():\n    raise": Reversal.MISSING,
    "def downgrade():\n    assert False, 'the rows are gone'": Reversal.REFUSED,
    "def downgrade():\n    assert ready()": Reversal.POSSIBLE,
    "def downgrade():\n    raise NotImplementedError('the rows are gone')": Reversal.REFUSED,
    "def downgrade():\n    raise Exception(f'{REASON} gone')": Reversal.REFUSED,
    "def downgrade():\n    raise NotImplementedError  # the rows are gone": Reversal.REFUSED,
    "def downgrade():\n    raise Irreversible": Reversal.REFUSED,
    "def downgrade():\n    op.create_table('a')": Reversal.POSSIBLE,
    "def downgrade():\n    restore()": Reversal.POSSIBLE,
    "from tools import downgrade": Reversal.POSSIBLE,
    "downgrade = made()": Reversal.POSSIBLE,
}


@pytest.mark.parametrize("downgrade", WAYS_BACK)
def test_the_way_back_is_read_from_downgrade(downgrade):
    (migration,) = alembic_facts(f"{UP}{downgrade}\n").migrations
    assert migration.reversal is WAYS_BACK[downgrade]


def test_the_steps_of_downgrade_are_read_too():
    (migration,) = alembic_facts(f"{UP}def downgrade():\n    op.create_table('a')\n").migrations
    assert ([step.kind for step in migration.down], migration.reversal_line) == ([StepKind.CREATE_TABLE], 11)


@pytest.mark.parametrize("upgrade", ["pass", "op.get_bind().execute('SELECT 1')"])
def test_an_upgrade_that_changes_nothing_needs_no_way_back(upgrade):
    (migration,) = alembic_facts(f"def upgrade():\n    {upgrade}\n\ndef downgrade():\n    pass\n").migrations
    assert migration.reversal is Reversal.POSSIBLE


def test_changed_rows_may_stay_where_the_author_says_so():
    up = "def upgrade():\n    op.execute('UPDATE a SET b = 1')\n\n"
    function = "def upgrade():\n    op.execute('CREATE FUNCTION f() RETURNS int AS $$ SELECT 1 $$ LANGUAGE sql')\n\n"
    (migration,) = alembic_facts(f"{function}def downgrade():\n    # the older one is of no use\n    pass\n").migrations
    assert migration.reversal is Reversal.REFUSED
    for comment, expected in (
        ("# old code reads both", Reversal.REFUSED),
        ("# ### commands auto generated by Alembic ###", Reversal.MISSING),
    ):
        (migration,) = alembic_facts(f"{up}def downgrade():\n    {comment}\n    pass\n").migrations
        assert migration.reversal is expected


def revision(name, down, body="pass"):
    return dedent(f'from alembic import op\nrevision = "{name}"\ndown_revision = {down!r}\n\ndef upgrade():\n    {body}\n')


def versions(**files):
    return {f"migrations/versions/{name}.py": text for name, text in files.items()}


def test_revisions_stand_in_the_order_in_which_they_run():
    head = versions(a=revision("3", "2"), b=revision("2", "0001"), c=revision("4", "3"))
    assert [one.identity for one in facts_of(FIRST, {**FIRST, **head}).migration_steps.migrations] == ["2", "3", "4"]
    circle = versions(a=revision("3", "4"), c=revision("4", "3"))
    assert [one.identity for one in facts_of(FIRST, {**FIRST, **circle}).migration_steps.migrations] == ["3", "4"]


def test_tables_that_the_change_creates_are_told_apart():
    body = 'def upgrade():\n    op.create_table("new")\n    op.rename_table("new", "newer")\n    op.drop_table("old")\n    op.create_table("old")\n    op.drop_column("newer", "c")\n'
    facts = alembic_facts(body)
    assert facts.created == {"new", "newer"}
    assert [(step.kind.value, step.table) for _, step in facts.on_known_tables()] == [("drop_table", "old"), ("create_table", "old")]


def test_only_added_revisions_are_read():
    old, edited = revision("2", "0001"), revision("2", "0001", 'op.drop_table("a")')
    assert facts_of({**FIRST, **versions(b=old)}, {**FIRST, **versions(b=edited)}).migration_steps.migrations == ()
    moved = facts_of({**FIRST, **versions(b=edited)}, {**FIRST, **versions(c=edited)}).migration_steps
    assert moved.migrations == ()
    another = facts_of({**FIRST, **versions(b=edited)}, {**FIRST, **versions(c=edited.replace('"2"', '"3"'))}).migration_steps
    assert [one.identity for one in another.migrations] == ["3"]


def test_a_change_without_migrations_reads_nothing():
    assert facts_of({"a.py": "x = 1\n"}, {"a.py": "x = 2\n"}).migration_steps == MigrationStepsFacts()


def test_a_revision_that_cannot_be_parsed_is_unknown():
    (migration,) = facts_of(FIRST, {**FIRST, **versions(b=HEADER + "def upgrade(:\n")}).migration_steps.migrations
    assert (migration.unknown, migration.up, migration.reversal, migration.identity) == (
        "it cannot be parsed",
        (),
        Reversal.POSSIBLE,
        "0002",
    )
