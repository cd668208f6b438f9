# ruff: noqa: E501 (one case a line)
"""Small repositories for tests of what models and migrations say."""

from collections.abc import Mapping, Sequence
from textwrap import dedent

from tests.facts.python.reading import modules_of
from tests.fakes.facts import facts_of

from tenet.facts.database.covering import JudgedChange
from tenet.facts.database.schema import Schema
from tenet.facts.database.schema_facts import SchemaFacts
from tenet.facts.database.sqlalchemy_models import SqlalchemyReader
from tenet.facts.database.table_edits import with_types_of_targets

FIRST = 'revision = "0001"\ndown_revision = None\n\ndef upgrade():\n    pass\n'
REVISION = 'from alembic import op\nimport sqlalchemy as sa\nrevision = "0002"\ndown_revision = "0001"\n\n'


def schema_of(files: Mapping[str, str]) -> Schema:
    modules = modules_of({path: dedent(text) for path, text in files.items()})
    return with_types_of_targets(SqlalchemyReader(modules).schema(path for path in files if path.endswith(".py")))


def schema_facts(base: Mapping[str, str], head: Mapping[str, str]) -> SchemaFacts:
    """With Alembic's revisions beside the files."""
    common = {"migrations/versions/0001_first.py": FIRST}
    return facts_of({**common, **base}, {**common, **head}).schema


def upgrade(*lines: str) -> dict[str, str]:
    """A second revision with these operations."""
    return {"migrations/versions/0002_second.py": REVISION + "def upgrade():\n" + "".join(f"    {line}\n" for line in lines)}


def left(facts: SchemaFacts) -> list[tuple[str, str, str | None]]:
    """What no migration covers."""
    return [_short(one) for tool in facts.tools for one in tool.changes if not one.covered]


def covered(facts: SchemaFacts) -> list[tuple[str, str, str | None]]:
    return [_short(one) for tool in facts.tools for one in tool.changes if one.covered]


def _short(judged: JudgedChange) -> tuple[str, str, str | None]:
    change = judged.change
    return change.kind.value, change.table, change.column


def django_facts(base: str, head: str, operations: Sequence[str] = (), more: Mapping[str, str] | None = None) -> SchemaFacts:
    """An app `shop` whose second migration makes these operations."""
    start = "from django.contrib.postgres.operations import AddIndexConcurrently\nfrom django.db import migrations, models\nimport shop.models\n\nclass Migration(migrations.Migration):\n    operations = [\n"
    common = {
        "shop/__init__.py": "",
        "shop/migrations/__init__.py": "",
        "shop/migrations/0001_initial.py": start + "    ]\n",
        **(more or {}),
    }
    second = {"shop/migrations/0002_next.py": start + "".join(f"        {one},\n" for one in operations) + "    ]\n"} if operations else {}
    return facts_of({**common, "shop/models.py": base}, {**common, **second, "shop/models.py": head}).schema
