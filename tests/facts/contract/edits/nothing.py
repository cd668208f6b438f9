"""Edits that change neither what the shop promises nor what it does."""

from collections.abc import Mapping

from tests.facts.contract.edits.shop import CUSTOMERS, ERRORS, KINDS, ORDERS, SCHEMAS, SERVICES, Files, edit

_GET_SERVICE = "def get_service(session: Session = Depends(get_session)) -> OrderService:\n    return OrderService(session)\n"
_TAX = SERVICES[SERVICES.index("def tax_of") : SERVICES.index("def each")]
_DETACHED = SERVICES[SERVICES.index("    @classmethod\n") : SERVICES.index("    @staticmethod")]
_USER = SCHEMAS[SCHEMAS.index("class User") : SCHEMAS.index("class Page")]
_NOTIFY = ORDERS[ORDERS.index("def _notify") :]
_AVATAR = CUSTOMERS[CUSTOMERS.index('@router.post("/me/avatar")') : CUSTOMERS.index("@router.api_route")]
_TWO = '@router.get("/me/orders")\n', '@router.get("/me/purchases", include_in_schema=False)\n'

TEXT: Mapping[str, Files] = {
    "a comment is reworded": edit("orders", "# newest first", "# the newest come first"),
    "a comment is added": edit("services", "LIMIT = 100", "# as many as a page shows\nLIMIT = 100"),
    "a comment is removed": edit("orders", "    # newest first\n", ""),
    "a module's docstring is reworded": edit("services", '"""What orders do."""', '"""All that orders do."""'),
    "a module's docstring is removed": edit("main", '"""The application."""\n', ""),
    "a class gets a docstring": edit("kinds", "class Address(TypedDict):", 'class Address(TypedDict):\n    """Where to."""\n'),
    "a handler's docstring is reworded": edit("orders", '"""The latest orders."""', '"""The latest orders, hidden ones left out."""'),
    "a function gets a docstring": edit("services", "    return amount * rate", '    """What is due."""\n    return amount * rate'),
    "a field gets a docstring": edit("schemas", "    detail: str", '    detail: str\n    """What went wrong."""'),
    "a type: ignore is added": edit("services", "return Order(**values)", "return Order(**values)  # type: ignore[arg-type]"),
    "a noqa is added": edit("main", "import logging", "import logging  # noqa: F401"),
    "quotes change": edit("services", 'RuntimeError("refused")', "RuntimeError('refused')"),
    "a call is wrapped": edit("services", "min(limit, LIMIT)", "min(\n            limit,\n            LIMIT,\n        )"),
    "a signature is wrapped": edit(
        "services", "number: int, note: str) -> Order", "\n        number: int,\n        note: str,\n    ) -> Order"
    ),
    "parentheses are added": edit("services", "return amount * rate", "return (amount * rate)"),
    "a chain is split by backslashes": edit("services", "query(OrderRow).limit", "query(OrderRow) \\\n            .limit"),
    "blank lines are added": edit("schemas", "    name: str\n    price", "\n    name: str\n\n    price"),
    "tabs indent": edit("errors", "    status = 404", "\tstatus = 404"),
    "line ends change": {"shop/errors.py": edit("errors")["shop/errors.py"].replace("\n", "\r\n")},
    "a trailing comma": edit("models", 'Index("ix_orders_key", "key"))', 'Index("ix_orders_key", "key"),)'),
    "a number with underscores": edit("services", "LIMIT = 100", "LIMIT = 1_00"),
    "a string in two pieces": edit("settings", '"sqlite://"', '"sqlite" "://"'),
    "statements on one line": edit(
        "errors", "class OrderNotFound(ShopError):\n    status = 404", "class OrderNotFound(ShopError): status = 404"
    ),
    "an encoding line": edit("errors", "class ShopError", "# -*- coding: utf-8 -*-\nclass ShopError"),
    "a test changes": edit("test_services", "assert tax_of(100) == 19", "assert tax_of(200) == 38"),
    "a test is added": {"shop/tests/test_errors.py": "from shop.errors import ShopError\n\n\ndef test_status(): ...\n"},
    "a test module goes": {"shop/tests/test_services.py": None},
    "test support is added": {"shop/conftest.py": "def client(): ...\n"},
}

