import time
from collections.abc import Mapping

import pytest
from tests.fakes.facts import facts_of
from tests.rules.examples import judged

from tenet.domain.finding import Novelty, Violation
from tenet.rules.api.untyped_boundary import RULE, Options

PATH = "shop/api/orders.py"
START = '''
"""Orders over HTTP."""

from collections.abc import AsyncIterator, Mapping
from typing import Annotated, Any, Dict, List, Optional, TypedDict, Union
from uuid import UUID

from fastapi import APIRouter, BackgroundTasks, Body, Depends, FastAPI, Form, Query, Request, Response, UploadFile, status
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, StreamingResponse
from sqlalchemy.orm import Session

from shop.dependencies import CurrentUser, Filters, OrderRow, Payload, SessionDep, current_user, get_session
from shop.domain import orders
from shop.models import Item, ItemBase, Order, User
from shop.schemas import OrderCreate, OrderOut, Page

router = APIRouter(prefix="/orders")
'''.lstrip()
AROUND = {
    "shop/__init__.py": "",
    "shop/schemas.py": """
        from typing import Generic, TypeVar
        from pydantic import BaseModel

        T = TypeVar("T")

        class OrderCreate(BaseModel):
            article: str

        class OrderOut(OrderCreate):
            id: int

        class Page(BaseModel, Generic[T]):
            items: list[T]
        """,
    "shop/models.py": """
        from sqlalchemy.orm import DeclarativeBase
        from sqlmodel import SQLModel

        class Base(DeclarativeBase):
            pass

        class Stamped:
            pass

        class Order(Stamped, Base):
            __tablename__ = "orders"

        class User(Base):
            pass

        class ItemBase(SQLModel):
            title: str

        class Item(ItemBase, table=True):
            id: int
        """,
    "shop/dependencies.py": """
        from typing import Annotated, Any, Optional
        from fastapi import Depends
        from sqlalchemy.orm import Session
        from shop.models import Order, User

        def get_session(): ...
        def current_user() -> User: ...

        SessionDep = Annotated[Session, Depends(get_session)]
        CurrentUser = Annotated[User, Depends(current_user)]
        Filters = Annotated[dict, Depends(get_session)]
        Payload = dict[str, Any]
        OrderRow = Optional[Order]
        """,
}


def violations(head: str, base: str | None = None, **options: object) -> list[Violation]:
    before = {} if base is None else {**AROUND, PATH: START + base}
    facts = facts_of(before, {**AROUND, PATH: START + head})
    return [one for one in RULE.run(facts, Options.model_validate(options)) if isinstance(one, Violation)]


def handler(parameters: str, result: str = "OrderOut", body: str = "return await orders.place()", decorator: str = 'post("/"') -> str:
    arrow = f" -> {result}" if result else ""
    return f"\n\n@router.{decorator})\nasync def place_order({parameters}){arrow}:\n    {body}\n"


UNTYPED = [
    ("payload: dict", "takes `payload: dict`"),
    ("payload: Dict[str, Any]", "takes `payload: Dict[str, Any]`"),
    ("payload: Payload", "takes `payload: Payload`"),
    ("payload: dict | None = None", "takes `payload: dict | None`"),
    ("payload: 'dict[str, Any]' = Body(...)", "takes `payload: 'dict[str, Any]'`"),
    ("payload: Annotated[dict, Body()]", "takes `payload: Annotated[dict, Body()]`"),
    ("payload: list[dict]", "takes `payload: list[dict]`"),
    ("payload: List[Dict[str, str | dict]]", "takes `payload: List[Dict[str, str | dict]]`"),
    ("payload: Any", "takes `payload: Any`"),
    ("payload: Mapping[str, Any]", "takes `payload: Mapping[str, Any]`"),
    ("payload: list", "takes `payload: list`"),
    ("payload: Item", "takes `payload: Item`, the model of a table"),
    ("order_id", "takes `order_id` without a type"),
    ("page=1, size=Query(20)", "takes `page` without a type, `size` without a type"),
    ("channel=Form(...)", "takes `channel` without a type"),
]


@pytest.mark.parametrize(("parameters", "said"), UNTYPED, ids=[said for _, said in UNTYPED])
def test_a_parameter_without_a_type_of_its_fields_is_flagged(parameters: str, said: str):
    (violation,) = violations(handler(parameters))
    assert violation.message == f"`place_order` (`POST /orders/`) {said}."
    assert violation.novelty is Novelty.NEW


