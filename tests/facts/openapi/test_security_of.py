"""Dependencies that depend on one another are read in time."""

import time

import pytest
from tests.facts.openapi.oracle import read_by_tenet

DEPENDENCIES = "".join(f"def d{n}(a=Depends(d{(n + 1) % 60}), b=Depends(d{(n + 2) % 60}), key=Security(header)): ...\n" for n in range(60))
SOURCE = f"""
from fastapi import Depends, FastAPI, Security
from fastapi.security import APIKeyHeader

app = FastAPI()
header = APIKeyHeader(name="X-Key")
{DEPENDENCIES}

@app.get("/orders")
def list_orders(a=Depends(d0)): ...
"""


@pytest.mark.untraced
def test_a_web_of_dependencies_is_walked_once():
    """Each way from the handler to a scheme would be a path of its own: there are a million of them."""
    start = time.process_time()
    document = read_by_tenet({"shop/__init__.py": "", "shop/main.py": SOURCE}, "shop.main:app")
    assert document["paths"]["/orders"]["get"]["security"] == [{"APIKeyHeader": []}]
    assert time.process_time() - start < 5
