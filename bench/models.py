"""Repositories with the models and the migrations of a large service: 1,000 models and 500 migrations."""

from collections.abc import Callable, Mapping
from pathlib import Path

from bench.repositories import commit, git

MODELS = 1_000
MIGRATIONS = 500
FILES = 100
APPS = 20
POLICIES = {"sqlalchemy": "version: 1\nextends: fastapi\n", "django": "version: 1\nextends: django\n"}

Texts = Mapping[str, str]
"""Contents by path."""

SQLALCHEMY_MIXIN = '''"""What all tables share."""

from datetime import datetime

from sqlalchemy import DateTime, Integer, String, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Recorded:
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    updated_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), onupdate=func.now())
'''
SQLALCHEMY_HEADER = """from decimal import Decimal

from sqlalchemy import Boolean, ForeignKey, Index, Integer, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.models.base import Base, Recorded

"""
SQLALCHEMY_MODEL = '''
class Model{number}(Recorded, Base):
    """The record {number}."""

    __tablename__ = "model_{number}"
    __table_args__ = (UniqueConstraint("name", "code", name="uq_model_{number}_name_code"), Index("ix_model_{number}_code", "code"))

    name: Mapped[str] = mapped_column(String(100), nullable=False)
    code: Mapped[str | None] = mapped_column(String(20), index=True)
    note: Mapped[str | None] = mapped_column(Text)
    amount: Mapped[Decimal] = mapped_column(Numeric(10, 2), default=0)
    active: Mapped[bool] = mapped_column(Boolean, server_default="true")
    parent_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("model_{parent}.id", ondelete="CASCADE"))
    parent: Mapped["Model{parent}"] = relationship("Model{parent}")

    def total(self, rate: Decimal) -> Decimal:
        return self.amount * rate + {number}
'''
REVISION = '''"""Revision {number}"""

import sqlalchemy as sa
from alembic import op

revision = "{revision:012x}"
down_revision = {down}
branch_labels = None
depends_on = None


def upgrade() -> None:
{upgrade}


def downgrade() -> None:
    pass
'''
CREATE_TABLE = """    op.create_table(
        "model_{number}",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("amount", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["model_{parent}.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name", "code", name="uq_model_{number}_name_code"),
    )
    op.create_index("ix_model_{number}_code", "model_{number}", ["code"])"""
DJANGO_MIXIN = '''"""What all models share."""

from django.db import models


class Recorded(models.Model):
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True, null=True)

    class Meta:
        abstract = True
'''
DJANGO_HEADER = """from django.db import models

from service.shared.models import Recorded

"""
DJANGO_MODEL = '''
class Model{number}(Recorded):
    """The record {number}."""

    name = models.CharField(max_length=100)
    code = models.CharField(max_length=20, null=True, db_index=True)
    note = models.TextField(blank=True)
    amount = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    active = models.BooleanField(default=True)
    parent = models.ForeignKey("app_{app}.Model{parent}", on_delete=models.CASCADE, null=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["name", "code"], name="uq_model_{number}_name_code")]

    def total(self, rate):
        return self.amount * rate + {number}
'''
DJANGO_MIGRATION = """import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [{dependencies}]

    operations = [
{operations}
    ]
"""
CREATE_MODEL = """        migrations.CreateModel(
            name="Model{number}",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True, null=True)),
                ("name", models.CharField(max_length=100)),
                ("code", models.CharField(db_index=True, max_length=20, null=True)),
                ("note", models.TextField(blank=True)),
                ("amount", models.DecimalField(decimal_places=2, default=0, max_digits=10)),
                ("active", models.BooleanField(default=True)),
                ("parent", models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to="app_{app}.model{parent}")),
            ],
            options={{"ordering": ["name"]}},
        ),
        migrations.AddConstraint(
            model_name="model{number}",
            constraint=models.UniqueConstraint(fields=("name", "code"), name="uq_model_{number}_name_code"),
        ),"""


def sqlalchemy_texts() -> dict[str, str]:
    """100 files of ten models each, and 500 revisions that make two tables each."""
    texts = {"alembic/env.py": "", "service/__init__.py": "", "service/models/__init__.py": "", "service/models/base.py": SQLALCHEMY_MIXIN}
    each = MODELS // FILES
    for part in range(FILES):
        numbers = range(part * each, (part + 1) * each)
        models = "\n".join(SQLALCHEMY_MODEL.format(number=number, parent=max(0, number - 1)) for number in numbers)
        texts[f"service/models/part_{part}.py"] = SQLALCHEMY_HEADER + models
    made = MODELS // MIGRATIONS
    for number in range(MIGRATIONS):
        tables = range(number * made, (number + 1) * made)
        upgrade = "\n".join(CREATE_TABLE.format(number=table, parent=max(0, table - 1)) for table in tables)
        texts[f"alembic/versions/{number:04}_revision.py"] = revision(number, upgrade)
    return texts


