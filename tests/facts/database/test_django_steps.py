# ruff: noqa: E501 (one case a line)
"""What Django's migrations do, step by step; Django itself says which operations have their reverse."""

import pytest
from django.db import migrations, models
from tests.facts.database.reading_steps import PACKAGES, differing, django, django_facts, django_migration, kinds
from tests.fakes.facts import facts_of

from tenet.facts.database.schema import NO_TYPE, Column, ColumnType
from tenet.facts.database.steps import Reversal
from tenet.facts.python.values import Computed

NAME = "models.CharField(max_length=9)"
ORDER = (
    'migrations.CreateModel("Order", [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=9, null=True)),'
    '("size", models.IntegerField(db_index=True)), ("code", models.TextField(unique=True)), ("user", models.ForeignKey("auth.User", models.CASCADE)),'
    '("tags", models.ManyToManyField("shop.Tag"))], options={"unique_together": {("name", "size")}}),'
    'migrations.CreateModel("Plain", [("id", models.AutoField(primary_key=True))], options={"db_table": "plain"}),'
    'migrations.CreateModel("Other", [("id", models.AutoField(primary_key=True))], options={"managed": False}),'
)
OPERATIONS = {
    'migrations.CreateModel("New", [("id", models.AutoField(primary_key=True))])': [("create_table", "shop.new")],
    'migrations.CreateModel("New", [("tags", models.ManyToManyField("shop.Tag")), ("x", made())])': [("create_table", "shop.new"), ("create_table", "shop.new_tags")],
    'migrations.DeleteModel("Order")': [("drop_table", "shop.order")],
    'migrations.RenameModel("Order", "Purchase")': [("rename_table", "shop.order")],
    f'migrations.AddField("order", "title", {NAME})': [("add_column", "shop.order")],
    'migrations.AddField(model_name="Order", name="title", field=models.TextField(null=True, unique=True))': [("add_column", "shop.order"), ("add_unique", "shop.order")],
    'migrations.AddField("order", "n", models.IntegerField(default=1, db_index=True), preserve_default=False)': [("add_column", "shop.order"), ("set_default", "shop.order"), ("create_index", "shop.order")],
    'migrations.AddField("order", "boss", models.ForeignKey("self", models.CASCADE, null=True, db_index=False))': [("add_column", "shop.order"), ("add_foreign_key", "shop.order")],
    'migrations.AddField("order", "boss", models.ForeignKey("self", models.CASCADE, null=True, db_constraint=False))': [("add_column", "shop.order"), ("create_index", "shop.order")],
    'migrations.AddField("order", "links", models.ManyToManyField("shop.Tag"))': [("create_table", "shop.order_links")],
    'migrations.AddField("order", "x", made())': [("add_column", "shop.order")],
    'migrations.RemoveField("order", "name")': [("drop_column", "shop.order")],
    'migrations.RemoveField("order", "tags")': [("drop_table", "shop.order_tags")],
    'migrations.RenameField("order", "name", "title")': [("rename_column", "shop.order")],
    'migrations.AlterField("order", "name", models.CharField(max_length=20, null=True))': [("alter_type", "shop.order")],
    'migrations.AlterField("order", "name", models.CharField(max_length=9))': [("set_not_null", "shop.order")],
    'migrations.AlterField("order", "name", models.CharField(max_length=9, default="x"))': [("change_rows", "shop.order"), ("set_not_null", "shop.order")],
    'migrations.AlterField("order", "name", models.CharField(max_length=9, null=True, unique=True, db_column="title"))': [("rename_column", "shop.order"), ("add_unique", "shop.order")],
    'migrations.AlterField("order", "size", models.IntegerField(null=True))': [("drop_index", "shop.order"), ("drop_not_null", "shop.order")],
    'migrations.AlterField("order", "size", models.PositiveIntegerField(db_index=True))': [("add_check", "shop.order")],
    'migrations.AlterField("order", "size", models.IntegerField(db_index=True, db_default=1))': [("set_default", "shop.order")],
    'migrations.AlterField("order", "size", models.IntegerField(primary_key=True))': [("drop_index", "shop.order"), ("add_primary_key", "shop.order")],
    'migrations.AlterField("order", "code", models.TextField(db_index=True))': [("drop_constraint", "shop.order"), ("create_index", "shop.order")],
    'migrations.AlterField("order", "user", models.ForeignKey("shop.Tag", models.CASCADE))': [("drop_constraint", "shop.order"), ("add_foreign_key", "shop.order")],
    'migrations.AlterField("order", "gone", models.TextField())': [("other", "shop.order")],
    'migrations.AlterField("unknown", "gone", models.TextField())': [("other", "shop.unknown")],
    'migrations.AddIndex("order", models.Index(fields=["-name"], name="ix"))': [("create_index", "shop.order")],
    'migrations.RemoveIndex("order", "ix")': [("drop_index", "shop.order")],
    'migrations.RenameIndex("order", new_name="b", old_name="a")': [("other", "shop.order")],
    'migrations.AddConstraint("order", models.UniqueConstraint(fields=["name"], name="u"))': [("add_unique", "shop.order")],
    'migrations.AddConstraint("order", models.UniqueConstraint(fields=["name"], condition=models.Q(size=1), name="u"))': [("create_index", "shop.order")],
    'migrations.AddConstraint("order", models.CheckConstraint(condition=models.Q(size=1), name="u"))': [("add_check", "shop.order")],
    'migrations.AddConstraint("order", made())': [("other", "shop.order")],
    'migrations.RemoveConstraint("order", "u")': [("drop_constraint", "shop.order")],
    'migrations.AlterUniqueTogether("order", {("name", "user")})': [("drop_constraint", "shop.order"), ("add_unique", "shop.order")],
    'migrations.AlterUniqueTogether("unknown", {("name", "user")})': [("other", "shop.unknown")],
    'migrations.AlterIndexTogether("order", [["name", "size"]])': [("create_index", "shop.order")],
    'migrations.AlterOrderWithRespectTo("order", "user")': [("add_column", "shop.order")],
    'migrations.AlterOrderWithRespectTo("order", None)': [("drop_column", "shop.order")],
    'migrations.AlterModelTable("order", "orders")': [("rename_table", "shop.order")],
    'migrations.AlterModelTableComment("order", "x")': [("other", "shop.order")],
    'migrations.RunPython(fill, fill)': [("run_code", "")],
    'migrations.RunSQL("DROP TABLE plain", "")': [("drop_table", "plain")],
    'migrations.RunSQL(["DROP TABLE a", ("UPDATE b SET c = %s", [1])], "")': [("drop_table", "a"), ("change_rows", "b")],
    'migrations.RunSQL(open("a.sql").read(), "")': [("other", "")],
    'BtreeGinExtension()': [("other", "")],
    '[migrations.DeleteModel("Order"), migrations.DeleteModel("Plain")]': [("drop_table", "shop.order"), ("drop_table", "shop.plain")],
}  # fmt: skip