UNTYPED_RESULTS = [
    ("dict", "returns `dict`"),
    ("dict[str, Any]", "returns `dict[str, Any]`"),
    ("list[dict[str, Any]]", "returns `list[dict[str, Any]]`"),
    ("Any", "returns `Any`"),
    ("Optional[dict]", "returns `Optional[dict]`"),
    ("Union[OrderOut, dict]", "returns `Union[OrderOut, dict]`"),
    ("Order", "returns `Order`, the model of a table"),
    ("list[User]", "returns `list[User]`, the model of a table"),
    ("OrderRow", "returns `OrderRow`, the model of a table"),
    ("dict[str, Order]", "returns `dict[str, Order]`, the model of a table"),
    ("Item", "returns `Item`, the model of a table"),
    ("", "states no type of what it returns"),
]


@pytest.mark.parametrize(("result", "said"), UNTYPED_RESULTS)
def test_a_result_without_a_type_of_its_fields_is_flagged(result: str, said: str):
    (violation,) = violations(handler("payload: OrderCreate", result))
    assert violation.message == f"`place_order` (`POST /orders/`) {said}."


def test_a_response_model_speaks_for_the_result():
    assert violations(handler("payload: OrderCreate", "Any", decorator='post("/", response_model=OrderOut')) == []
    assert violations(handler("payload: OrderCreate", "", decorator='post("/", response_model=list[OrderOut]')) == []
    (violation,) = violations(handler("payload: OrderCreate", "OrderOut", decorator='post("/", response_model=dict'))
    assert "returns `dict`" in violation.message


def test_everything_is_said_once_with_models_to_make():
    (violation,) = violations(handler("payload: dict, page", "dict"))
    assert violation.message == "`place_order` (`POST /orders/`) takes `payload: dict`, `page` without a type and returns `dict`."
    assert violation.remedy == (
        "Declare `class PlaceOrderRequest(BaseModel)` for `payload`. Annotate `page`. "
        "Declare `class PlaceOrderResponse(BaseModel)` and return it: `-> PlaceOrderResponse`."
    )
    assert (violation.path, violation.key) == (PATH, "place_order")
    assert violation.data["untyped"] == [
        {"name": "payload", "type": "dict"},
        {"name": "page", "type": None},
        {"name": "return", "type": "dict"},
    ]


def test_the_model_that_a_handler_makes_is_the_type_to_state():
    (violation,) = violations(handler("payload: OrderCreate", "", "return OrderOut(id=1, article=payload.article)"))
    assert violation.remedy == "State what it returns: `-> OrderOut`."
    (violation,) = violations(handler("payload: OrderCreate", "", "return Order(id=1)"))
    assert violation.remedy == "State what it returns: a scalar, a model, or a list of one: `class PlaceOrderResponse(BaseModel)`."


def test_the_type_that_the_body_states_is_the_type_to_state():
    stated = handler("order_id: int", "", "found: list[OrderOut] = []\n    found.append(orders.get(order_id))\n    return found")
    (violation,) = violations(stated)
    assert violation.remedy == "State what it returns: `-> list[OrderOut]`."
    (violation,) = violations(stated.replace("list[OrderOut]", "list[dict]"))
    assert "class PlaceOrderResponse(BaseModel)" in violation.remedy


def test_a_list_stays_a_list():
    (violation,) = violations(handler("lines: list[dict]", "list", "return orders.place(lines)"))
    assert violation.remedy == (
        "Declare `class PlaceOrderRequest(BaseModel)` for `lines: list[PlaceOrderRequest]`. "
        "Declare `class PlaceOrderResponse(BaseModel)` and return it: `-> list[PlaceOrderResponse]`."
    )


