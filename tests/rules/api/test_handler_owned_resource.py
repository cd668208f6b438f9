from collections.abc import Mapping
from textwrap import dedent

import pytest
from tests.fakes.facts import facts_of

from tenet.domain.component import Component
from tenet.domain.finding import Outcome, Violation
from tenet.rules.api.handler_owned_resource import RULE, Options

Files = Mapping[str, str]
SHOP: Files = {
    "shop/__init__.py": "",
    "shop/db.py": """
        from sqlalchemy import create_engine
        from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
        from sqlalchemy.orm import Session, sessionmaker

        SessionLocal = sessionmaker(create_engine("sqlite://"))
        AsyncSessionLocal = async_sessionmaker(create_async_engine("sqlite+aiosqlite://"))

        def get_session():
            with SessionLocal() as session:
                yield session
    """,
    "shop/config.py": """
        from pydantic_settings import BaseSettings

        class Common(BaseSettings):
            debug: bool = False

        class Settings(Common):
            name: str = "shop"

        class Order:
            pass
    """,
}
IMPORTS = """
import boto3
import httpx
import redis
import requests
from fastapi import APIRouter, BackgroundTasks, Depends, FastAPI, WebSocket
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from shop.config import Order, Settings
from shop.db import AsyncSessionLocal, SessionLocal, get_session

router = APIRouter()
"""


def api(text: str) -> str:
    return f"{IMPORTS}\n\n{dedent(text).strip()}\n"


def outcomes(head: Files, base: Files = SHOP, components: tuple[Component, ...] = (), **options: object) -> list[Outcome]:
    clean = [{path: dedent(text).lstrip("\n") for path, text in side.items()} for side in (base, {**base, **head})]
    return list(RULE.run(facts_of(clean[0], clean[1], components=components), Options.model_validate(options)))


def said(text: str, **options: object) -> list[str]:
    return [found.message for found in outcomes({"shop/api/orders.py": api(text)}, **options) if isinstance(found, Violation)]


def handler(*body: str, signature: str = "list_orders()", kind: str = "async def") -> str:
    return "\n".join(['@router.get("/orders")', f"{kind} {signature}:", *(f"    {line}" for line in body)])


FLAGGED: dict[str, tuple[str, str]] = {
    "a session of the factory": (handler("with SessionLocal() as session:", "    session.commit()"), "database session (`SessionLocal()`)"),
    "an async session": (
        handler("async with AsyncSessionLocal() as session:", "    await session.commit()"),
        "database session (`AsyncSessionLocal()`)",
    ),
    "a session that begins": (handler("with SessionLocal.begin() as session:", "    ..."), "database session (`SessionLocal.begin()`)"),
    "a session of an engine": (handler("session = Session(ENGINE)", kind="def"), "database session (`Session()`)"),
    "an engine": (handler('engine = create_engine("sqlite://")', kind="def"), "database engine (`create_engine()`)"),
    "an HTTP client": (handler("async with httpx.AsyncClient() as client:", "    ..."), "HTTP client (`httpx.AsyncClient()`)"),
    "a requests session": (handler("requests.Session().get('https://x')", kind="def"), "HTTP client (`requests.Session()`)"),
    "redis": (handler("cache = redis.Redis(host='x')"), "client (`redis.Redis()`)"),
    "redis by its address": (handler("cache = redis.Redis.from_url('redis://x')"), "client (`redis.Redis.from_url()`)"),
    "boto3": (handler('s3 = boto3.client("s3")', kind="def"), "client (`boto3.client()`)"),
    "settings": (handler("return Settings().name"), "settings (`Settings()`)"),
    "several at once": (
        handler("with SessionLocal() as session:", "    requests.Session().get(Settings().name)"),
        "database session (`SessionLocal()`) and HTTP client (`requests.Session()`) and settings (`Settings()`)",
    ),
}


@pytest.mark.parametrize(("text", "made"), FLAGGED.values(), ids=FLAGGED.keys())
def test_what_a_handler_makes_itself_is_flagged_once(text: str, made: str):
    assert said(text) == [f"`list_orders` makes its own {made}."]


@pytest.mark.parametrize(
    "made", ["Settings()", "httpx.AsyncClient(timeout=3)", "redis.Redis()", "create_engine('sqlite://')", "SessionLocal()"]
)
def test_what_a_module_of_routes_makes_is_flagged(made: str):
    (found,) = said(f"shared = {made}\n\n" + handler("return shared"))
    assert found.startswith("The module makes its own ")


