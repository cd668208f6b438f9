"""What the rule says of changes to migrations that the base branch holds."""

import pytest
from tests.facts.database.histories import django_file
from tests.fakes.facts import facts_of

from tenet.domain.change import Side
from tenet.domain.finding import NotApplicable, Unknown, Violation
from tenet.rules.migrations.edited_migration import Options, check

PATH = "migrations/versions/0001_user.py"
TEXT = '''"""Add the user.

Revises:
"""
from typing import Union

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: Union[str, None] = None


def upgrade() -> None:
    """Upgrade."""
    op.create_table("user", sa.Column("id", sa.Integer(), primary_key=True))
    op.add_column("user", sa.Column("name", sa.String(20)))
'''
DJANGO = {
    "shop/migrations/__init__.py": "",
    "shop/migrations/0001_first.py": django_file(),
    "shop/migrations/0002_second.py": django_file(("shop", "0001_first")),
    "shop/migrations/0003_third.py": django_file(("shop", "0002_second")),
    "cart/migrations/0001_first.py": django_file(("shop", "0002_second")),
}
REPLACED = [("shop", "0001_first"), ("shop", "0002_second")]


def found(base, head, tip=None, options=None):
    return list(check(facts_of({"README.md": "a", **base}, {"README.md": "b", **head}, base_tip=tip), options or Options()))


def edits(base, head, **more):
    return [(outcome.data["edit"], outcome.data["migration"]) for outcome in found(base, head, **more) if isinstance(outcome, Violation)]


def test_an_edit_is_told_on_the_line_that_differs():
    (violation,) = found({PATH: TEXT}, {PATH: TEXT.replace("Add the", "Make a").replace("String(20)", "String(40)")})
    assert (violation.path, violation.line, violation.side) == (PATH, 17, Side.HEAD)
    assert violation.message == "Migration `0001` is on the base branch already and was changed."


def test_an_edit_that_only_takes_away_is_told_where_something_else_stands_now():
    (violation,) = found({PATH: TEXT}, {PATH: TEXT.replace('    op.add_column("user", sa.Column("name", sa.String(20)))\n', "")})
    assert (violation.path, violation.line, violation.side) == (PATH, 14, Side.HEAD)


@pytest.mark.parametrize(
    "text",
    [
        TEXT + "# a comment\n",
        TEXT.replace("Add the user.", "Adds the user."),
        TEXT.replace('"""Upgrade."""', '"""Go up."""'),
        TEXT.replace("Union[str, None]", "str | None").replace("from typing import Union\n", ""),
        TEXT.replace('op.add_column("user", sa', "op.add_column(\n        'user',\n        sa"),
        TEXT.replace("\n", "\r\n"),
        TEXT.replace("import sqlalchemy as sa\n", "").replace("    op.create", "    import sqlalchemy as sa\n\n    op.create"),
    ],
    ids=["comment", "module docstring", "docstring", "type hints", "formatting", "line ends", "import inside"],
)
def test_what_only_reads_otherwise_is_not_flagged(text):
    assert found({PATH: TEXT}, {PATH: text}) == []


def test_a_new_place_in_the_history_is_an_edit():
    assert edits({PATH: TEXT}, {PATH: TEXT.replace("= None", '= "0000"')}) == [("changed", "0001")]


def test_a_deleted_migration_is_told_on_the_base_side():
    (violation,) = found({PATH: TEXT}, {})
    assert (violation.data["edit"], violation.side, violation.path, violation.line) == ("deleted", Side.BASE, PATH, 11)


def test_a_renamed_migration_is_told_with_its_new_name():
    head = {"migrations/versions/0001_person.py": TEXT}
    (violation,) = found({PATH: TEXT}, head)
    assert (violation.data["edit"], violation.path) == ("renamed", "migrations/versions/0001_person.py")
    assert "renamed to `0001_person`" in violation.message


def test_a_renamed_file_with_another_revision_is_another_migration():
    assert edits({PATH: TEXT}, {"migrations/versions/0002_user.py": TEXT.replace('"0001"', '"0002"')}) == [("deleted", "0001")]


