"""The declared schema, for people."""

from tests.fakes.tree import FakeTree

from tenet.facts.database.tables_document import tables_document
from tenet.facts.python.modules import Modules
from tenet.facts.python.parsed_files import ParsedFiles
from tenet.facts.sources import Sources
from tenet.report.tables import tables_text

MODELS = """
from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase): ...


class Customer(Base):
    __tablename__ = "customer"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), server_default="nobody")
    nickname: Mapped[str | None]
"""


def text(files: dict[str, str]) -> str:
    return tables_text(tables_document(Modules(Sources(FakeTree(files)), ParsedFiles())))


def test_each_table_shows_its_place_and_its_columns() -> None:
    assert text({"app/models.py": MODELS}).split("\n") == [
        "customer  app/models.py:8",
        "  id        INTEGER, primary key",
        "  name      VARCHAR(40), not null, default nobody",
        "  nickname  VARCHAR",
        "",
        "",
    ]


def test_code_without_models_has_no_tables() -> None:
    assert text({"app/main.py": "a = 1\n"}) == "no tables\n"