TYPED = {
    "models": handler("payload: OrderCreate", "OrderOut"),
    "containers of models": handler("payload: list[OrderCreate]", "Page[OrderOut]"),
    "an envelope": handler("payload: OrderCreate", "Page[dict]"),
    "a mapping of models": handler("payload: dict[str, OrderCreate]", "dict[UUID, list[OrderOut]]"),
    "a model of SQLModel that is no table": handler("payload: ItemBase", "ItemBase"),
    "scalars of path and query": handler("order_id: int, q: str | None = None, tags: list[str] = Query([])", "int"),
    "dependencies": handler("session: SessionDep, user: CurrentUser, filters: Filters, db: Session = Depends(get_session)"),
    "a dependency without a type": handler("db=Depends(get_session), user: User = Depends(current_user)"),
    "what the framework fills in": handler("request: Request, tasks: BackgroundTasks, response: Response, file: UploadFile"),
    "a response": handler("order_id: int", "Response", "return Response(b'')"),
    "a file": handler("order_id: int", "FileResponse", "return FileResponse('x')"),
    "a response that is made": handler("order_id: int", "", "return RedirectResponse('/')"),
    "a response in either case": handler("order_id: int", "", "return JSONResponse({}) if order_id else HTMLResponse('')"),
    "a response, whatever the annotation says": handler("order_id: int", "dict", "return JSONResponse({})"),
    "a response by a helper": handler("order_id: int", "", "return _answer()") + "\n\ndef _answer():\n    return JSONResponse({})\n",
    "the response that was given": handler("response: Response", "", "return response"),
    "a response by a helper of a helper": handler("order_id: int", "", "return await _first()")
    + """

async def _first():
    if orders.closed:
        return _error(503)
    answer = _error(200)
    return answer


def _error(status):
    answer = Response(status_code=status)
    return answer
""",
    "a response of a class of the repository": (
        "\n\nclass Fast(JSONResponse):\n    pass\n" + handler("order_id: int", "", "return Fast({'id': order_id})")
    ),
    "a stream": handler("order_id: int", "", "return StreamingResponse(orders.rows())"),
    "a generator": handler("order_id: int", "AsyncIterator[str]", "yield 'x'"),
    "no content": handler(
        "order_id: int", "", "return await orders.delete()", 'delete("/{order_id}", status_code=status.HTTP_204_NO_CONTENT'
    ),
    "no content by number": handler("order_id: int", "", "return await orders.delete()", 'delete("/{order_id}", status_code=204'),
    "nothing": handler("order_id: int", "", "await orders.delete(order_id)"),
    "None": handler("order_id: int", "None", "return None"),
    "a class of responses": handler("order_id: int", "", "return orders.page()", 'get("/", response_class=HTMLResponse'),
    "no model but responses": handler("a: int", "dict | Response", "return orders.raw()", 'get("/", response_model=None'),
    "no model on purpose": handler("a: int", "", "return orders.raw()", 'get("/", response_model=None'),
    "a described answer": handler("a: int", "", "return orders.raw()", 'get("/", responses={200: {"model": OrderOut}}'),
    "another content": handler("a: int", "", "return orders.raw()", 'get("/", responses={200: {"content": {"image/png": {}}}}'),
    "keywords from elsewhere": handler("a: int", "", "return orders.raw()", 'get("/", **orders.OPTIONS'),
    "outside the schema": handler("payload: dict", "dict", "return {}", 'post("/", include_in_schema=False'),
    "a typed dictionary": "\n\nclass Line(TypedDict):\n    id: int\n" + handler("line: Line", "list[Line]"),
    "Any that is a page": handler("a: int", "Any", "return HTMLResponse('')"),
    "counts by name": handler("a: int", "dict[str, int]", "return await orders.count_by_state()"),
    "labels by name": handler("labels: dict[str, str]", "OrderOut", "return await orders.label(labels)"),
    "a redirect of a library": handler("request: Request", "", "return await orders.oauth.authorize_redirect(request)"),
    "a web socket": "\n\n@router.websocket('/live')\nasync def live(socket, data: dict):\n    return {}\n",
    "a health check": '\n\n@router.get("/health")\ndef health() -> dict[str, str]:\n    return {"status": "ok"}\n',
    "what a standard lays down": '\n\n@router.get("/.well-known/jwks.json")\ndef keys() -> dict:\n    return {}\n',
    "a function that serves no route": "\n\ndef place_order(payload: dict) -> dict:\n    return payload\n",
    "an unknown marker": handler("service: Annotated[dict, orders.Inject()]"),
}


@pytest.mark.parametrize("head", TYPED.values(), ids=TYPED)
def test_a_typed_boundary_is_not_flagged(head: str):
    assert violations(head) == []


def test_a_mapping_of_scalars_whose_keys_are_written_out_is_a_record():
    (violation,) = violations(handler("a: int", "dict[str, str]", 'return {"message": "placed"}'))
    assert "returns `dict[str, str]`" in violation.message
    (violation,) = violations(handler("data: dict[str, str]", "OrderOut", 'return await orders.place(data["article"])'))
    assert "takes `data: dict[str, str]`" in violation.message
    (violation,) = violations(handler("data: dict[str, str]", "OrderOut", 'return await orders.place(data.get("article"))'))
    assert "takes `data: dict[str, str]`" in violation.message


def test_a_method_of_a_class_of_handlers_is_judged_without_self():
    head = "\n\nclass Orders:\n    @router.get('/{order_id}')\n    def find(self, order_id: int):\n        return orders.find(order_id)\n"
    (violation,) = violations(head)
    assert violation.message == "`find` (`GET /orders/{order_id}`) states no type of what it returns."