@pytest.mark.parametrize("operation", OPERATIONS)
def test_each_operation_is_read_as_its_steps(operation):
    migration = django(operation, first=ORDER, head="def fill(apps, editor):\n    pass\n")
    assert kinds(migration) == OPERATIONS[operation]
    assert all(step.database for step in migration.up)
    assert {step.origin.line for step in migration.up} == {migration.up[0].origin.line}


STATE_ALONE = [
    'migrations.AlterModelOptions("order", {"ordering": ["id"]})',
    'migrations.AlterModelManagers("order", [])',
    'migrations.AlterField("order", "name", models.CharField(max_length=9, null=True, help_text="x"))',
    'migrations.AlterField("order", "tags", models.ManyToManyField("shop.Tag", blank=True))',
    'migrations.AddField("other", "name", models.TextField())',
    'migrations.RenameModel("Plain", "Simple")',
    'migrations.AlterModelTable("plain", "plain")',
    'migrations.RenameField("order", "named", "titled")',
    'migrations.AlterUniqueTogether("order", {("name", "size")})',
    'migrations.AddField("order", "item", TaggableManager(to="tag"))',
    'migrations.RemoveField("order", "item")',
]


@pytest.mark.parametrize("operation", STATE_ALONE)
def test_what_the_state_alone_learns_is_marked(operation):
    more = 'migrations.AddField("order", "named", models.TextField(db_column="n")), migrations.AddField("order", "item", TaggableManager(to="tag")),'
    migration = django(operation, first=ORDER + more)
    assert [step.database for step in migration.up] == [False]


SAID = {
    'AddIndexConcurrently("order", models.Index(fields=["user", "-name"], name="ix"))': {"table": "shop.order", "name": "ix", "columns": ("user_id", "name"), "concurrently": True},
    'RemoveIndexConcurrently("order", "ix")': {"table": "shop.order", "name": "ix", "concurrently": True},
    'AddConstraintNotValid("order", models.CheckConstraint(check=models.Q(), name="c"))': {"table": "shop.order", "name": "c", "validated": False},
    'ValidateConstraint("order", "c")': {"table": "shop.order", "name": "c"},
    'migrations.AddConstraint("order", models.UniqueConstraint(models.F("name"), name="u"))': {"table": "shop.order", "name": "u", "columns": ("F(name)",), "unique": True},
    'migrations.RenameModel("Order", "Purchase")': {"table": "shop.order", "name": "shop.purchase"},
    'migrations.RenameField("order", "user", "buyer")': {"table": "shop.order", "name": "buyer_id"},
    'migrations.RunPython(fill)': {"reversal": Reversal.MISSING},
}  # fmt: skip


