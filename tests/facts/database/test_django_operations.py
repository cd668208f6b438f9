# ruff: noqa: E501 (one case a line)
"""Each operation of Django's migrations, against the change that it covers."""

from textwrap import dedent, indent

import pytest
from tests.facts.database.reading import covered, django_facts, left
from tests.fakes.facts import facts_of

HEAD = "import uuid\nfrom django.conf import settings\nfrom django.contrib.auth.models import AbstractUser, User\nfrom django.db import models\n\n"


def order(fields="", meta="", before="", bases="models.Model"):
    options = f"    class Meta:\n{indent(dedent(meta), '        ')}\n" if meta else ""
    return f"{HEAD}{before}class Order({bases}):\n    key = models.IntegerField()\n{indent(dedent(fields), '    ')}\n{options}"


NAME = "name = models.CharField(max_length=9)"
BY_NAME = 'indexes = [models.Index(fields=["name"], name="by_name")]'
ONE_NAME = 'constraints = [models.UniqueConstraint(fields=["name"], name="one")]'
CHECK = 'constraints = [models.CheckConstraint(condition=models.Q(key__gt=1), name="one")]'

COVERED = {
    "add field": (order(), order(NAME), ['migrations.AddField("order", "name", models.CharField(max_length=9))']),
    "add field by keywords": (
        order(),
        order(NAME),
        ['migrations.AddField(model_name="Order", name="name", field=models.CharField(max_length=9), preserve_default=False)'],
    ),
    "remove field": (order(NAME), order(), ['migrations.RemoveField("order", "name")']),
    "alter field": (
        order(NAME),
        order("name = models.TextField(null=True)"),
        ['migrations.AlterField("order", "name", models.TextField(null=True))'],
    ),
    "rename field": (
        order("name = models.CharField(max_length=9)"),
        order("names = models.CharField(max_length=9)"),
        ['migrations.RenameField("order", "name", "names")'],
    ),
    "rename model": (order(NAME), order(NAME).replace("class Order", "class Purchase"), ['migrations.RenameModel("Order", "Purchase")']),
    "create model": (
        HEAD,
        order(NAME),
        [
            'migrations.CreateModel(name="Order", fields=[("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")), ("key", models.IntegerField()), ("name", models.CharField(max_length=9))])'
        ],
    ),
    "table name": (order(), order(meta='db_table = "orders"'), ['migrations.AlterModelTable("order", "orders")']),
    "options": (order(), order(meta='ordering = ["key"]'), ['migrations.AlterModelOptions("order", {"ordering": ["key"]})']),
    "unique together": (
        order(NAME),
        order(NAME, 'unique_together = {("key", "name")}'),
        ['migrations.AlterUniqueTogether("order", {("key", "name")})'],
    ),
    "unique together gone": (
        order(NAME, 'unique_together = [("key", "name")]'),
        order(NAME),
        ['migrations.AlterUniqueTogether(name="order", unique_together=set())'],
    ),
    "index": (order(NAME), order(NAME, BY_NAME), ['migrations.AddIndex("order", models.Index(fields=["name"], name="by_name"))']),
    "index gone": (order(NAME, BY_NAME), order(NAME), ['migrations.RemoveIndex("order", "by_name")']),
    "index renamed": (
        order(NAME, BY_NAME),
        order(NAME, BY_NAME.replace("by_name", "by_it")),
        ['migrations.RenameIndex("order", new_name="by_it", old_name="by_name")'],
    ),
    "concurrent index": (
        order(NAME),
        order(NAME, BY_NAME),
        ['AddIndexConcurrently("order", models.Index(fields=["name"], name="by_name"))'],
    ),
    "constraint": (
        order(NAME),
        order(NAME, ONE_NAME),
        ['migrations.AddConstraint("order", models.UniqueConstraint(fields=("name",), name="one"))'],
    ),
    "constraint gone": (order(NAME, ONE_NAME), order(NAME), ['migrations.RemoveConstraint("order", "one")']),
    "check": (
        order(),
        order(meta=CHECK),
        ['migrations.AddConstraint("order", models.CheckConstraint(condition=models.Q(("key__gt", 1)), name="one"))'],
    ),
    "order with respect to": (
        order("up = models.ForeignKey('self', models.CASCADE)"),
        order("up = models.ForeignKey('self', models.CASCADE)", 'order_with_respect_to = "up"'),
        ['migrations.AlterOrderWithRespectTo("order", "up")'],
    ),
    "state beside the database": (
        order(),
        order(NAME),
        ['migrations.SeparateDatabaseAndState(state_operations=[migrations.AddField("order", "name", models.CharField(max_length=9))])'],
    ),
    "state of a raw statement": (
        order(),
        order(NAME),
        [
            'migrations.RunSQL("ALTER ...", migrations.RunSQL.noop, state_operations=[migrations.AddField("order", "name", models.CharField(max_length=9))])'
        ],
    ),
    "user model": (
        order(),
        order("user = models.ForeignKey(User, models.CASCADE)"),
        ['migrations.AddField("order", "user", models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.deletion.CASCADE))'],
    ),
    "default of the module": (
        order(before="def make():\n    return 1\n\n\n"),
        order("made = models.IntegerField(default=make)", before="def make():\n    return 1\n\n\n"),
        ['migrations.AddField("order", "made", models.IntegerField(default=shop.models.make))'],
    ),
    "hidden relation": (
        order(),
        order("ups = models.ManyToManyField('self', related_name='+')"),
        ['migrations.AddField("order", "ups", models.ManyToManyField(related_name="_shop_order_ups_+", to="shop.order"))'],
    ),
    "fields of a base elsewhere": (
        HEAD,
        f"{HEAD}class Member(AbstractUser):\n    phone = models.CharField(max_length=9)\n",
        [
            'migrations.CreateModel("Member", [("password", models.CharField(max_length=128)), ("phone", models.CharField(max_length=9))], options={"verbose_name": "user"})'
        ],
    ),
}


