from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, inspect


def test_the_revisions_go_up_and_down(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/migrated.db"
    config = Config(Path(__file__).parent.parent / "alembic.ini")
    config.set_main_option("sqlalchemy.url", url)
    command.upgrade(config, "head")
    assert {"customers", "orders", "order_lines"} <= set(inspect(create_engine(url)).get_table_names())
    command.downgrade(config, "base")
    assert inspect(create_engine(url)).get_table_names() == ["alembic_version"]
