"""A small service and two pull requests on it: one that breaks the policy, one that keeps it."""

from pathlib import Path

from demo.git import Git
from demo.repository import Proposal, import_change

POLICY = """\
version: 1
components:
  domain: {paths: ["app/domain/**"], coverage: 80}
coverage: {reports: ["coverage.xml"], overall: 60}
rules:
  missing-migration: error
  star-import: error
  coverage-below-target: error
"""

MODELS = """\
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
"""

MIGRATION = """\
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table("user", sa.Column("id", sa.Integer(), nullable=False), sa.PrimaryKeyConstraint("id"))


def downgrade():
    op.drop_table("user")
"""

PRICING = """\
def price(amount, rate):
    if rate:
        return amount * rate
    return amount
"""


def report(models: dict[int, int], pricing: dict[int, int]) -> str:
    """A Cobertura report: how often each line was run."""
    classes = "".join(
        f'<class name="{name}" filename="{name}"><methods/><lines>'
        + "".join(f'<line number="{line}" hits="{hits}"/>' for line, hits in lines.items())
        + "</lines></class>"
        for name, lines in (("app/models.py", models), ("app/domain/pricing.py", pricing))
    )
    return (
        '<?xml version="1.0" ?><coverage version="7.10.0"><sources><source>.</source></sources>'
        f'<packages><package name="app"><classes>{classes}</classes></package></packages></coverage>\n'
    )


MAIN = {
    ".github/tenet.yml": POLICY,
    "alembic.ini": "[alembic]\nscript_location = migrations\n",
    "app/__init__.py": "",
    "app/domain/__init__.py": "",
    "app/domain/pricing.py": PRICING,
    "app/models.py": MODELS,
    "migrations/env.py": "",
    "migrations/versions/0001_users.py": MIGRATION,
    "reports/coverage.xml": report({1: 1, 4: 1}, {1: 1, 2: 0}),
}

BREAKS = {
    "app/domain/pricing.py": f"from app.models import *\n\n{PRICING}",
    "app/models.py": f"{MODELS}    nickname: Mapped[str | None]\n",
    "reports/coverage.xml": report({1: 1, 8: 1, 9: 1, 12: 1}, {1: 1, 3: 1, 4: 0, 5: 0}),
}

KEEPS = {
    "README.md": "The service.\n",
    "reports/coverage.xml": report({1: 1, 4: 1}, {1: 1, 2: 1, 3: 1, 4: 1}),
}

NICKNAME_LINE = len(MODELS.splitlines()) + 1


def propose(root: Path, change: dict[str, str], extra: dict[str, bytes] | None = None) -> Proposal:
    """A server under `root` with a pull request that makes this change. `extra` are further files of main."""
    work = Git(root / "author", root / "home")
    work.path.mkdir(parents=True)
    work.run("init", "--quiet", "--initial-branch=main")
    write(work.path, {name: content.encode() for name, content in MAIN.items()} | (extra or {}))
    work.commit("Serve", day=1)
    work.run("checkout", "--quiet", "-b", "feature")
    write(work.path, {name: content.encode() for name, content in change.items()})
    work.commit("Change what users see", day=2)
    work.run("checkout", "--quiet", "main")
    return import_change(root, work.path, "main", "feature")


def write(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
