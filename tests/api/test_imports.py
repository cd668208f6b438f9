"""What a start imports: heavy packages only where they are needed."""

import subprocess
import sys
from pathlib import Path

from tests.git_repository import GitRepository

POLICY = "version: 1\nrules: {missing-migration: error}\n"
MODEL = """from sqlalchemy import *
from sqlalchemy.orm import declarative_base
Base = declarative_base()


class User(Base):
    __tablename__ = 'user'
    id = Column(Integer, primary_key=True)
"""
REVISION = "from alembic import op\nimport sqlalchemy as sa\nrevision = '{}'\ndown_revision = {}\n\n\ndef upgrade():\n    {}\n"


def imports_sqlglot(repository: GitRepository) -> bool:
    command = [sys.executable, "-X", "importtime", "-m", "tenet", "check"]
    ended = subprocess.run(command, cwd=repository.path, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout
    return "sqlglot" in ended.stderr


def test_sqlglot_is_imported_where_a_migration_holds_raw_sql_and_nowhere_else(tmp_path: Path) -> None:
    service = GitRepository.create(tmp_path / "service")
    base = {"app.py": MODEL, ".github/tenet.yml": POLICY, "migrations/versions/1.py": REVISION.format(1, None, "pass")}
    service.commit(base)
    service.branch("feature")
    head = {"app.py": MODEL + "    name = Column(String(9))\n"}
    by_operation = REVISION.format(2, "'1'", "op.add_column('user', sa.Column('name', sa.String(9)))")
    by_sql = REVISION.format(2, "'1'", "op.execute('ALTER TABLE user ADD name varchar(9)')")
    service.commit({**head, "migrations/versions/2.py": by_operation})
    assert not imports_sqlglot(service)
    service.commit({**head, "migrations/versions/2.py": by_sql})
    assert imports_sqlglot(service)
