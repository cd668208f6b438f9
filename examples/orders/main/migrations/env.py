"""Runs the revisions against the database that the settings name."""

from alembic import context
from orders.infrastructure.tables import Base
from sqlalchemy import create_engine

target_metadata = Base.metadata


def run_offline(url: str) -> None:
    context.configure(url=url, target_metadata=target_metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


def run_online(url: str) -> None:
    engine = create_engine(url)
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=target_metadata, render_as_batch=True)
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


database_url = context.config.get_main_option("sqlalchemy.url")
if database_url is None:
    raise SystemExit("alembic.ini names no sqlalchemy.url")
if context.is_offline_mode():
    run_offline(database_url)
else:
    run_online(database_url)
