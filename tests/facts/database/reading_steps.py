# ruff: noqa: E501 (one case a line)
"""The steps of one added migration, as tests compare them."""

from dataclasses import fields
from textwrap import dedent, indent

from tests.fakes.facts import facts_of

from tenet.facts.database.steps import MigrationSteps, MigrationStepsFacts, Step

FIRST = {"migrations/versions/0001.py": 'revision = "0001"\ndown_revision = None\n'}
HEADER = 'from alembic import op\nimport sqlalchemy as sa\nfrom sqlalchemy import orm\n\nrevision = "0002"\ndown_revision = "0001"\n\n'
DJANGO = "from django.contrib.postgres.operations import *\nfrom django.db import migrations, models\n"
PACKAGES = {"shop/__init__.py": "", "shop/migrations/__init__.py": ""}


def alembic_facts(body: str, more: dict[str, str] | None = None) -> MigrationStepsFacts:
    base = {**FIRST, **(more or {})}
    return facts_of(base, {**base, "migrations/versions/0002.py": HEADER + dedent(body)}).migration_steps


def alembic(*lines: str, before: str = "", more: dict[str, str] | None = None) -> MigrationSteps:
    """A revision whose `upgrade` has these lines."""
    body = "".join(f"    {line}\n" for line in lines)
    (migration,) = alembic_facts(f"{dedent(before)}\ndef upgrade():\n{body}", more).migrations
    return migration


def django_migration(operations: str, head: str = "", attributes: str = "") -> str:
    return f"{DJANGO}{dedent(head)}\n\nclass Migration(migrations.Migration):\n    {attributes}\n    operations = [\n{indent(dedent(operations), ' ' * 8)}\n    ]\n"


def django_facts(operations: str, *, first: str = "", head: str = "", attributes: str = "") -> MigrationStepsFacts:
    """The second migration of an app whose first one has the operations `first`."""
    base = {**PACKAGES, "shop/migrations/0001_initial.py": django_migration(first)}
    return facts_of(base, {**base, "shop/migrations/0002_next.py": django_migration(operations, head, attributes)}).migration_steps


def django(operations: str, *, first: str = "", head: str = "", attributes: str = "") -> MigrationSteps:
    (migration,) = django_facts(operations, first=first, head=head, attributes=attributes).migrations
    return migration


def kinds(migration: MigrationSteps) -> list[tuple[str, str]]:
    return [(step.kind.value, step.table) for step in migration.up]


def differing(step: Step) -> dict[str, object]:
    """What a step has beside its kind, its origin and the defaults."""
    plain = Step(step.kind, step.origin)
    names = [field.name for field in fields(Step) if field.name not in {"kind", "origin", "column", "before"}]
    return {name: getattr(step, name) for name in names if getattr(step, name) != getattr(plain, name)}