IMPORTS: Mapping[str, Files] = {
    "imports are sorted": edit(
        "schemas",
        "from datetime import datetime\nfrom decimal import Decimal\n",
        "from decimal import Decimal\nfrom datetime import datetime\n",
    ),
    "a module instead of its name": edit(
        "schemas", "from datetime import datetime", "import datetime", "placed_at: datetime", "placed_at: datetime.datetime"
    ),
    "a module under an alias": edit(
        "services",
        "from decimal import Decimal",
        "import decimal as d",
        "Decimal(0)",
        "d.Decimal(0)",
        'Decimal("0.19")',
        'd.Decimal("0.19")',
        ": Decimal",
        ": d.Decimal",
        "-> Decimal",
        "-> d.Decimal",
    ),
    "a name under an alias": edit(
        "services",
        "from shop.models import OrderRow",
        "from shop.models import OrderRow as Row",
        "(OrderRow",
        "(Row",
        "= OrderRow",
        "= Row",
    ),
    "an import in a function": edit(
        "services",
        "from shop.errors import OrderNotFound\n",
        "",
        "        if row is None:",
        "        from shop.errors import OrderNotFound\n\n        if row is None:",
    ),
    "a relative import": edit("services", "from shop.models import", "from .models import"),
    "an unused import": edit("errors", "class ShopError", "import json\n\n\nclass ShopError"),
    "a future import": edit("errors", "class ShopError", "from __future__ import annotations\n\n\nclass ShopError"),
    "an import for type checkers": edit("services", "    from shop.kinds import Clock", "    from shop.kinds import Clock, Money"),
    "an import from where it is re-exported": {
        "shop/api/__init__.py": "from shop.api.deps import get_service\n",
        **edit(
            "orders",
            "from shop.api.deps import CurrentUser, PageDep, get_service, require_key",
            "from shop.api import get_service\nfrom shop.api.deps import CurrentUser, PageDep, require_key",
        ),
    },
    "fastapi's names by their module": edit(
        "customers",
        "from fastapi import APIRouter, Cookie, File, Form, Header, UploadFile",
        "import fastapi\nfrom fastapi import APIRouter, File, Form, Header, UploadFile",
        "= Cookie()",
        "= fastapi.Cookie()",
    ),
    "another name for a router's class": edit(
        "customers", "from fastapi import APIRouter,", "from fastapi import APIRouter as Router,", "= APIRouter(", "= Router("
    ),
}

ANNOTATIONS: Mapping[str, Files] = {
    "Optional as a union": edit("schemas", "note: Optional[str]", "note: str | None"),
    "Union as a union": edit("schemas", "Union[int, str, None]", "int | str | None"),
    "a union in another order": edit("schemas", "Union[int, str, None]", "None | str | int"),
    "List as list": edit("schemas", "List[Line]", "list[Line]"),
    "Dict as dict": edit("schemas", "Dict[str, str]", "dict[str, str]"),
    "a literal in another order": edit("schemas", 'Literal["web", "shop"]', "Literal['shop', 'web']"),
    "a quoted annotation": edit("schemas", "    count: int = 1", "    count: 'int' = 1"),
    "an annotation that loses its quotes": edit("services", '-> "Optional[Clock]"', "-> Optional[Clock]"),
    "an Optional inside of Mapped": edit("models", "Mapped[Optional[str]]", "Mapped[str | None]"),
    "a response model as the return type": edit("orders", '"", response_model=List[Order])', '"")'),
    "a response model in another style": edit("orders", "response_model=List[Order]", "response_model=list[Order]"),
    "a parameter as Annotated": edit(
        "orders",
        'state: Optional[str] = Query(None, max_length=20, description="Only orders in this state."),',
        "state: Annotated[str | None, Query(max_length=20)] = None,",
    ),
    "a dependency as Annotated": edit(
        "orders",
        "    service: OrderService = Depends(get_service),\n) -> List",
        ") -> List",
        "    page: PageDep,\n",
        "    page: PageDep,\n    service: Annotated[OrderService, Depends(get_service)],\n",
    ),
    "a dependency by its alias": edit(
        "orders",
        "    user: CurrentUser,",
        "    user: Annotated[User, Depends(current_user)],",
        "CurrentUser, PageDep, get_service",
        "PageDep, current_user, get_service",
        "OrderIn, Problem",
        "OrderIn, Problem, User",
    ),
    "a new alias": edit(
        "deps", "PageDep = ", "Key = Annotated[str, Header()]\nPageDep = ", "x_key: Annotated[str, Header()]", "x_key: Key"
    ),
    "an annotation that was missing": edit(
        "services", "def _to_order(record, extra=0):", "def _to_order(record: OrderRow, extra: int = 0) -> Order:"
    ),
    "a local's annotation": edit("services", "result = []", "result: list[Order] = []"),
    "a constructor's return type": edit("services", "= None):\n        self._session", "= None) -> None:\n        self._session"),
    "a constant's annotation": edit("services", "LIMIT = 100", "LIMIT: int = 100"),
    "a final constant": edit("services", "LIMIT = 100", "LIMIT: Final = 100"),
    "a type variable": edit("kinds", "OrderId = ", 'T = TypeVar("T")\nOrderId = '),
    "an overload is added": edit(
        "kinds",
        "def parse(text):",
        "def parse(text: int) -> Money: ...\ndef parse(text):",
        "-> Money: ...\ndef parse(text: int)",
        "-> Money: ...\n@overload\ndef parse(text: int)",
    ),
    "an overload goes": edit("kinds", "@overload\ndef parse(text: bytes) -> Money: ...\n", ""),
    "a cast": edit(
        "services",
        "return Order(**values)",
        "return typing.cast(Order, Order(**values))",
        "from decimal import Decimal\n",
        "import typing\nfrom decimal import Decimal\n",
    ),
    "an override mark": edit(
        "errors",
        "    def __init__",
        "    @override\n    def __init__",
        "class ShopError",
        "from typing import override\n\n\nclass ShopError",
    ),
    "a status by its name": edit("orders", "status_code=204", "status_code=status.HTTP_204_NO_CONTENT"),
    "a status as a number": edit("orders", "status.HTTP_201_CREATED", "201"),
}