@pytest.mark.parametrize("operation", SAID)
def test_what_an_operation_says_is_in_its_step(operation):
    (step,) = django(operation, first=ORDER).up
    assert differing(step) == SAID[operation]


def test_a_field_is_told_before_and_after():
    (step,) = django('migrations.AlterField("order", "name", models.CharField(max_length=5, null=True))', first=ORDER).up
    assert (step.before, step.column) == (Column("name", ColumnType("VARCHAR", ("9",))), Column("name", ColumnType("VARCHAR", ("5",))))
    (step,) = django('migrations.RemoveField("order", "user")', first=ORDER).up
    assert step.before == Column("user_id", NO_TYPE, nullable=False)
    (step,) = django('migrations.RemoveField("unknown", "user")').up
    assert step.before == Column("user", NO_TYPE)
    (step,) = django('migrations.RenameField("unknown", "a", "b")').up
    assert (step.before, step.column) == (Column("a", NO_TYPE), Column("b", NO_TYPE))


DEFAULTS = {
    "models.IntegerField(default=3)": "3",
    "models.BooleanField(default=False)": "false",
    """models.CharField(max_length=9, default="it's")""": "'it''s'",
    "models.CharField(max_length=9, blank=True)": "''",
    "models.UUIDField(default=uuid.uuid4)": Computed("uuid4()"),
    "models.DateTimeField(auto_now_add=True)": Computed("timezone.now()"),
    "models.IntegerField(default=None, null=True)": None,
    "models.IntegerField()": None,
    "models.IntegerField(db_default=7)": 7,
}


@pytest.mark.parametrize("field", DEFAULTS)
def test_rows_that_are_there_get_the_default_and_the_column_keeps_none(field):
    added, *rest = django(f'migrations.AddField("order", "n", {field})', first=ORDER, head="import uuid").up
    assert added.column is not None
    assert added.column.server_default == DEFAULTS[field]
    taken_back = [step.column.server_default for step in rest if step.column is not None]
    assert taken_back == ([] if "db_default" in field or DEFAULTS[field] is None else [None])


def test_the_state_follows_the_operations_of_the_same_change():
    second = f'migrations.AddField("order", "title", {NAME}),\nmigrations.RenameModel("Order", "Purchase"),'
    third = 'migrations.AlterField("purchase", "title", models.CharField(max_length=5)),'
    base = {**PACKAGES, "shop/migrations/0001_initial.py": django_migration(ORDER)}
    head = {
        **base,
        "shop/migrations/0002_b.py": django_migration(third, attributes='dependencies = [("shop", "0002_c")]'),
        "shop/migrations/0002_c.py": django_migration(second, attributes='dependencies = [("shop", "0001_initial")]'),
    }
    first, last = facts_of(base, head).migration_steps.migrations
    assert (first.identity, last.identity) == ("shop.0002_c", "shop.0002_b")
    assert kinds(last) == [("alter_type", "shop.purchase")]


def test_database_and_state_apart():
    migration = django(
        """
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL("ALTER TABLE shop_order ADD x INT", ""), migrations.RemoveField("order", "name")],
            [migrations.AddField("order", "x", models.IntegerField())],
        ),
        migrations.RunSQL("SELECT 1", "", state_operations=[migrations.DeleteModel("Plain")]),
        migrations.AlterField("order", "name", models.CharField(max_length=5, null=True)),
        """,
        first=ORDER,
    )
    assert [(step.kind.value, step.table, step.database) for step in migration.up] == [
        ("add_column", "shop.order", True),
        ("drop_column", "shop.order", True),
        ("add_column", "shop.order", False),
        ("other", "", True),
        ("drop_table", "shop.plain", False),
        ("alter_type", "shop.order", True),
    ]


def test_a_migration_may_run_outside_of_a_transaction():
    operations = 'migrations.DeleteModel("Order"),\nmigrations.RunPython(f, f),\nmigrations.RunPython(f, f, atomic=True),'
    assert [step.in_transaction for step in django(operations, attributes="atomic = False").up] == [False, False, True]
    assert [step.in_transaction for step in django(operations).up] == [True, True, True]


def fill(apps, editor):
    """Nothing."""


class Own(migrations.RunSQL):
    """Takes what it specialises takes."""


class Final(migrations.operations.base.Operation):
    reversible = False