def test_a_handler_inside_a_method_has_no_self():
    head = """

class Plugin:
    def mount(self, app: FastAPI) -> None:
        @app.post("/signin")
        def signin(body: dict) -> OrderOut:
            return orders.signin(body)
"""
    (violation,) = violations(head)
    assert violation.message == "`signin` (`POST /signin`) takes `body: dict`."


def test_handlers_of_other_frameworks_are_not_judged():
    files = {
        "web.py": "from flask import Flask\napp = Flask(__name__)\n\n@app.get('/orders')\ndef orders():\n    return {}\n",
    }
    assert list(RULE.run(facts_of({}, files), Options())) == []


@pytest.mark.parametrize(
    ("model", "flagged"),
    [
        ("from django.db import models\n\nclass Order(models.Model):\n    pass\n", True),
        ("from sqlalchemy.ext.declarative import declarative_base\n\nBase = declarative_base()\n\nclass Order(Base):\n    pass\n", True),
        ("from sqlmodel import SQLModel\n\nclass Row(SQLModel, table=True):\n    id: int\n\nclass Order(Row):\n    pass\n", False),
        ("from dataclasses import dataclass\n\n@dataclass\nclass Order:\n    id: int\n", False),
        ("from pydantic import BaseModel\n\nclass Order(BaseModel):\n    id: int\n", False),
        ("class Order(Order):\n    pass\n", False),
    ],
)
def test_a_table_is_told_by_what_it_extends(model: str, flagged: bool):
    start = "from fastapi import FastAPI\nfrom shop.rows import Order\napp = FastAPI()\n\n"
    api = f"{start}@app.get('/x')\ndef x() -> Order:\n    return find()\n"
    files = {"shop/__init__.py": "", "shop/rows.py": model, "shop/api.py": api}
    assert len(list(RULE.run(facts_of({}, files), Options()))) == flagged


def findings(head: Mapping[str, str], base: Mapping[str, str]) -> list[int | None]:
    return [one.line for one in judged(base, head, RULE.id).findings if one.rule == RULE.id]


def test_what_was_there_before_is_shown_only_when_everything_is_asked_for():
    base = handler("payload: dict", "OrderOut")
    head = handler("payload: dict", "OrderOut", "return await orders.place(payload)")
    assert findings({**AROUND, PATH: START + head}, {**AROUND, PATH: START + base}) == []
    (violation,) = violations(head, base, scope="all")
    assert violation.novelty is Novelty.BASELINE


def test_a_boundary_that_loses_its_type_is_new():
    (violation,) = violations(handler("payload: dict", "dict"), handler("payload: dict", "OrderOut"))
    assert violation.novelty is Novelty.NEW


def test_a_handler_that_moves_is_not_new():
    head = handler("payload: dict")
    other = START.replace("Orders over HTTP", "More")
    base_files = {**AROUND, PATH: START + head, "shop/api/more.py": other}
    assert findings({**AROUND, PATH: START, "shop/api/more.py": other + head}, base_files) == []


def test_an_untouched_handler_is_not_looked_at():
    base = handler("payload: dict")
    assert violations(base + "\n\ndef helper():\n    return 1\n", base) == []


def test_option_exempt_names_routes_that_need_no_types():
    head = '\n\n@router.post("/webhook")\ndef webhook(payload: dict) -> None:\n    orders.receive(payload)\n'
    assert violations(head, exempt=["orders/webhook"]) == []
    assert len(violations(TYPED["a health check"], exempt=[])) == 1


HOSTILE = {
    "aliases in a circle": "\n\nA = list[B]\nB = list[A]\n" + handler("payload: A"),
    "aliases that double": "".join(f"\nA{n} = Union[A{n + 1}, list[A{n + 1}]]" for n in range(60)) + handler("payload: A0"),
    "a deep type": handler("payload: " + "list[" * 80 + "OrderCreate" + "]" * 80),
    "many parameters": handler(", ".join(f"a{n}: OrderCreate" for n in range(800))),
    "helpers in a circle": handler("a: int", "", "return one()") + "\n\ndef one():\n    return two()\n\n\ndef two():\n    return one()\n",
}


@pytest.mark.untraced
@pytest.mark.parametrize("head", HOSTILE.values(), ids=HOSTILE)
def test_code_of_any_form_takes_no_long_time(head: str):
    start = time.process_time()
    violations(head)
    assert time.process_time() - start < 6