WRITING: Mapping[str, Files] = {
    "a required field said with dots": edit("schemas", "    email: str\n", "    email: str = ...\n"),
    "a required field said with Field": edit("schemas", "    email: str\n", "    email: str = Field(...)\n"),
    "a required field that no longer says so": edit("schemas", "Field(..., gt=0, decimal_places=2)", "Field(gt=0, decimal_places=2)"),
    "a field's default by keyword": edit("schemas", "Field(default=False, alias", "Field(False, alias"),
    "a field's default as Field": edit("schemas", "    count: int = 1", "    count: int = Field(1)"),
    "a field's description": edit("schemas", "Who orders.", "The customer who orders."),
    "a field's title and examples": edit("schemas", "max_length=80,", 'max_length=80, title="Customer", examples=["Ada"],'),
    "a constraint in another order": edit("schemas", "gt=0, decimal_places=2", "decimal_places=2, gt=0"),
    "a constraint in Annotated": edit(
        "schemas", "price: Decimal = Field(..., gt=0, decimal_places=2)", "price: Annotated[Decimal, Field(gt=0, decimal_places=2)]"
    ),
    "a parameter's description": edit("orders", "Only orders in this state.", "In this state only."),
    "a route's summary and tags": edit(
        "orders",
        '"/{order_id}", response_model_exclude_none=True',
        '"/{order_id}", summary="One order", tags=["one"], response_model_exclude_none=True',
    ),
    "a router's tags": edit("orders", 'tags=["orders"]', 'tags=["orders", "shop"]'),
    "an answer's description": edit("orders", "Sold out.", "No longer there."),
    "a default status code": edit("orders", '"", response_model=List[Order]', '"", response_model=List[Order], status_code=200'),
    "a path parameter said with Path": edit("orders", "def cancel_order(order_id: int,", "def cancel_order(order_id: int = Path(),"),
    "a route's path by keyword": edit("customers", '@router.get("/me")', '@router.get(path="/me")'),
    "a path as a constant": edit("customers", '@router.get("/me")', "@router.get(ME)", "router = ", 'ME = "/me"\nrouter = '),
    "a prefix as a constant": edit("customers", 'prefix="/customers"', "prefix=PREFIX", "router = ", 'PREFIX = "/customers"\nrouter = '),
    "a default as a constant": edit(
        "orders", "Query(50, ge=1, le=100)", "Query(DEFAULT, ge=1, le=LIMIT)", "LIMIT = 100", "DEFAULT = 50\nLIMIT = 100"
    ),
    "a function's default as a constant": edit("services", "limit: int = 50", "limit: int = PAGE", "LIMIT = 100", "LIMIT = 100\nPAGE = 50"),
    "a constant of another module": {
        **edit("schemas", "max_length=80", "max_length=LONGEST", "from pydantic", "from shop.limits import LONGEST\nfrom pydantic"),
        "shop/limits.py": "LONGEST = 80\n",
    },
    "a value extracted to a constant": edit("services", '"refused"', "REFUSED", "LIMIT = 100", 'LIMIT = 100\nREFUSED = "refused"'),
    "an f-string without a field": edit("services", '"refused"', 'f"refused"'),
    "an f-string of a constant": edit("services", '"refused"', 'f"{REFUSED}"', "LIMIT = 100", 'LIMIT = 100\nREFUSED = "refused"'),
    "a path as an f-string": edit("customers", '"/me/avatar"', 'f"{ME}/avatar"', "router = ", 'ME = "/me"\nrouter = '),
    "a sum of strings": edit("services", '"refused"', '"ref" + "used"'),
    "methods in another order": edit("customers", '["GET", "POST"]', '["POST", "GET"]'),
    "methods as a set": edit("customers", '["GET", "POST"]', '{"GET", "POST"}'),
    "keyword arguments in another order": edit("services", "customer=order.customer, key=key", "key=key, customer=order.customer"),
    "a handler's parameters in another order": edit(
        "orders", "    order: OrderIn,\n    user: CurrentUser,\n", "    user: CurrentUser,\n    order: OrderIn,\n"
    ),
    "an empty list by keyword": edit("kinds", "field(default_factory=list, repr=False)", "field(repr=False, default_factory=list)"),
    "a column without a call": edit("models", "created_at: Mapped[datetime] = mapped_column()", "created_at: Mapped[datetime]"),
    "a column's comment": edit("models", "String(100), nullable=False", 'String(100), nullable=False, comment="What happened."'),
    "a column by its module": edit(
        "models",
        "text = Column(String(100)",
        "text = sa.Column(sa.String(100)",
        "from sqlalchemy import Column",
        "import sqlalchemy as sa\nfrom sqlalchemy import Column",
    ),
    "a return of nothing": edit("deps", "    return None\n", "    return\n"),
    "an empty body": edit("kinds", "def now(self) -> float: ...", "def now(self) -> float:\n        pass"),
}

