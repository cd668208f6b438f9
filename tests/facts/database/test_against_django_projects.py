"""Whole projects at random: Tenet's difference against Django's autodetector, and Django's migrations as Tenet reads them.

Where Tenet and Django may differ, and why (the projects are made without these):

- A list in place of an equal tuple in `Meta` (`ordering`, `permissions`). Django writes an operation for it; Tenet's values
  know no difference between the two.
- A relation whose target is a swappable model that the settings swap, or to the model that the settings name, while they
  change. Django refuses the one, and takes the other for the user model.
- A one-to-one relation of a model to the model that it extends, without `parent_link`. Django refuses it.
- An `AddField` of a name that a relation of the other sort had (many-to-many or not) is taken for the removal of that one
  too: Django's state has one field of a name.
- An index without a name, of a model whose table gets another name. Django renames it; Tenet makes up no names.
- A default that the constructor of the project's own field class sets, where that changes and no model does.
- An addition or removal of a field is a rename for Tenet only where the names are alike; Django asks about every pair of
  equal fields. The questioner here says yes to the renames that Tenet names, and to no other.
"""

import re

import pytest
from django.db.migrations.operations.models import AlterTogetherOptionOperation
from django.db.migrations.state import ProjectState
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.facts.database.django_expected import Expected
from tests.facts.database.django_project_oracle import apps, imported, migrated, texts, written
from tests.facts.database.django_projects import Pair, pairs
from tests.fakes.facts import facts_of

pytestmark = pytest.mark.untraced

NEXT = 50
"""The number of the migrations of the change: Django may make several first ones of an app."""
NIGHTLY = pytest.param(2_000, marks=pytest.mark.nightly)
VARIANTS = (
    lambda text: text,
    lambda text: wrapped(text, "migrations.SeparateDatabaseAndState(state_operations=["),
    lambda text: wrapped(text, 'migrations.RunSQL("SELECT 1", "SELECT 1", state_operations=['),
    lambda text: re.sub(r"(?m)^class Migration", f"{OWN_OPERATION}\\g<0>", text).replace(" migrations.AlterField(", " OwnAlterField("),
    lambda text: text.replace("    operations = [", "    own = [").rstrip("\n") + "\n    operations = [*own]\n",
)
"""Other ways to write the migration that Django writes."""
OWN_OPERATION = "class OwnAlterField(migrations.AlterField):\n    reduces_to_sql = True\n\n\n"
WHOLE = {"CreateModel", "DeleteModel", "RenameModel"}
"""Operations that other operations on their model are part of."""


def wrapped(text, opening):
    return text.replace("    operations = [\n", f"    operations = [{opening}\n").rstrip("\n") + ")]\n"


def judged(base, head):
    return [one for tool in facts_of(base, head).schema.tools for one in tool.changes]


def shown(change):
    return change.kind.value, change.table, change.column


def renames_of(found):
    """What a questioner is to say yes to."""
    for one in found:
        if one.kind == "rename_column":
            yield one.table.partition(".")[2], one.before, one.column
        elif one.kind == "rename_table":
            yield one.before.partition(".")[2], one.table.partition(".")[2]


def said_by(operations, expected):
    """Operations to changes. What belongs to a model that comes or goes is part of that."""
    whole = {(label, operation.name_lower) for label, operation in operations if type(operation).__name__ in WHOLE - {"RenameModel"}}
    return {
        (label, operation): expected.of(label, operation)
        for label, operation in operations
        if type(operation).__name__ in WHOLE or (label, (getattr(operation, "model_name", None) or operation.name).lower()) not in whole
    }


def disagreement(pair: Pair, number: int) -> str:
    """What Tenet says otherwise than Django, in both directions; empty where they agree.

    `number` picks the operation that is taken out of Django's migrations.
    """
    with imported(pair.base):
        initial = texts(written(ProjectState(), ProjectState.from_apps(apps)), 1)
    base, head = {**pair.base, **initial}, {**pair.head, **initial}
    found = [one.change for one in judged(base, head)]
    with imported(head):
        before, after = migrated(initial), ProjectState.from_apps(apps)
        migrations = written(before, after, renames_of(found))
        operations = [(label, one) for label, listed in migrations.items() for migration in listed for one in migration.operations]
        said = said_by(operations, Expected(before, after))
        return difference(found, said) or backwards(base, head, migrations, said, number)


def difference(found, said):
    wanted = {change[:3] for changes in said.values() for change in changes}
    listed = {shown(one) for one in found}
    if wanted != listed:
        return f"Django alone: {sorted(wanted - listed, key=str)}; Tenet alone: {sorted(listed - wanted, key=str)}"
    for table, column in {(table, column) for _, table, column in wanted}:
        effects = {change[3] for changes in said.values() for change in changes if change[1:3] == (table, column)}
        mine = {one.db_effect for one in found if (one.table, one.column) == (table, column)}
        if None not in effects and any(effects) != any(mine):
            return f"effect of {table} {column}: Django {effects}, Tenet {mine}"
    return ""


def backwards(base, head, migrations, said, number):
    written_as = VARIANTS[number % len(VARIANTS)]
    whole = {path: written_as(text) for path, text in texts(migrations, NEXT).items()}
    left = {shown(one.change) for one in judged(base, {**head, **whole}) if not one.covered}
    if left:
        return "\n".join((f"open after Django's own migration: {sorted(left, key=str)}", *whole.values()))
    added = {("drop_column", *change[1:3]) for changes in said.values() for change in changes if change[0] == "add_column"}
    twice = [(type(one), one.name) for _, one in said if isinstance(one, AlterTogetherOptionOperation)]  # what goes, then what comes
    single = (item for item in said if twice.count((type(item[1]), getattr(item[1], "name", ""))) < 2)
    used = {getattr(one, "model_name_lower", getattr(one, "name_lower", "")) for _, one in said}
    chosen = [
        item
        for item in single
        if getattr(item[1], "new_name_lower", "") not in used and said[item] and not added & {change[:3] for change in said[item]}
    ]
    if not chosen:
        return ""
    missing = chosen[number % len(chosen)]
    partial = {path: written_as(text) for path, text in texts(migrations, NEXT, without=missing[1]).items()}
    left = {shown(one.change) for one in judged(base, {**head, **partial}) if not one.covered}
    wanted = {change[:3] for change in said[missing]}
    return "" if left == wanted else f"without {missing[1]}: open {sorted(left, key=str)}, expected {sorted(wanted, key=str)}"


@pytest.mark.parametrize("examples", [100, NIGHTLY])
def test_tenet_and_django_agree_on_projects_at_random(examples):
    @settings(max_examples=examples, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(pairs(), st.integers(0, 20))
    def agree(pair, number):
        assert disagreement(pair, number) == ""

    agree()
