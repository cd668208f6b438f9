# ruff: noqa: E501 (one file a line)
"""The texts of migrations, with nothing but their places in the history."""

from collections.abc import Sequence


def alembic_file(revision: str, *down: str, depends_on: Sequence[str] = (), labels: Sequence[str] = ()) -> str:
    parents = None if not down else down[0] if len(down) == 1 else tuple(down)
    return f"revision = {revision!r}\ndown_revision = {parents!r}\nbranch_labels = {tuple(labels) or None!r}\ndepends_on = {tuple(depends_on) or None!r}\n"


def django_file(
    *dependencies: tuple[str, str], replaces: Sequence[tuple[str, str]] = (), run_before: Sequence[tuple[str, str]] = ()
) -> str:
    lines = [f"    dependencies = {list(dependencies)!r}", f"    replaces = {list(replaces)!r}", f"    run_before = {list(run_before)!r}"]
    return "from django.db import migrations\n\nclass Migration(migrations.Migration):\n" + "\n".join([*lines, "    operations = []\n"])