NAMES_AND_ORDER: Mapping[str, Files] = {
    "a local is renamed": edit("orders", "found", "orders_found"),
    "two locals are renamed": edit(
        "services", "rows", "records", "row in records", "one in records", "row.hidden", "one.hidden", "_to_order(row))", "_to_order(one))"
    ),
    "an exception's name": edit("services", "ValueError as error", "ValueError as fault", "from error", "from fault"),
    "a comprehension's name": edit("services", "price for price in prices", "each_price for each_price in prices"),
    "a helper's parameter is renamed": edit(
        "services", "def _to_order(record, extra=0)", "def _to_order(row, extra=0)", "in record.items()", "in row.items()"
    ),
    "a private method's parameter is renamed": edit("services", "_total(self, prices)", "_total(self, amounts)", "in prices", "in amounts"),
    "a private function is renamed": edit("services", "_to_order", "_as_order"),
    "a private method is renamed": edit("services", "_total", "_sum"),
    "a private class is renamed": edit("kinds", "_Cursor", "_Position"),
    "a handler's local is renamed": edit("orders", "placed", "result"),
    "methods in another order of definition": edit("services", _DETACHED, "", "    def _total", f"{_DETACHED}    def _total"),
    "functions in another order": edit("services", _TAX, "", "def _to_order", f"{_TAX}def _to_order"),
    "a class moves down its module": edit("schemas", _USER, "", "class Problem", f"{_USER}class Problem"),
    "routes in another order": edit("customers", _AVATAR, "", "@router.websocket", f"{_AVATAR}@router.websocket"),
    "a handler's two routes in another order": edit("customers", _TWO[0] + _TWO[1], _TWO[1] + _TWO[0]),
    "constants in another order": edit("services", 'LIMIT = 100\nRATE = Decimal("0.19")', 'RATE = Decimal("0.19")\nLIMIT = 100'),
    "what is public is listed": edit(
        "errors", "class ShopError", '__all__ = ["ShopError", "OrderNotFound", "SoldOut"]\n\n\nclass ShopError'
    ),
    "a function moves to another module": {
        **edit("deps", _GET_SERVICE, "from shop.api.wiring import get_service\n"),
        "shop/api/wiring.py": "from shop.api.deps import Depends, Session, get_session\nfrom shop.services import OrderService\n\n\n"
        + _GET_SERVICE,
    },
    "a module is renamed": {
        **edit("services", "from shop.errors", "from shop.faults"),
        **edit("main", "from shop.errors", "from shop.faults"),
        "shop/errors.py": None,
        "shop/faults.py": ERRORS,
    },
    "a module becomes a package": {"shop/kinds.py": None, "shop/kinds/__init__.py": KINDS},
    "a helper moves to another module": {
        **edit("orders", _NOTIFY, "", "from shop.schemas", "from shop.api.notices import _notify\nfrom shop.schemas"),
        "shop/api/notices.py": f"from shop.api.orders import Order, logger\n\n\n{_NOTIFY}",
    },
}

NOTHING: Mapping[str, Files] = {**TEXT, **IMPORTS, **ANNOTATIONS, **WRITING, **NAMES_AND_ORDER}