REALLY = {
    "migrations.RunPython(fill)": migrations.RunPython(fill),
    "migrations.RunPython(fill, fill)": migrations.RunPython(fill, fill),
    "migrations.RunPython(fill, None)": migrations.RunPython(fill, None),
    "migrations.RunPython(fill, reverse_code=migrations.RunPython.noop)": migrations.RunPython(fill, migrations.RunPython.noop),
    "migrations.RunSQL('SELECT 1')": migrations.RunSQL("SELECT 1"),
    "migrations.RunSQL(sql='SELECT 1', elidable=True)": migrations.RunSQL("SELECT 1", elidable=True),
    "migrations.RunSQL('SELECT 1', 'SELECT 2')": migrations.RunSQL("SELECT 1", "SELECT 2"),
    "migrations.RunSQL('SELECT 1', '')": migrations.RunSQL("SELECT 1", ""),
    "migrations.RunSQL('SELECT 1', migrations.RunSQL.noop)": migrations.RunSQL("SELECT 1", migrations.RunSQL.noop),
    "migrations.RunSQL('SELECT 1', [])": migrations.RunSQL("SELECT 1", []),
    "migrations.DeleteModel('Order')": migrations.DeleteModel("Order"),
    "migrations.RemoveField('order', 'name')": migrations.RemoveField("order", "name"),
    "migrations.AddField('order', 'name', models.TextField())": migrations.AddField("order", "name", models.TextField()),
    "Own('SELECT 1')": Own("SELECT 1"),
    "Own('SELECT 1', 'SELECT 2')": Own("SELECT 1", "SELECT 2"),
    "Final()": Final(),
}
CLASSES = """
    class Own(migrations.RunSQL):
        pass

    class Other(migrations.RunSQL):
        def __init__(self, name):
            super().__init__("a", "b")

    class Final(migrations.operations.base.Operation):
        reversible = False
"""


@pytest.mark.parametrize("text", REALLY)
def test_django_finds_the_same_operations_reversible(text):
    assert (django(text, head=CLASSES).reversal is not Reversal.MISSING) == REALLY[text].reversible


def test_operations_that_take_arguments_of_their_own_are_not_judged():
    assert django("Other('a')", head=CLASSES).reversal is Reversal.POSSIBLE
    assert django("migrations.RunPython(fill, **more())", head=CLASSES).reversal is Reversal.POSSIBLE


def test_a_refusal_is_told_from_a_missing_reverse():
    migration = django("migrations.RunPython(f, f),\nmigrations.RunPython(f, migrations.RunPython.noop),")
    assert (migration.reversal, migration.reversal_line) == (Reversal.REFUSED, migration.up[1].origin.line)
    state = "migrations.SeparateDatabaseAndState(state_operations=[migrations.RunPython(f)])"
    assert django(state).reversal is Reversal.POSSIBLE


def test_operations_of_a_helper_elsewhere_stand_at_the_migration():
    helper = "from django.db import migrations\n\ndef drop(name):\n    return migrations.DeleteModel(name)\n"
    base = {**PACKAGES, "shop/tools.py": helper}
    head = {**base, "shop/migrations/0001_a.py": django_migration("drop('Order'),", head="from shop.tools import drop")}
    (migration,) = facts_of(base, head).migration_steps.migrations
    assert [(step.table, step.origin.path, step.origin.line) for step in migration.up] == [("shop.order", "shop/migrations/0001_a.py", 5)]


def test_computed_operations_are_told_to_be_unknown():
    base = dict(PACKAGES)
    for operations, expected in (
        ("[x for x in made()]", "its operations are computed"),
        ("[*made()]", "some of its operations are computed"),
    ):
        text = f"from django.db import migrations\n\nclass Migration(migrations.Migration):\n    operations = {operations}\n"
        (migration,) = facts_of(base, {**base, "shop/migrations/0001_a.py": text}).migration_steps.migrations
        assert (migration.up, migration.unknown) == ((), expected)


def test_a_migration_without_operations_does_nothing():
    text = "from django.db import migrations\n\nclass Migration(migrations.Migration):\n    dependencies = []\n"
    (migration,) = facts_of(PACKAGES, {**PACKAGES, "shop/migrations/0001_a.py": text}).migration_steps.migrations
    assert (migration.up, migration.unknown, migration.reversal) == ((), "", Reversal.POSSIBLE)


def test_a_squash_does_nothing_new():
    assert django_facts("migrations.DeleteModel('Order')", attributes='replaces = [("shop", "0001_initial")]').migrations == ()


def test_tables_that_the_change_creates_are_told_apart():
    operations = 'migrations.CreateModel("New", [("tags", models.ManyToManyField("shop.Tag"))]),\nmigrations.RunSQL("UPDATE shop_new SET a = 1", ""),\nmigrations.DeleteModel("Order"),'
    facts = django_facts(operations)
    assert facts.created == {"shop.new", "shop.new_tags"}
    assert [step.table for _, step in facts.on_known_tables()] == ["shop.order"]