@pytest.mark.parametrize("name", COVERED)
def test_the_operation_covers_the_change(name):
    base, head, operations = COVERED[name]
    without = django_facts(base, head)
    assert left(without)
    start = {"shop/migrations/other.py": ""}
    facts = django_facts(base, head, operations, start)
    assert left(facts) == []
    assert {table for _, table, _ in covered(facts)} == {table for _, table, _ in left(without)}


def test_a_deleted_model_needs_a_migration_where_one_created_it():
    created = 'operations = [migrations.CreateModel("Order", [])]'
    first = {
        "shop/migrations/0000_order.py": f"from django.db import migrations\n\nclass Migration(migrations.Migration):\n    {created}\n"
    }
    assert left(django_facts(order(), HEAD, more=first)) == [("drop_table", "shop.order", None)]
    assert left(django_facts(order(), HEAD, ['migrations.DeleteModel("Order")'], first)) == []


PARTLY = {
    "another length": (
        order(),
        order(NAME),
        ['migrations.AddField("order", "name", models.CharField(max_length=5))'],
        ("alter_type", "shop.order", "name"),
    ),
    "no related name": (
        HEAD,
        f"{HEAD}class Pass(models.Model):\n    user = models.ForeignKey(User, models.CASCADE, related_name='passes')\n",
        ['migrations.CreateModel("Pass", [("user", models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE))])'],
        ("alter_field", "shop.pass", "user"),
    ),
    "one of two fields": (
        order(),
        order(f"{NAME}\nage = models.IntegerField()"),
        ['migrations.AddField("order", "name", models.CharField(max_length=9))'],
        ("add_column", "shop.order", "age"),
    ),
    "data alone": (order(), order(NAME), ["migrations.RunPython(print)"], ("add_column", "shop.order", "name")),
    "rows by raw statement": (
        order(),
        order(NAME),
        ["migrations.RunSQL(\"UPDATE shop_order SET name = 'alter'\")"],
        ("add_column", "shop.order", "name"),
    ),
    "raw statement on another table": (
        order(),
        order(NAME),
        ['migrations.RunSQL("ALTER TABLE other_order ADD COLUMN name text")'],
        ("add_column", "shop.order", "name"),
    ),
    "raw statement on the way back": (
        order(),
        order(NAME),
        ['migrations.RunSQL("SELECT 1", "ALTER TABLE shop_order ADD COLUMN name text")'],
        ("add_column", "shop.order", "name"),
    ),
    "raw statement where the state is told": (
        order(),
        order(NAME),
        ['migrations.RunSQL("ALTER TABLE shop_order ADD COLUMN name text", state_operations=[])'],
        ("add_column", "shop.order", "name"),
    ),
}


