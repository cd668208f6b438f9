"""A small shop whose errors are the domain's own."""

from collections.abc import Mapping
from textwrap import dedent

from tests.rules.examples import judged

from tenet.domain.finding import Finding

ERRORS = """
class ShopError(Exception):
    pass


class OrderNotFound(ShopError):
    pass


class OrderLocked(ShopError):
    pass
"""
APP = """
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from shop.errors import ShopError

app = FastAPI()


@app.exception_handler(ShopError)
async def shop_error(request: Request, error: ShopError) -> JSONResponse:
    return respond(error)
"""
HANDLERS = """
from fastapi import APIRouter, HTTPException, Response, status
from fastapi.responses import JSONResponse
from shop.errors import OrderLocked, OrderNotFound, ShopError

router = APIRouter()
"""
POLICY = """
version: 1
components:
  api: {paths: ["**/api/**"]}
  domain: {paths: ["**/domain/**"]}
rules:
  RULE: OPTIONS
"""


def found(rule: str, head: Mapping[str, str], base: Mapping[str, str] | None = None, options: str = "warning") -> list[Finding]:
    """What one rule says of a change of the shop. Files that both sides share are given in both."""
    policy = {".github/tenet.yml": POLICY.replace("RULE", rule).replace("OPTIONS", options)}
    sides = [{**policy, **{path: dedent(text) for path, text in side.items()}} for side in (base or {}, head)]
    return judged(sides[0], sides[1], rule).findings
