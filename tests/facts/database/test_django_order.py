"""Which migrations of an app count, and in what order, where their names do not tell."""

from tests.facts.database.reading import left
from tests.fakes.facts import facts_of

MODEL = "from django.db import models\n\nclass Order(models.Model):\n    key = models.IntegerField()\n"
NAMED = MODEL + "    name = models.CharField(max_length=9)\n"
LONGER = MODEL + "    name = models.CharField(max_length=20)\n"
CREATE = 'migrations.CreateModel("Order", [("id", models.AutoField(auto_created=True, primary_key=True)), ("key", models.IntegerField())])'
ADD = 'migrations.AddField("order", "name", models.CharField(max_length=9))'
ALTER = 'migrations.AlterField("order", "name", models.CharField(max_length=20))'


def migration(*operations, **places):
    lines = [f"    {name} = {value!r}" for name, value in places.items()]
    return "\n".join(
        [
            "from django.db import migrations, models\n\nclass Migration(migrations.Migration):",
            *lines,
            "    operations = [",
            *(f"        {one}," for one in operations),
            "    ]\n",
        ]
    )


def open_after(base, head, **migrations):
    """What is open: migrations whose names begin with `old_` are there at base."""
    common = {"shop/__init__.py": "", "shop/migrations/__init__.py": ""}
    files = {f"shop/migrations/{name.removeprefix('old_')}.py": text for name, text in migrations.items()}
    before = {f"shop/migrations/{name.removeprefix('old_')}.py": text for name, text in migrations.items() if name.startswith("old_")}
    return left(facts_of({**common, **before, "shop/models.py": base}, {**common, **files, "shop/models.py": head}).schema)


FIRST = migration(CREATE)


def test_migrations_run_after_those_that_they_depend_on():
    later, earlier = migration(ALTER, dependencies=[("shop", "b_first")]), migration(ADD, dependencies=[("shop", "m0001")])
    assert open_after(MODEL, LONGER, old_m0001=FIRST, a_later=later, b_first=earlier) == []


def test_migrations_run_before_those_that_they_name():
    later = migration(ALTER, dependencies=[("shop", "m0001")])
    earlier = migration(ADD, dependencies=[("shop", "m0001")], run_before=[("shop", "a_later")])
    assert open_after(MODEL, LONGER, old_m0001=FIRST, a_later=later, b_first=earlier) == []


def test_the_first_of_two_in_the_wrong_order_leaves_what_it_says():
    later, earlier = migration(ADD, dependencies=[("shop", "b_first")]), migration(ALTER, dependencies=[("shop", "m0001")])
    assert open_after(MODEL, LONGER, old_m0001=FIRST, a_later=later, b_first=earlier) == [("alter_type", "shop.order", "name")]


def test_a_squash_of_migrations_that_are_there_makes_nothing():
    second = migration(ADD, dependencies=[("shop", "m0001")])
    squash = migration(CREATE, ADD.replace("9", "20"), replaces=[("shop", "m0001"), ("shop", "m0002")])
    assert open_after(NAMED, LONGER, old_m0001=FIRST, old_m0002=second, m0001_squash=squash) == [("alter_type", "shop.order", "name")]


def test_a_circle_is_no_reason_to_stop():
    one, other = migration(ADD, dependencies=[("shop", "m0003")]), migration(dependencies=[("shop", "m0002")])
    assert open_after(MODEL, NAMED, old_m0001=FIRST, m0002=one, m0003=other) == []


def test_a_squash_counts_where_what_it_replaces_is_gone():
    squash = migration(CREATE, ADD, replaces=[("shop", "m0001"), ("shop", "m0002")])
    later = migration(ALTER, dependencies=[("shop", "m0002")])
    assert open_after(MODEL, LONGER, old_m0001_squash=squash, m0003=later) == []