@pytest.mark.parametrize("name", PARTLY)
def test_what_the_operation_leaves_is_named(name):
    base, head, operations, expected = PARTLY[name]
    assert left(django_facts(base, head, operations)) == [expected]


RAW = {
    "raw statement": (order(), order(NAME), ['migrations.RunSQL("ALTER TABLE shop_order ADD COLUMN name varchar(9)", "")']),
    "raw statements with parameters": (
        order(),
        order(NAME),
        ["migrations.RunSQL([('UPDATE shop_order SET id = %s', [1]), 'ALTER TABLE shop_order ADD name varchar(9)'])"],
    ),
    "raw statement on a relation": (
        order(),
        order("up = models.ForeignKey('self', models.CASCADE, null=True)"),
        ['migrations.RunSQL("ALTER TABLE shop_order ADD COLUMN up_id int REFERENCES shop_order")'],
    ),
    "raw statement that drops": (order(NAME), order(), ['migrations.RunSQL("ALTER TABLE shop_order DROP COLUMN name")']),
    "raw statement that is not told": (order(), order(NAME), ['migrations.RunSQL(f"ALTER TABLE shop_order {columns}")']),
    "raw index": (
        order(NAME),
        order(NAME, 'indexes = [models.Index(fields=["name"], name="by_name")]'),
        ['migrations.RunSQL("CREATE INDEX CONCURRENTLY by_name ON shop_order (name)")'],
    ),
}


@pytest.mark.parametrize("name", RAW)
def test_a_raw_statement_changes_the_database_and_tells_the_state_nothing(name):
    """`makemigrations` still asks for the operation: it looks at `state_operations` alone."""
    base, head, operations = RAW[name]
    facts = django_facts(base, head, operations)
    assert [(one.covered, one.change.db_effect) for tool in facts.tools for one in tool.changes] == [(False, False)]


def change(base, head, more=None):
    facts = django_facts(base, head, more=more)
    return [
        (one.change.kind.value, one.change.column, one.change.db_effect, one.change.detail) for tool in facts.tools for one in tool.changes
    ]


def test_what_only_the_migration_state_sees_has_no_effect_on_the_database():
    assert change(order(NAME), order('name = models.CharField(max_length=9, help_text="x", blank=True)')) == [
        ("alter_field", "name", False, "blank, help_text")
    ]
    assert change(order(NAME), order(NAME, 'verbose_name = "purchase"')) == [("alter_options", None, False, "verbose_name")]
    assert change(order(NAME), order("name = models.SlugField(max_length=9, db_index=False)")) == [("alter_type", "name", False, "")]
    assert change(order(NAME), order('name = models.CharField(max_length=9, db_column="x")')) == [
        ("alter_field", "name", True, "db_column")
    ]
    assert change(HEAD, order(NAME, "managed = False"))[0][2] is False


def test_an_app_without_migrations_is_left_alone():
    new = {"other/__init__.py": "", "other/models.py": order(NAME)}
    assert change(HEAD, HEAD + "x = 1\n", new) == []


def test_labels_come_from_the_app_and_from_meta():
    labelled = {"shop/apps.py": "class Config:\n    name = 'shop'\n    label = 'store'\n"}
    facts = django_facts(HEAD, order(), more=labelled)
    assert left(facts) == [("add_table", "store.order", None)]
    sales = {"sales/migrations/__init__.py": "", "sales/migrations/0001.py": "class Migration(object):\n    operations = []\n"}
    assert left(django_facts(HEAD, order(meta='app_label = "sales"'), more=sales)) == [("add_table", "sales.order", None)]
    assert left(django_facts(HEAD, order(meta='app_label = "nowhere"'))) == []


def test_settings_are_read_from_the_repository():
    field = "name = models.CharField(max_length=9, choices=settings.LANGUAGES)"
    model = order(field)
    from tests.fakes.facts import facts_of

    common = {
        "shop/__init__.py": "",
        "shop/migrations/__init__.py": "",
        "shop/migrations/0001.py": "class Migration(object):\n    operations = []\n",
        "shop/models.py": model,
    }
    base = {**common, "site/settings.py": 'LANGUAGES = [("en", "English")]\n'}
    head = {**common, "site/settings.py": 'LANGUAGES = [("en", "English"), ("de", "German")]\n'}
    assert left(facts_of(base, head).schema) == [("alter_field", "shop.order", "name")]