def revision(number: int, upgrade: str) -> str:
    down = f'"{number:012x}"' if number else None
    return REVISION.format(number=number, revision=number + 1, down=down, upgrade=upgrade)


def django_texts() -> dict[str, str]:
    """20 apps of fifty models each, and 25 migrations in each that make two models."""
    texts = {"manage.py": "", "service/__init__.py": "", "service/shared/__init__.py": "", "service/shared/models.py": DJANGO_MIXIN}
    each, made = MODELS // APPS, MODELS // MIGRATIONS
    for app in range(APPS):
        first, folder = app * each, f"service/app_{app}"
        models = "\n".join(
            DJANGO_MODEL.format(number=number, app=app, parent=max(first, number - 1)) for number in range(first, first + each)
        )
        texts |= {f"{folder}/__init__.py": "", f"{folder}/migrations/__init__.py": "", f"{folder}/models.py": DJANGO_HEADER + models}
        for number in range(each // made):
            start = first + number * made
            operations = "\n".join(
                CREATE_MODEL.format(number=model, app=app, parent=max(first, model - 1)) for model in range(start, start + made)
            )
            dependencies = f'("app_{app}", "{number:04}_migration")' if number else ""
            texts[f"{folder}/migrations/{number + 1:04}_migration.py"] = DJANGO_MIGRATION.format(
                dependencies=dependencies, operations=operations
            )
    return texts


def _one_file(texts: Texts) -> dict[str, str]:
    """One model of one file gains a column."""
    for path, old, new in (
        ("service/models/part_7.py", "    name: Mapped[str]", "    extra: Mapped[int] = mapped_column(Integer)\n    name: Mapped[str]"),
        ("service/app_7/models.py", "    name = models", "    extra = models.IntegerField(default=0)\n    name = models"),
    ):
        if path in texts:
            return {path: texts[path].replace(old, new, 1)}
    raise AssertionError("neither kind of repository")


def _with_migration(texts: Texts) -> dict[str, str]:
    if "manage.py" in texts:
        operations = '        migrations.AddField("model350", "extra", models.IntegerField(default=0)),'
        migration = DJANGO_MIGRATION.format(dependencies='("app_7", "0025_migration")', operations=operations)
        return {**_one_file(texts), "service/app_7/migrations/0026_extra.py": migration}
    upgrade = '    op.add_column("model_70", sa.Column("extra", sa.Integer(), nullable=False))'
    return {**_one_file(texts), f"alembic/versions/{MIGRATIONS:04}_extra.py": revision(MIGRATIONS, upgrade)}


def _mixin(texts: Texts) -> dict[str, str]:
    """A column of every table changes."""
    if "manage.py" in texts:
        path, added = "service/shared/models.py", "    origin = models.CharField(max_length=50, null=True)\n    created_at"
    else:
        path, added = "service/models/base.py", "    origin: Mapped[str | None] = mapped_column(String(50))\n    created_at"
    return {path: texts[path].replace("    created_at", added, 1)}


def _method(texts: Texts) -> dict[str, str]:
    path = "service/app_7/models.py" if "manage.py" in texts else "service/models/part_7.py"
    return {path: texts[path].replace("self.amount * rate", "rate * self.amount", 1)}


CASES: Mapping[str, Callable[[Texts], dict[str, str]]] = {
    "one model file and its migration": _with_migration,
    "one model file, no migration": _one_file,
    "a mixin of all models": _mixin,
    "one method": _method,
}


def build_models(folder: Path, kind: str) -> Mapping[str, tuple[str, str]]:
    """Base and head of each case, in one repository."""
    texts = sqlalchemy_texts() if kind == "sqlalchemy" else django_texts()
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    _write(folder, {**texts, ".github/tenet.yml": POLICIES[kind]})
    base = commit(folder, "Base")
    found = {}
    for name, case in CASES.items():
        git(folder, "checkout", "--quiet", "--detach", base)
        _write(folder, case(texts))
        found[name] = (base, commit(folder, name))
    return found


def _write(folder: Path, texts: Texts) -> None:
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