@pytest.mark.parametrize("path", ["migrations/versions/2024/0001_user.py", "backend/migrations/versions/0001_user.py"])
def test_a_file_that_moves_with_its_name_and_revision_is_not_flagged(path):
    assert found({PATH: TEXT}, {path: TEXT}) == []


def test_a_django_migration_that_moves_to_another_app_is_renamed():
    base = {"shop/migrations/0001_first.py": django_file()}
    assert edits(base, {"apps/shop/migrations/0001_first.py": django_file()}) == []
    assert edits(base, {"store/migrations/0001_first.py": django_file()}) == [("renamed", "shop.0001_first")]


def test_a_migration_that_is_new_in_the_pull_request_is_not_flagged():
    assert found({}, {PATH: TEXT}) == []


def test_what_the_base_branch_has_taken_back_or_edited_alike_is_not_flagged():
    edited = {PATH: TEXT.replace("20", "40")}
    assert len(found({PATH: TEXT}, edited, tip={PATH: TEXT})) == 1
    assert found({PATH: TEXT}, edited, tip={}) == []
    assert found({PATH: TEXT}, edited, tip=edited) == []


@pytest.mark.parametrize(
    "path", ["migrations/env.py", "migrations/versions/__init__.py", "migrations/versions/helpers.py", "migrations/script.py.mako"]
)
def test_what_is_no_migration_is_not_flagged(path):
    assert found({PATH: TEXT, path: "x = 1\n"}, {PATH: TEXT, path: "x = 2\n"}) == [NotApplicable("the change touches no migration")]


def test_migrations_of_tests_are_not_flagged():
    assert found({f"tests/{PATH}": TEXT}, {}) == []


def test_a_migration_that_does_not_parse_is_unknown():
    (outcome,) = found({PATH: TEXT}, {PATH: TEXT + "def (:\n"})
    assert outcome == Unknown("edit of a migration", "it cannot be parsed on both sides", PATH)


def test_the_option_squashes_names_a_revision_that_may_replace_history():
    base = {"migrations/env.py": "", PATH: TEXT, "migrations/versions/0002_b.py": TEXT.replace('"0001"', '"0002"')}
    head = {"migrations/env.py": "", "migrations/versions/2025/0100_squashed.py": TEXT.replace('"0001"', '"0100"')}
    assert sorted(edits(base, head)) == [("deleted", "0001"), ("deleted", "0002")]
    assert edits(base, head, options=Options(squashes=("migrations/versions/**/*_squashed.py",))) == []
    assert len(edits(base, {"migrations/env.py": ""}, options=Options(squashes=("migrations/versions/**/*_squashed.py",)))) == 2


def test_django_s_squash_may_replace_what_it_names_and_nothing_else():
    kept = {path: text for path, text in DJANGO.items() if not any(f"shop/migrations/{name}.py" == path for _, name in REPLACED)}
    squash = {"shop/migrations/0001_squashed_0002.py": django_file(replaces=REPLACED)}
    assert edits(DJANGO, {**kept, **squash}) == []
    without = {path: text for path, text in kept.items() if not path.endswith("0003_third.py")}
    assert edits(DJANGO, {**without, **squash}) == [("deleted", "shop.0003_third")]


def test_the_last_step_of_django_s_squash_is_not_flagged_and_no_other_edit_with_it():
    squash = "shop/migrations/0001_squashed_0002.py"
    base = {**DJANGO, squash: django_file(replaces=REPLACED)}
    head = {
        "shop/migrations/__init__.py": "",
        squash: django_file().replace("    replaces = []\n", ""),
        "shop/migrations/0003_third.py": django_file(("shop", "0001_squashed_0002")),
        "cart/migrations/0001_first.py": django_file(("shop", "0001_squashed_0002")),
    }
    assert edits(base, head) == []
    other = {**head, "cart/migrations/0001_first.py": django_file(("shop", "0003_third"))}
    assert edits(base, other) == [("changed", "cart.0001_first")]
    more = {**head, squash: django_file().replace("operations = []", "operations = [migrations.RunSQL('x')]")}
    assert edits(base, more) == [("changed", "shop.0001_squashed_0002")]