def test_options_that_the_project_teaches_django_to_ignore_are_ignored():
    command = {
        "shop/management/commands/makemigrations.py": 'from django.core.management.commands.makemigrations import Command\nIGNORED_ATTRS = ["help_text", "verbose_name"]\n'
    }
    assert change(order(NAME), order('name = models.CharField(max_length=9, help_text="x")'), command) == []
    assert len(change(order(NAME), order("name = models.CharField(max_length=9, blank=True)"), command)) == 1


def test_fields_of_the_projects_own_compare_by_what_they_are_given():
    own = "class Code(models.CharField):\n    def __init__(self, prefix, _null=False, **more):\n        super().__init__(max_length=9, **more)\n\n\n"
    assert change(order('code = Code("a")', before=own), order('code = Code("a", _null=True)', before=own)) == [
        ("alter_field", "code", True, "_null")
    ]
    assert change(order('code = Code("a")', before=own), order('code = Code(prefix="a")', before=own)) == []


def test_a_wrapper_that_deprecates_a_field_makes_it_nullable():
    wrapped = "name = deprecate_field(models.CharField(max_length=9))"
    before = "from django_deprecate_fields import deprecate_field\n\n\n"
    assert change(order(NAME, before=before), order(wrapped, before=before)) == [("alter_nullable", "name", True, "")]
    null = "name = models.CharField(max_length=9, null=True)"
    assert change(order(null, before=before), order(wrapped, before=before)) == []


def test_a_base_that_is_computed_is_unknown_for_that_model_alone():
    facts = django_facts(order(), order(NAME, bases="make_base(), models.Model") + "\nclass Other(models.Model):\n    pass\n")
    (tool,) = facts.tools
    assert [(one.subject, one.reason) for one in tool.unknown] == [("model Order", "one of its bases is computed")]
    assert ("add_table", "shop.other", None) in left(facts)


def test_relations_to_what_is_no_column_are_no_fields():
    virtual = "from django.contrib.contenttypes.fields import GenericForeignKey\nfrom django_prices.models import MoneyField\n\n\n"
    head = order('owner = GenericForeignKey("a", "b")\nprice = MoneyField(amount_field="key", currency_field="x")', before=virtual)
    assert change(order(before=virtual), head) == []


def test_array_fields_compare_by_what_they_hold():
    before = "from django.contrib.postgres.fields import ArrayField\n\n\n"
    one, two = (f"names = ArrayField(models.CharField(max_length={length}))" for length in (5, 9))
    assert change(order(one, before=before), order(two, before=before)) == [("alter_type", "names", True, "")]
    assert change(order(one, before=before), order(one.replace("ArrayField(", "ArrayField(base_field="), before=before)) == []


@pytest.mark.parametrize(
    "computed",
    ['models.ForeignKey(swapper.get_model_name("shop", "Page"), models.CASCADE)', "ParentalKey(library.page(), on_delete=models.CASCADE)"],
)
def test_a_target_that_a_library_computes_may_be_the_one_that_was_written_out(computed):
    imports = "import swapper, library\nfrom modelcluster.fields import ParentalKey\nclass Page(models.Model): pass\n"
    kind = computed.partition("(")[0]
    base = order(f"page = {kind}(Page, on_delete=models.CASCADE)", before=imports)
    assert left(django_facts(base, order(f"page = {computed}", before=imports))) == []


def test_a_value_that_only_a_run_can_tell_is_no_change():
    imports = "import library\n"
    base = order("age = models.IntegerField(default=library.AGES[0](), choices=tuple(library.ages()))", before=imports)
    head = order("age = models.IntegerField(default=library.AGES[1](), choices=tuple(library.sorted_ages()))", before=imports)
    assert left(django_facts(base, head)) == []


def test_a_renamed_model_keeps_relations_that_are_named_after_it():
    relation = 'owner = models.ForeignKey("shop.Customer", models.CASCADE, related_name="%(app_label)s_%(class)s_owner")\nage = models.IntegerField()'
    renamed = order(relation).replace("class Order", "class Purchase")
    assert left(django_facts(order(relation), renamed, ['migrations.RenameModel("Order", "Purchase")'])) == []


