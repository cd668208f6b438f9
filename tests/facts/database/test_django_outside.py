"""Bases and fields from outside the repository: what they may hold is nobody's skipped migration."""

from tests.facts.database.reading import django_facts, left

ENTRY = """
from django.db import models
class Entry(models.Model):
    title = models.TextField()
    autocomplete = models.TextField()
"""
CREATED = """
from django.db import migrations, models
class Migration(migrations.Migration):
    operations = [
        migrations.CreateModel("Entry", fields=[("id", models.AutoField(primary_key=True)), ("title", models.TextField()),
            ("autocomplete", models.TextField())]),
    ]
"""
PRICES = """
from django.db import models
from prices.models import MoneyField, TaxedMoneyField
class Item(models.Model):
    net = models.DecimalField(max_digits=9, decimal_places=2)
    gross = models.DecimalField(max_digits=9, decimal_places=2)
    currency = models.CharField(max_length=3)
"""
MONEY = '    price = TaxedMoneyField(net_field="net", gross_field="gross")\n'
COMMAND = """
from django.core.management.commands.makemigrations import Command
from django.db.migrations.operations.models import AlterModelOptions
AlterModelOptions.ALTER_OPTION_KEYS.remove("ordering")
IGNORED = [("Field", "blank", []), ("Field", "editable", [])]
"""


def unknown(facts):
    return [one.subject for tool in facts.tools for one in tool.unknown]


def test_a_model_that_takes_its_fields_from_elsewhere_is_unknown_and_not_gone():
    facts = django_facts(ENTRY, "from search.models import AbstractEntry\nclass Entry(AbstractEntry):\n    pass\n")
    assert (left(facts), unknown(facts)) == ([], ["model Entry"])


def test_a_model_that_becomes_something_else_is_gone():
    head = "from pydantic import BaseModel\nclass Entry(BaseModel):\n    title: str\n"
    facts = django_facts(ENTRY, head, more={"shop/migrations/0001_initial.py": CREATED})
    assert (left(facts), unknown(facts)) == ([("drop_table", "shop.entry", None)], [])


def test_a_field_that_a_new_base_from_elsewhere_may_hold_is_not_gone():
    imports = "from django.db import models\nfrom search.models import AbstractEntry\n"
    head = f"{imports}class Entry(AbstractEntry):\n    title = models.TextField()\n"
    assert left(django_facts(ENTRY, head, more={"shop/migrations/0001_initial.py": CREATED})) == []


def test_an_expression_with_an_output_field_is_no_model():
    expression = "from django.db.models import Func, JSONField\nclass Join(Func):\n    output_field = JSONField()\n"
    assert left(django_facts("", expression)) == []


def test_a_field_class_that_no_migration_ever_named_has_no_column():
    assert left(django_facts(PRICES + MONEY.replace("price", "old"), PRICES + MONEY.replace("price", "old") + MONEY)) == []


def test_a_field_class_that_is_new_may_have_a_column():
    assert left(django_facts(PRICES.replace(", TaxedMoneyField", ""), PRICES + MONEY)) == [("add_column", "shop.item", "price")]


def test_a_field_class_that_migrations_name_has_a_column():
    more = {
        "shop/migrations/0002_price.py": "from prices.models import TaxedMoneyField\nclass Migration(migrations.Migration):\n    pass\n"
    }
    base, head = PRICES + MONEY.replace("price", "old"), PRICES + MONEY.replace("price", "old") + MONEY
    assert left(django_facts(base, head, more=more)) == [("add_column", "shop.item", "price")]


def test_options_that_the_project_takes_out_of_the_comparison_are_not_compared():
    base = ENTRY + '    class Meta:\n        ordering = ["title"]\n'
    head = ENTRY.replace("TextField()", "TextField(blank=True, editable=False)") + '    class Meta:\n        ordering = ["-title"]\n'
    assert len(left(django_facts(base, head))) == 3
    assert left(django_facts(base, head, more={"shop/management/commands/makemigrations.py": COMMAND})) == []