SILENT: dict[str, str] = {
    "a dependency": handler("session.commit()", signature="list_orders(session: Session = Depends(get_session))"),
    "a dependency that makes it": "def get_client():\n    with httpx.Client() as client:\n        yield client\n\n\n" + handler("..."),
    "a function of the module that is no handler": "def send_mail():\n    requests.Session()\n\n\n" + handler("..."),
    "a stream that outlives the request": handler("def rows():", "    with SessionLocal() as session:", "        yield 1", "return rows()"),
    "a factory that it is given": handler("with make() as session:", "    ...", signature="f(make: type[Session] = Depends(get_session))"),
    "a call without a client": handler("return httpx.get('https://x')", kind="def"),
    "an object that is no resource": handler("return Order()"),
    "a type that is named alone": handler("return select(Order)", signature="f(client: httpx.AsyncClient = Depends(get_session))"),
    "a websocket": '@router.websocket("/live")\nasync def live(socket: WebSocket):\n    with SessionLocal() as session: ...',
    "a module without routes": "shared = httpx.AsyncClient()",
    "a lifespan": "async def lifespan(app):\n    async with httpx.AsyncClient() as client:\n        yield\n\n\n" + handler("..."),
    "the module of the application": "settings = Settings()\napp = FastAPI()\n\n\n" + handler("..."),
    "an application factory": "def create_app():\n    engine = create_engine('x')\n    app = FastAPI()\n    return app\n\n\n"
    + handler("..."),
    "the defaults of the settings": handler("default_settings = Settings()", "return default_settings.name"),
    "settings of given values": handler("return Settings(name='x').name"),
    "a background job": "def job():\n    with SessionLocal() as session: ...\n\n\n"
    + handler("tasks.add_task(job)", signature="list_orders(tasks: BackgroundTasks)"),
}


@pytest.mark.parametrize("text", SILENT.values(), ids=SILENT.keys())
def test_what_belongs_where_it_is_made_is_silent(text: str):
    assert said(text) == []


@pytest.mark.parametrize("name", ["core", "infrastructure"])
def test_core_and_infrastructure_make_what_is_shared(name: str):
    files = {"shop/api/orders.py": api(handler("Settings()"))}
    assert outcomes(files, components=(Component(name, ("shop/**",)),)) == []
    assert len(outcomes(files, components=(Component("api", ("shop/**",)),))) == 1


@pytest.mark.parametrize("path", ["tests/test_orders.py", "shop/api/tests/conftest.py"])
def test_tests_are_silent(path: str):
    assert outcomes({path: api(handler("Settings()"))}) == []


def test_flask_has_no_dependencies():
    text = "import requests\nfrom flask import Flask\n\napp = make()\n\n\n@app.get('/x')\ndef show():\n    return requests.Session()\n"
    assert outcomes({"shop/web.py": text}) == []


def test_the_remedy_names_the_type():
    (found,) = outcomes({"shop/api/orders.py": api(handler("async with AsyncSessionLocal() as session:", "    ..."))})
    assert isinstance(found, Violation)
    assert "`session: Annotated[AsyncSession, Depends(get_session)]`" in found.remedy
    assert (found.path, found.line) == ("shop/api/orders.py", 17)


def test_it_stands_on_the_call_that_the_change_adds():
    base = {**SHOP, "shop/api/orders.py": api(handler("Settings()", "x = 1"))}
    head = {"shop/api/orders.py": api(handler("Settings()", "x = 1", "client = httpx.Client()"))}
    (found,) = outcomes(head, base)
    assert isinstance(found, Violation)
    assert found.line == api(handler("Settings()")).rstrip().count("\n") + 2


def test_option_factories_names_further_ones():
    text = "import stripe\nfrom shop.db import connect\n\n\n" + handler("stripe.StripeClient('key')")
    assert said(text) == []
    assert said(text, factories=["stripe.StripeClient"]) == ["`list_orders` makes its own client (`stripe.StripeClient()`)."]
    own = "from shop.config import Order\n\n\n" + handler("Order()")
    assert said(own, factories=["shop.config.Order"]) == ["`list_orders` makes its own client (`Order()`)."]


def test_option_allowed_names_what_a_handler_may_make():
    assert said(handler("httpx.AsyncClient()"), allowed=["httpx.AsyncClient"]) == []
    assert said(handler("Settings()"), allowed=["shop.config.Settings"]) == []