def test_a_relation_that_is_named_after_the_model_may_be_written_out():
    before, after = (
        f'owner = models.ForeignKey("shop.Customer", models.CASCADE, related_name="{name}")' for name in ("%(class)s_owner", "order_owner")
    )
    assert left(django_facts(order(before), order(after))) == []
    assert left(django_facts(order(before), order(after.replace("order_", "old_")))) == [("alter_field", "shop.order", "owner")]


def test_versions_of_django_that_do_not_write_through_fields_skip_nothing():
    imports = "class Seat(models.Model):\n    order = models.ForeignKey('Order', models.CASCADE)\n    user = models.ForeignKey(User, models.CASCADE)\n"
    through = 'users = models.ManyToManyField(User, through="Seat"{})'
    with_fields = through.format(', through_fields=("order", "user")')
    facts = django_facts(
        order(before=imports),
        order(with_fields, before=imports),
        [f'migrations.AddField("order", "users", models.{through.format("").partition("models.")[2]})'],
    )
    assert left(facts) == []


def test_another_list_of_a_library_is_another_choice():
    base, head = (
        order(f"zone = models.CharField(max_length=9, choices=zip(pytz.{name}, pytz.{name}))", before="import pytz\n")
        for name in ("all_zones", "common_zones")
    )
    assert left(django_facts(base, head)) == [("alter_field", "shop.order", "zone")]


def test_a_migration_that_writes_a_librarys_list_out_covers_the_field():
    head = order("zone = models.CharField(max_length=9, choices=tuple(zip(pytz.all_zones, pytz.all_zones)))", before="import pytz\n")
    operation = 'migrations.AddField("order", "zone", models.CharField(max_length=9, choices=[("UTC", "UTC")]))'
    assert left(django_facts(order(before="import pytz\n"), head, [operation])) == []


START = "from django.conf import settings\nfrom django.db import migrations, models\n"
ADDS = 'migrations.AddField("order", "name", models.CharField(max_length=9))'


@pytest.mark.parametrize(
    "text",
    [
        f"{START}class Migration(migrations.Migration):\n    if settings.SKIP_HEAVY:\n        operations = [migrations.RunPython(tell)]\n"
        f"    else:\n        operations = [{ADDS}]\n",
        f"{START}def operations_of():\n    if settings.SKIP_HEAVY:\n        return [migrations.RunPython(tell)]\n    return [{ADDS}]\n"
        "class Migration(migrations.Migration):\n    operations = operations_of()\n",
        f"{START}def operations_of():\n    if settings.SKIP_HEAVY:\n        return [migrations.RunPython(tell)]\n    return [{ADDS}]\n"
        "class Migration(migrations.Migration):\n    operations = [migrations.RunPython(tell), *operations_of()]\n",
        f"{START}def operations_of():\n    own = [{ADDS}]\n    if settings.SKIP_HEAVY:\n"
        "        return [migrations.SeparateDatabaseAndState(state_operations=own)]\n    return own\n"
        "class Migration(migrations.Migration):\n    operations = [*operations_of()]\n",
    ],
)
def test_operations_that_a_setting_chooses_cover_what_one_of_the_branches_does(text):
    common = {
        "shop/__init__.py": "",
        "shop/migrations/__init__.py": "",
        "shop/migrations/0001_initial.py": f"{START}class Migration(migrations.Migration):\n    operations = []\n",
    }
    head = {**common, "shop/migrations/0002_next.py": text}
    assert left(facts_of({**common, "shop/models.py": order()}, {**head, "shop/models.py": order(NAME)}).schema) == []
    assert (
        left(facts_of({**common, "shop/models.py": order()}, {**head, "shop/models.py": order(NAME.replace("name", "other"))}).schema) != []
    )


def test_a_storage_that_the_model_names_is_the_one_that_the_migration_writes_out():
    base = order(before="from shop.storages import Private\nprivate = Private()\nlazy = make_private\n")
    head = order(
        "file = models.FileField(storage=lazy)", before="from shop.storages import Private\nprivate = Private()\nlazy = make_private\n"
    )
    operation = 'migrations.AddField("order", "file", models.FileField(storage=shop.storages.Private()))'
    assert left(django_facts(base, head, [operation])) == []
