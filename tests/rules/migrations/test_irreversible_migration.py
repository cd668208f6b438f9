# ruff: noqa: E501 (one case a line)
"""What the rule says of whole changes; how a way back is read is tested with the facts."""

from textwrap import dedent, indent

import pytest
from tests.fakes.facts import facts_of
from tests.rules.examples import judged

from tenet.domain.finding import NotApplicable, Novelty, Unknown, Violation
from tenet.rules.migrations.irreversible_migration import Options, check

FIRST = {"migrations/versions/0001.py": 'revision = "0001"\ndown_revision = None\n'}
HEADER = 'from alembic import op\nimport sqlalchemy as sa\n\nrevision = "0002"\ndown_revision = "0001"\n\n'
UPGRADE = 'def upgrade():\n    op.drop_column("user", "zip")\n\n'
DJANGO = (
    "from django.db import migrations\n\ndef fill(apps, editor):\n    pass\n\nclass Migration(migrations.Migration):\n    operations = [\n"
)


def alembic(body):
    return found(FIRST, {**FIRST, "migrations/versions/0002.py": HEADER + dedent(body)})


def django(operations):
    start = {"shop/__init__.py": "", "shop/migrations/__init__.py": ""}
    return found(start, {**start, "shop/migrations/0001_fill.py": f"{DJANGO}{indent(dedent(operations), '        ')}\n    ]\n"})


def found(base, head):
    return list(check(facts_of(base, head), Options()))


def test_a_downgrade_that_does_nothing_is_flagged_on_its_own_line():
    (violation,) = alembic(UPGRADE + "def downgrade():\n    pass\n")
    assert isinstance(violation, Violation)
    assert (violation.path, violation.line, violation.key) == ("migrations/versions/0002.py", 10, "0002")
    assert violation.message == "Migration `0002` cannot be undone: its `downgrade` does nothing, and gives no reason."
    assert violation.novelty is Novelty.NEW
    assert "NotImplementedError" in violation.remedy
    assert "tenet: allow[irreversible-migration]" in violation.remedy
    assert violation.data == {"migration": "0002", "tool": "alembic"}


def test_a_missing_downgrade_is_flagged_on_the_line_of_upgrade():
    (violation,) = alembic(UPGRADE)
    assert (violation.line, violation.message) == (7, "Migration `0002` cannot be undone: it has no `downgrade`.")


@pytest.mark.parametrize(
    "downgrade",
    [
        'op.add_column("user", sa.Column("zip", sa.String()))',
        'raise NotImplementedError("the codes are gone")',
        'raise RuntimeError("restore the backup")',
    ],
)
def test_a_way_back_and_a_refusal_with_a_reason_are_not_flagged(downgrade):
    assert alembic(f"{UPGRADE}def downgrade():\n    {downgrade}\n") == []


def test_a_refusal_without_a_reason_is_flagged():
    assert len(alembic(UPGRADE + "def downgrade():\n    raise NotImplementedError\n")) == 1


def test_a_merge_of_two_heads_is_not_flagged():
    assert alembic("def upgrade():\n    pass\n\ndef downgrade():\n    pass\n") == []


def test_each_operation_of_django_without_a_reverse_is_flagged_once():
    operations = """\
    migrations.RunPython(fill),
    migrations.RunSQL("UPDATE a SET b = 1; UPDATE c SET d = 1"),
    migrations.RunSQL(
        '''
        UPDATE a SET b = 1;
        UPDATE c SET d = 1;
        '''
    ),
    migrations.RunPython(fill, fill),
    """
    violations = django(operations)
    assert [(one.line, one.key) for one in violations][:2] == [(8, "shop.0001_fill/1"), (9, "shop.0001_fill/2")]
    assert len(violations) == 3
    assert "reverse_sql" in violations[0].remedy
    assert violations[0].data == {"migration": "shop.0001_fill", "tool": "django"}


@pytest.mark.parametrize(
    "operation",
    [
        "migrations.RunPython(fill, migrations.RunPython.noop)",
        "migrations.RunPython(fill, reverse_code=fill)",
        "migrations.RunSQL('UPDATE a SET b = 1', migrations.RunSQL.noop)",
        "migrations.RunSQL('UPDATE a SET b = 1', reverse_sql='')",
        "migrations.DeleteModel('order')",
    ],
)
def test_an_operation_with_a_reverse_is_not_flagged(operation):
    assert django(operation) == []


def test_a_migration_of_the_base_branch_is_not_flagged():
    path = "migrations/versions/0002.py"
    edited = {path: HEADER + UPGRADE + "def downgrade():\n    pass\n"}
    assert found({**FIRST, path: HEADER + UPGRADE + "def downgrade():\n    ...\n"}, {**FIRST, **edited}) == []


def test_operations_that_only_a_run_can_tell_are_unknown():
    base = {"shop/__init__.py": "", "shop/migrations/__init__.py": ""}
    head = {
        **base,
        "shop/migrations/0001_a.py": "from django.db import migrations\n\nclass Migration(migrations.Migration):\n    operations = made()\n",
    }
    assert found(base, head) == [Unknown("way back of migration shop.0001_a", "its operations are computed", "shop/migrations/0001_a.py")]


def test_a_change_without_migrations_is_not_judged():
    assert found({"a.py": "x = 1\n"}, {"a.py": "x = 2\n"}) == [NotApplicable("the change touches no migration")]


def test_a_waiver_inside_the_downgrade_is_no_reason_and_accepts_the_finding():
    body = UPGRADE + "# tenet: allow[irreversible-migration] runs in one place only\ndef downgrade():\n    pass\n"
    head = {**FIRST, "migrations/versions/0002.py": HEADER + body}
    (finding,) = [one for one in judged(FIRST, head, "irreversible-migration").findings if one.rule == "irreversible-migration"]
    assert finding.waived is not None
