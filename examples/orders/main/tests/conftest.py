from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import create_engine

from orders.core.dependencies import engine
from orders.infrastructure.tables import Base
from orders.main import create_app


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    database = create_engine(f"sqlite:///{tmp_path}/orders.db")
    Base.metadata.create_all(database)
    app = create_app()
    app.dependency_overrides[engine] = lambda: database
    with TestClient(app) as client:
        yield client
    database.dispose()
