"""What Django adds to a model by itself, and what of a model is nobody's business but its own."""

import pytest
from tests.facts.database.reading import left
from tests.fakes.facts import facts_of

START = "from functools import partial\n\nfrom django.db import models\nfrom other.fields import made\n\n"
ORDER = "class Order(models.Model):\n    size = models.IntegerField()\n"
MANAGER = "class Found(models.Manager):\n    use_in_migrations = True\n\n"
BIG = 'DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"\n'


def changed(base, head, before="", after="", apps=("", "")):
    """What no migration covers of two versions of a module, of its settings, and of the app's configuration."""
    common = {"shop/__init__.py": "", "shop/migrations/__init__.py": ""}
    common["shop/migrations/0001_initial.py"] = (
        "from django.db import migrations\n\nclass Migration(migrations.Migration):\n    operations = []\n"
    )
    config = "from django.apps import AppConfig\n\nclass Config(AppConfig):\n    name = 'shop'\n"
    sides = (
        {**common, "site/settings.py": settings, "shop/models.py": START + text, "shop/apps.py": config + app}
        for text, settings, app in zip((base, head), (before, after), apps, strict=True)
    )
    return left(facts_of(*sides).schema)


def test_the_setting_of_keys_reaches_models_that_did_not_change():
    assert changed(ORDER, ORDER, after=BIG) == [("alter_type", "shop.order", "id")]


def test_an_apps_own_kind_of_key_wins_over_the_setting():
    own = '    default_auto_field = "django.db.models.AutoField"\n'
    assert changed(ORDER, ORDER, after=BIG, apps=(own, own)) == []


def test_a_key_of_its_own_takes_the_place_of_the_one_that_django_makes():
    keyed = ORDER + "    key = models.UUIDField(primary_key=True)\n"
    assert sorted(changed(ORDER, keyed)) == [("add_column", "shop.order", "key"), ("drop_column", "shop.order", "id")]


def test_managers_count_where_migrations_know_them():
    assert changed(ORDER, f"{MANAGER}{ORDER}    objects = Found()\n") == [("alter_options", "shop.order", None)]
    assert changed(ORDER, f"{MANAGER}{ORDER}    objects = models.Manager()\n") == []


def test_a_manager_of_another_package_is_nobodys_guess():
    assert changed(ORDER, f"from other.managers import OtherManager\n{ORDER}    objects = OtherManager()\n") == []


@pytest.mark.parametrize("meta", ["managed = False", "proxy = True"])
def test_fields_of_a_model_without_a_table_of_its_own_are_its_own_affair(meta):
    base = f"class Base(models.Model):\n    pass\n\nclass Order(Base):\n    class Meta:\n        {meta}\n"
    head = base.replace("class Order(Base):\n", "class Order(Base):\n    objects = models.Manager()\n    size = models.IntegerField()\n")
    assert changed(base, head) == []


def test_a_field_that_only_a_run_can_tell_is_neither_added_nor_dropped():
    computed = ORDER.replace("models.IntegerField()", "made()")
    assert changed(ORDER, computed) == changed(computed, ORDER) == []


def test_a_partial_of_a_field_is_that_field():
    assert changed(ORDER, ORDER.replace("models.IntegerField()", "partial(models.IntegerField, null=True)()")) == [
        ("alter_nullable", "shop.order", "size")
    ]


def test_conditions_made_by_operators_are_compared_by_what_they_make():
    meta = "    class Meta:\n        constraints = [models.CheckConstraint(condition={}, name='one')]\n"
    joined = ORDER + meta.format("models.Q(size=1) | ~models.Q(size=2)")
    written = ORDER + meta.format("models.Q(('size', 1), models.Q(('size', 2), _negated=True), _connector='OR')")
    other = ORDER + meta.format("models.Q(size=1) & ~models.Q(size=2)")
    assert changed(joined, written) == []
    assert sorted(changed(joined, other)) == [("add_check", "shop.order", None), ("drop_check", "shop.order", None)]


def test_options_that_a_metaclass_may_set_are_its_own_affair():
    plain = ORDER + "\n    class Meta:\n        permissions = [('see', 'May see')]\n"
    made = "class Made(models.base.ModelBase):\n    pass\n\n" + ORDER.replace("(models.Model)", "(models.Model, metaclass=Made)")
    assert changed(plain, ORDER) == [("alter_options", "shop.order", None)]
    assert changed(plain, made) == []
    other = plain.replace("(models.Model)", "(models.Model, metaclass=Made)").replace("May see", "Sees")
    assert changed(plain, other) == [("alter_options", "shop.order", None)]
