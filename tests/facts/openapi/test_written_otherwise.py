"""Applications whose parts are made, looked up or changed by code: read as FastAPI itself writes them."""

from pathlib import Path
from textwrap import dedent

import pytest
from tests.facts.openapi.oracle import comparable, read_by_tenet, said_by_fastapi

EXTRA = """
    from typing import Literal
    from fastapi import FastAPI
    from pydantic import BaseModel, create_model

    app = FastAPI()

    class Failure(Exception):
        @classmethod
        def schema(cls):
            return create_model(cls.__name__, error=(Literal[cls.__name__], ...), detail=(str, ...))

    class NotPaid(Failure): ...
    class NotOpen(Failure): ...

    METADATA = {"name": "metadata", "in": "query", "required": False, "schema": {"type": "string"}}

    @app.get("/orders", openapi_extra={"parameters": [METADATA]}, responses={402: {"model": NotPaid.schema() | NotOpen.schema()}})
    async def orders(page: int = 1): ...
"""
STATUSES = """
    from fastapi import FastAPI
    from compatibility import status

    app = FastAPI()

    @app.post("/orders", status_code=status.HTTP_201_CREATED)
    async def create(): ...

    @app.delete("/orders/{order_id}", status_code=status.HTTP_204_NO_CONTENT)
    async def delete(order_id: int): ...
"""
COMPATIBILITY = """
    from starlette import status as _status

    class _Status:
        def __getattr__(self, name: str) -> int:
            renamed = {"HTTP_422_UNPROCESSABLE_ENTITY": "HTTP_422_UNPROCESSABLE_CONTENT"}
            if name in renamed and hasattr(_status, renamed[name]):
                return getattr(_status, renamed[name])
            return getattr(_status, name)

    status = _Status()
"""
FUNCTIONS = """
    from functools import partial
    from typing import ClassVar
    from fastapi import FastAPI
    from pydantic import BaseModel, ConfigDict

    app = FastAPI()

    def required(names: list[str], schema) -> None:
        for name in names:
            if "required" not in schema:
                schema["required"] = []
            if (known := schema.get("required")) and isinstance(known, list) and name not in known:
                known.append(name)

    def without_secret(schema, model):
        schema["properties"].pop("secret", None)

    class Stored(BaseModel):
        model_config: ClassVar[ConfigDict] = ConfigDict(json_schema_extra=partial(required, ["id"]))
        id: int = 3

    class Order(Stored):
        model_config: ClassVar[ConfigDict] = ConfigDict(json_schema_extra=partial(required, ["id", "note"]))
        note: str | None = None

    class Account(BaseModel):
        model_config = ConfigDict(json_schema_extra=without_secret)
        name: str
        secret: str = ""

    class Flag(BaseModel):
        model_config = ConfigDict(json_schema_extra=lambda schema: schema["required"].append("on"))
        name: str
        on: bool = True

    @app.post("/orders", response_model=Order)
    async def create(stored: Stored, account: Account, flag: Flag): ...
"""
DESCRIBED = """
    from typing import Annotated, Any, Optional
    from fastapi import FastAPI, Header
    from pydantic import BaseModel, Field
    from pydantic_core import core_schema

    app = FastAPI()

    class Secret(BaseModel):
        value: str

        @classmethod
        def __get_pydantic_core_schema__(cls, source_type: Any, handler):
            checked = core_schema.no_info_plain_validator_function(lambda value: value)
            sent = core_schema.plain_serializer_function_ser_schema(lambda value: value, when_used="always")
            return core_schema.json_or_python_schema(json_schema=checked, python_schema=checked, serialization=sent)

        @classmethod
        def __get_pydantic_json_schema__(cls, core, handler) -> dict[str, Any]:
            return {"type": "string", "nullable": True}

    class Shown(BaseModel):
        value: str

        @classmethod
        def __get_pydantic_json_schema__(cls, core, handler) -> dict[str, Any]:
            return {"type": "string", "nullable": True}

    class Account(BaseModel):
        secret: Secret | None = None
        shown: Shown

    Accounts = Annotated[list[Account], Field(json_schema_extra={"minItems": 2})]

    @app.post("/accounts", response_model=Accounts)
    async def create(account: Account, storage_unit: Optional[str] = Header("GB", alias="storage_unit")): ...
"""
MADE = """
    from typing import Dict, List, Optional, Type, Union
    from fastapi import FastAPI
    from pydantic import BaseModel
    from typing_extensions import TypeAliasType
    import transfer

    app = FastAPI()

    def bound(model: Type[BaseModel]) -> Type[BaseModel]:
        def to_dto(self, _model=model): ...
        return type(model.__name__, (model,), {"to_dto": to_dto})

    Order = bound(transfer.Order)
    Basket = bound(transfer.Basket)
    AnyJson = TypeAliasType("AnyJson", Union[str, int, Dict[str, "AnyJson"], List["AnyJson"]])

    class Page(BaseModel):
        first: Optional[Order] = None
        baskets: list[Basket]
        labels: AnyJson
        more: Optional[Dict[str, AnyJson]] = None

    @app.post("/orders", response_model=Page)
    async def create(order: Order) -> Page: ...
"""
TRANSFER = """
    from pydantic import BaseModel

    class Order(BaseModel):
        total: int

    class Basket(Order):
        owner: str
        order: Order
"""
SCHEMES = """
    from fastapi import Depends, FastAPI, Request
    from fastapi.openapi.models import APIKey, APIKeyIn, HTTPBearer
    from fastapi.security.base import SecurityBase
    from pydantic import BaseModel

    app = FastAPI()

    class Body(BaseModel):
        name: str

    class Permission(SecurityBase):
        def __init__(self, names):
            self.names = names
            self.model: APIKey = APIKey(**{"in": APIKeyIn.header}, name="Authorization")
            self.scheme_name = self.__class__.__name__
        async def __call__(self, request: Request): ...

    class Token(SecurityBase):
        def __init__(self):
            self.model = HTTPBearer()
            self.scheme_name = "Own token"
        async def __call__(self, request: Request): ...

    @app.post("/orders", dependencies=[Depends(Permission(["write"]))])
    async def create(body: Body): ...

    @app.get("/orders", dependencies=[Depends(Token())])
    async def orders(): ...
"""
LOOKED_UP = """
    import importlib
    from fastapi import Depends, FastAPI

    app = FastAPI()

    def verifier_of(kind, *arguments):
        module = importlib.import_module(f"verifiers.{kind}")
        for name in dir(module):
            if kind in name.lower() and "base" not in name.lower():
                found = name
                break
        return getattr(module, found)(*arguments)

    @app.get("/orders")
    async def orders(user=Depends(verifier_of("token", "read"))): ...
"""
VERIFIERS = {
    "verifiers/__init__.py": "",
    "verifiers/base.py": """
    from fastapi import Security
    from fastapi.security import APIKeyHeader

    class BaseToken:
        def __init__(self, scope):
            self.scope = scope
        def __call__(self, page: int = 1, key=Security(APIKeyHeader(name="X-Key"))): ...
    """,
    "verifiers/token.py": """
    from verifiers.base import BaseToken

    class TokenVerifier(BaseToken): ...
    """,
}
SUBMODULES = """
    from fastapi import FastAPI
    from pydantic import BaseModel
    import shop.types._times

    app = FastAPI()

    class Order(BaseModel):
        at: shop.types._times.Moment

    @app.get("/orders", response_model=Order)
    async def orders(): ...
"""
SHOP = {
    "shop/__init__.py": "from . import types",
    "shop/types/__init__.py": "from ._times import Moment",
    "shop/types/_times.py": "import datetime\nMoment = datetime.datetime\n",
}
WEBHOOKS = """
    from fastapi import FastAPI
    from pydantic import BaseModel

    app = FastAPI()

    class Subscription(BaseModel):
        user: str
        fee: float

    def document(application: FastAPI) -> None:
        for name in ("created", "ended"):
            async def endpoint(body: Subscription): ...
            application.webhooks.post(f"subscription.{name}", name=name)(endpoint)

    @app.get("/users")
    async def users(): ...

    document(app)
"""
APPLICATIONS = {
    "webhooks": {"main.py": WEBHOOKS},
    "lists of openapi_extra, unions of made models": {"main.py": EXTRA},
    "statuses through __getattr__": {"main.py": STATUSES, "compatibility.py": COMPATIBILITY},
    "functions that change schemas": {"main.py": FUNCTIONS},
    "models that describe themselves": {"main.py": DESCRIBED},
    "classes that type() makes, recursive aliases": {"main.py": MADE, "transfer.py": TRANSFER},
    "schemes of one's own": {"main.py": SCHEMES},
    "classes that are looked up by name": {"main.py": LOOKED_UP, **VERIFIERS},
    "submodules of submodules": {"main.py": SUBMODULES, **SHOP},
}


@pytest.mark.parametrize("name", APPLICATIONS)
def test_code_that_makes_parts_of_an_application_is_followed(name: str, tmp_path: Path) -> None:
    files = {path: dedent(text) for path, text in APPLICATIONS[name].items()}
    assert comparable(read_by_tenet(files, "main:app")) == comparable(said_by_fastapi(files, "main:app", tmp_path))
