"""Edits that change what the shop promises, each with what became of what."""

from collections.abc import Mapping, Sequence

from tests.facts.contract.edits.shop import CUSTOMERS, MODELS, Files, append, edit

Edit = tuple[Files, Sequence[str]]

_AVATAR = CUSTOMERS[CUSTOMERS.index('@router.post("/me/avatar")') : CUSTOMERS.index("@router.api_route")]
_SUMMARY = '@router.get("/{order_id}/summary")\ndef summary(order_id: int) -> str:\n    return ""\n'

ENDPOINTS: Mapping[str, Edit] = {
    "an endpoint": (append("orders", _SUMMARY), ["added endpoint GET /orders/{order_id}/summary"]),
    "an endpoint goes": (edit("customers", _AVATAR, ""), ["removed endpoint POST /customers/me/avatar"]),
    "an endpoint of a private handler": (
        append("orders", _SUMMARY.replace("def s", "def _s")),
        ["added endpoint GET /orders/{order_id}/summary"],
    ),
    "another path": (
        edit("customers", '"/me/avatar"', '"/me/image"'),
        ["added endpoint POST /customers/me/image", "removed endpoint POST /customers/me/avatar"],
    ),
    "another path parameter": (
        edit(
            "orders",
            '"/{order_id}/note"',
            '"/{number}/note"',
            "def set_note(order_id",
            "def set_note(number",
            "annotate(order_id",
            "annotate(number",
        ),
        ["added endpoint PUT /orders/{number}/note", "removed endpoint PUT /orders/{order_id}/note"],
    ),
    "another method": (
        edit("customers", '@router.post("/me/avatar")', '@router.put("/me/avatar")'),
        ["added endpoint PUT /customers/me/avatar", "removed endpoint POST /customers/me/avatar"],
    ),
    "one method more": (edit("customers", '["GET", "POST"]', '["GET", "POST", "PUT"]'), ["added endpoint PUT /customers/me/export"]),
    "one method less": (edit("customers", '["GET", "POST"]', '["GET"]'), ["removed endpoint POST /customers/me/export"]),
    "a second route of a handler": (
        edit("customers", '@router.get("/me")', '@router.get("/me")\n@router.get("/self")'),
        ["added endpoint GET /customers/self"],
    ),
    "a second route of a handler goes": (
        edit("customers", '@router.get("/me/purchases", include_in_schema=False)\n', ""),
        ["removed endpoint GET /customers/me/purchases"],
    ),
    "a router's prefix": (
        edit("customers", 'prefix="/customers"', 'prefix="/clients"'),
        [
            *(
                f"added endpoint {name}"
                for name in (
                    "GET /clients/export",
                    "GET /clients/me",
                    "GET /clients/me/export",
                    "GET /clients/me/orders",
                    "GET /clients/me/purchases",
                    "POST /clients/me/avatar",
                    "POST /clients/me/export",
                    "WEBSOCKET /clients/me/events",
                )
            ),
            *(
                f"removed endpoint {name}"
                for name in (
                    "GET /customers/export",
                    "GET /customers/me",
                    "GET /customers/me/export",
                    "GET /customers/me/orders",
                    "GET /customers/me/purchases",
                    "POST /customers/me/avatar",
                    "POST /customers/me/export",
                    "WEBSOCKET /customers/me/events",
                )
            ),
        ],
    ),
    "the prefix of an included router": (
        edit("main", 'orders.router, prefix="/v1"', 'orders.router, prefix="/v2"'),
        ["changed endpoint routes of orders.router"],
    ),
    "a router is included": (
        edit("main", "    app.mount", "    app.include_router(audits.router)\n    app.mount"),
        ["added endpoint routes of audits.router"],
    ),
    "a router is no longer included": (
        edit("main", '    app.include_router(customers.router, prefix="/v1")\n', ""),
        ["removed endpoint routes of customers.router"],
    ),
    "a router that needs a key": (
        edit(
            "main",
            'customers.router, prefix="/v1"',
            'customers.router, prefix="/v1", dependencies=[Depends(require_key)]',
            "FastAPI, Request",
            "Depends, FastAPI, Request",
        ),
        ["added parameter x_key of routes of customers.router"],
    ),
    "an application is mounted": (
        edit("main", "    app.mount", '    app.mount("/admin", admin)\n    app.mount'),
        ["added endpoint mount /admin"],
    ),
    "a mounted application goes": (
        edit("main", '    app.mount("/assets", StaticFiles(directory="assets"))\n', ""),
        ["removed endpoint mount /assets"],
    ),
    "the path of a mounted application": (
        edit("main", '"/assets"', '"/static"'),
        ["added endpoint mount /static", "removed endpoint mount /assets"],
    ),
    "an endpoint inside of a function": (
        edit("main", '"/health"', '"/healthz"'),
        ["added endpoint GET /healthz", "removed endpoint GET /health"],
    ),
    "an endpoint that is hidden no longer": (
        edit("main", '"/health", include_in_schema=False', '"/health"'),
        ["changed endpoint GET /health"],
    ),
    "a registered endpoint": (
        edit("customers", 'router.add_api_route("/export"', 'router.add_api_route("/all"'),
        ["added endpoint GET /customers/all", "removed endpoint GET /customers/export"],
    ),
    "a registered endpoint's answer": (
        edit("customers", "response_model=list[Customer])", "response_model=Customer)"),
        ["changed endpoint GET /customers/export"],
    ),
    "a websocket's path": (
        edit("customers", '"/me/events"', '"/events"'),
        ["added endpoint WEBSOCKET /customers/events", "removed endpoint WEBSOCKET /customers/me/events"],
    ),
    "a path's constant": (
        edit("customers", '"/me/avatar"', "AVATAR", "router = ", 'AVATAR = "/avatar"\nrouter = '),
        ["added endpoint POST /customers/avatar", "removed endpoint POST /customers/me/avatar"],
    ),
    "a status code": (edit("orders", "status.HTTP_201_CREATED", "status.HTTP_202_ACCEPTED"), ["changed endpoint POST /orders"]),
    "a status code goes": (edit("orders", "status_code=status.HTTP_201_CREATED, ", ""), ["changed endpoint POST /orders"]),
    "a response model": (edit("orders", "response_model=List[Order]", "response_model=List[OrderIn]"), ["changed endpoint GET /orders"]),
    "a response model where there was none": (
        edit("customers", '"/me/export", methods=["GET", "POST"]', '"/me/export", methods=["GET", "POST"], response_model=Customer'),
        ["changed endpoint GET /customers/me/export", "changed endpoint POST /customers/me/export"],
    ),
    "a handler's return type": (
        edit("customers", "def export() -> list[Customer]", "def export() -> Customer"),
        ["changed endpoint GET /customers/me/export", "changed endpoint POST /customers/me/export"],
    ),
    "a response class": (
        edit("orders", "response_class=Response", "response_class=PlainTextResponse"),
        ["changed endpoint DELETE /orders/{order_id}"],
    ),
    "fields left out of an answer": (edit("orders", ", response_model_exclude_none=True", ""), ["changed endpoint GET /orders/{order_id}"]),
    "an endpoint is deprecated no longer": (edit("orders", "deprecated=True, ", ""), ["changed endpoint PUT /orders/{order_id}/note"]),
    "another answer's model": (edit("orders", '409: {"model": Problem', '409: {"model": Order'), ["changed endpoint POST /orders"]),
    "another answer's status": (edit("orders", "responses={409:", "responses={410:"), ["changed endpoint POST /orders"]),
}

PARAMETERS: Mapping[str, Edit] = {
    "a query parameter": (
        edit("orders", "    limit: int = Query", "    after: int | None = None,\n    limit: int = Query"),
        ["added parameter after of GET /orders"],
    ),
    "a query parameter goes": (
        edit("orders", "    limit: int = Query(50, ge=1, le=100),\n", ""),
        ["removed parameter limit of GET /orders"],
    ),
    "a query parameter is renamed": (
        edit("orders", "    limit: int = Query", "    count: int = Query", "latest(limit", "latest(count"),
        ["added parameter count of GET /orders", "removed parameter limit of GET /orders"],
    ),
    "a query parameter's type": (edit("orders", "limit: int = Query", "limit: float = Query"), ["changed parameter limit of GET /orders"]),
    "a query parameter's default": (edit("orders", "Query(50, ge", "Query(20, ge"), ["changed parameter limit of GET /orders"]),
    "a query parameter is required": (edit("orders", "Query(50, ge", "Query(..., ge"), ["changed parameter limit of GET /orders"]),
    "a query parameter's bound": (edit("orders", "le=100", "le=500"), ["changed parameter limit of GET /orders"]),
    "a query parameter's bound goes": (edit("orders", "ge=1, le=100", "ge=1"), ["changed parameter limit of GET /orders"]),
    "a query parameter's bound by a constant": (
        edit("orders", "le=100", "le=LIMIT", "LIMIT = 100", "LIMIT = 500"),
        ["changed parameter limit of GET /orders"],
    ),
    "a query parameter's alias": (
        edit("orders", "max_length=20,", 'max_length=20, alias="status",'),
        ["changed parameter state of GET /orders"],
    ),
    "a query parameter is deprecated": (
        edit("orders", "max_length=20,", "max_length=20, deprecated=True,"),
        ["changed parameter state of GET /orders"],
    ),
    "a query parameter may be left out": (
        edit(
            "deps",
            "authorization: Annotated[str, Header()]) -> User:\n    return User(name=authorization)\n\n\ndef require",
            "authorization: Annotated[str | None, Header()] = None) -> User:\n    return User(name=authorization)\n\n\ndef require",
        ),
        ["changed signature current_admin"],
    ),
    "a path parameter's type": (
        edit("orders", "def cancel_order(order_id: int", "def cancel_order(order_id: str"),
        ["changed parameter order_id of DELETE /orders/{order_id}"],
    ),
    "a path parameter's bound": (edit("orders", "Path(ge=1)", "Path(ge=0)"), ["changed parameter order_id of GET /orders/{order_id}"]),
    "a header": (
        edit("customers", "def export()", 'def export(x_trace: str = Header(""))'),
        ["added parameter x_trace of GET /customers/me/export", "added parameter x_trace of POST /customers/me/export"],
    ),
    "a header goes": (
        edit("orders", "    idempotency_key: Annotated[str | None, Header()] = None,\n", ""),
        ["removed parameter idempotency_key of POST /orders"],
    ),
    "a header's alias": (
        edit("customers", 'alias="Accept-Language"', 'alias="Language"'),
        ["changed parameter accept_language of GET /customers/me"],
    ),
    "a header becomes a query parameter": (
        edit("orders", "Annotated[str | None, Header()]", "Annotated[str | None, Query()]"),
        ["changed parameter idempotency_key of POST /orders"],
    ),
    "a cookie becomes a header": (
        edit("customers", "session: str = Cookie()", "session: str = Header()"),
        ["changed parameter session of GET /customers/me"],
    ),
    "a cookie goes": (edit("customers", "session: str = Cookie(), ", ""), ["removed parameter session of GET /customers/me"]),
    "a body's model": (edit("orders", "    order: OrderIn,", "    order: Order,"), ["changed parameter order of POST /orders"]),
    "a body's embedding": (edit("orders", "Body(..., embed=True)", "Body(...)"), ["changed parameter note of PUT /orders/{order_id}/note"]),
    "a second body": (
        edit("orders", "    user: CurrentUser,", "    extra: OrderIn,\n    user: CurrentUser,"),
        ["added parameter extra of POST /orders"],
    ),
    "a form field": (
        edit("customers", 'caption: str = Form("")', 'caption: str = Form(""), alt: str = Form("")'),
        ["added parameter alt of POST /customers/me/avatar"],
    ),
    "a form field's default": (edit("customers", 'Form("")', "Form(...)"), ["changed parameter caption of POST /customers/me/avatar"]),
    "a file": (
        edit("customers", "UploadFile = File(...)", "list[UploadFile] = File(...)"),
        ["changed parameter image of POST /customers/me/avatar"],
    ),
    "a dependency that takes parameters": (
        edit(
            "customers",
            "def export()",
            "def export(page: PageDep)",
            "from shop.schemas",
            "from shop.api.deps import PageDep\nfrom shop.schemas",
        ),
        [f"added parameter {name} of {method} /customers/me/export" for name in ("offset", "size") for method in ("GET", "POST")],
    ),
    "a dependency that takes parameters goes": (
        edit("orders", "    user: CurrentUser,\n", ""),
        ["removed parameter authorization of POST /orders"],
    ),
    "a dependency of a route alone": (
        edit("orders", ", dependencies=[Depends(require_key)]", ""),
        ["removed parameter x_key of PUT /orders/{order_id}/note"],
    ),
    "a dependency of a router": (
        edit(
            "customers",
            'prefix="/customers")',
            'prefix="/customers", dependencies=[Depends(require_key)])',
            "from shop.schemas",
            "from shop.api.deps import require_key\nfrom shop.schemas",
        ),
        [
            f"added parameter x_key of {name}"
            for name in (
                "GET /customers/export",
                "GET /customers/me",
                "GET /customers/me/export",
                "GET /customers/me/orders",
                "GET /customers/me/purchases",
                "POST /customers/me/avatar",
                "POST /customers/me/export",
                "WEBSOCKET /customers/me/events",
            )
        ],
    ),
    "another dependency behind an alias": (
        edit("deps", "Annotated[Page, Depends(_page)]\nCurrent", "Annotated[Page, Depends(_sorted_page)]\nCurrent"),
        ["changed type PageDep"],
    ),
    "a parameter of a private dependency": (
        edit("deps", "size: int = 20)", "size: int = 20, total: bool = False)"),
        ["changed signature _page", "changed type PageDep"],
    ),
    "a bound of a private dependency": (
        edit("deps", "Query(0, ge=0)", "Query(0, ge=1)"),
        ["changed signature _page", "changed type PageDep"],
    ),
    "a parameter of a public dependency": (
        edit("deps", "def require_key(x_key", "def require_key(x_api_key"),
        ["changed signature require_key"],
    ),
    "a handler asks for an admin's header": (
        edit("orders", "    tasks: BackgroundTasks,", "    tasks: BackgroundTasks,\n    x_tenant: Annotated[str, Header()],"),
        ["added parameter x_tenant of POST /orders"],
    ),
}

FIELDS: Mapping[str, Edit] = {
    "a field": (edit("schemas", "    email: str\n", "    email: str\n    phone: str | None = None\n"), ["added field Customer.phone"]),
    "a required field": (edit("schemas", "    email: str\n", "    email: str\n    phone: str\n"), ["added field Customer.phone"]),
    "a field goes": (edit("schemas", "    language: str\n", ""), ["removed field Customer.language"]),
    "a field is renamed": (
        edit("schemas", "    language: str\n", "    locale: str\n"),
        ["added field Customer.locale", "removed field Customer.language"],
    ),
    "a field's type": (edit("schemas", "    placed_at: datetime", "    placed_at: str"), ["changed field Order.placed_at"]),
    "a field's inner type": (edit("schemas", "tags: Dict[str, str]", "tags: Dict[str, int]"), ["changed field OrderIn.tags"]),
    "a field may be null": (edit("schemas", "    language: str\n", "    language: str | None\n"), ["changed field Customer.language"]),
    "a field is required": (edit("schemas", "note: Optional[str] = None", "note: Optional[str]"), ["changed field OrderIn.note"]),
    "a field is required no longer": (
        edit("schemas", "    language: str\n", '    language: str = "en"\n'),
        ["changed field Customer.language"],
    ),
    "a field's default": (edit("schemas", "count: int = 1", "count: int = 2"), ["changed field Line.count"]),
    "a field's default factory": (edit("schemas", "default_factory=list", "default_factory=tuple"), ["changed field OrderIn.lines"]),
    "a field's alias": (edit("schemas", 'alias="isHidden"', 'alias="hiddenFlag"'), ["changed field Order.hidden"]),
    "a field's alias goes": (edit("schemas", ', alias="isHidden"', ""), ["changed field Order.hidden"]),
    "a field's length": (edit("schemas", "max_length=80", "max_length=40"), ["changed field OrderIn.customer"]),
    "a field's pattern": (edit("schemas", "max_length=80", 'max_length=80, pattern="^A"'), ["changed field OrderIn.customer"]),
    "a field's bound": (edit("schemas", "gt=0, decimal", "ge=0, decimal"), ["changed field Line.price"]),
    "a field left out of what is sent": (
        edit("schemas", "Field(default=False, alias", "Field(default=False, exclude=True, alias"),
        ["changed field Order.hidden"],
    ),
    "a literal's member": (edit("schemas", 'Literal["web", "shop"]', 'Literal["web", "shop", "phone"]'), ["changed field OrderIn.channel"]),
    "an enum's member": (edit("schemas", '    PAID = "paid"', '    PAID = "paid"\n    SENT = "sent"'), ["added field State.SENT"]),
    "an enum's member goes": (edit("schemas", '    PAID = "paid"\n', ""), ["removed field State.PAID"]),
    "an enum's value": (edit("schemas", 'PAID = "paid"', 'PAID = "settled"'), ["changed field State.PAID"]),
    "a model": (append("schemas", "class Refund(BaseModel):\n    amount: Decimal\n"), ["added model Refund"]),
    "a model goes": (edit("schemas", "class Problem(BaseModel):\n    detail: str\n", ""), ["removed model Problem"]),
    "a model is renamed": (edit("schemas", "class Problem(", "class Failure("), ["added model Failure", "removed model Problem"]),
    "a model loses its base": (
        edit("schemas", "class Order(OrderIn):", "class Order(Base):"),
        [f"removed field Order.{name}" for name in ("channel", "customer", "lines", "note", "tags")],
    ),
    "a model gets a base": (
        edit(
            "schemas",
            "class User(BaseModel):",
            "class User(Problem):",
            "class User(",
            "class Problem(BaseModel):\n    detail: str\n\n\nclass User(",
            "    size: int\n\n\nclass Problem(BaseModel):\n    detail: str\n",
            "    size: int\n",
        ),
        ["added field User.detail"],
    ),
    "a private base's field": (
        edit("schemas", "class Customer(BaseModel):", "class _Named(BaseModel):\n    nickname: str\n\n\nclass Customer(_Named):"),
        ["added field Customer.nickname"],
    ),
    "names in camel case": (
        edit("schemas", "ConfigDict(from_attributes=True)", "ConfigDict(from_attributes=True, alias_generator=to_camel)"),
        ["changed model Base"],
    ),
    "names beside aliases": (
        edit("schemas", "ConfigDict(from_attributes=True)", "ConfigDict(from_attributes=True, populate_by_name=True)"),
        ["changed model Base"],
    ),
    "other fields are allowed": (edit("schemas", 'ConfigDict(extra="forbid")', 'ConfigDict(extra="allow")'), ["changed model Customer"]),
    "other fields are refused no longer": (
        edit("schemas", '    model_config = ConfigDict(extra="forbid")\n\n', ""),
        ["changed model Customer"],
    ),
    "other fields are refused by a class keyword": (
        edit("schemas", "class User(BaseModel):", 'class User(BaseModel, extra="forbid"):'),
        ["changed model User"],
    ),
    "other fields are refused by an inner class": (
        edit("schemas", "class User(BaseModel):", 'class User(BaseModel):\n    class Config:\n        extra = "forbid"\n'),
        ["changed model User"],
    ),
    "a computed field": (
        edit(
            "schemas",
            "    @computed_field\n",
            "    @computed_field\n    @property\n    def count(self) -> int:\n        return 0\n\n    @computed_field\n",
        ),
        ["added field Order.count"],
    ),
    "a computed field's type": (edit("schemas", "def total(self) -> Decimal", "def total(self) -> float"), ["changed field Order.total"]),
    "a computed field goes": (
        edit(
            "schemas",
            "    @computed_field\n    @property\n    def total(self) -> Decimal:\n"
            "        return sum((line.price for line in self.lines), start=Decimal(0))\n",
            "",
        ),
        ["removed field Order.total"],
    ),
    "a dataclass's field": (
        edit("kinds", '    currency: str = "EUR"', '    currency: str = "EUR"\n    exact: bool = False'),
        ["added field Money.exact"],
    ),
    "a dataclass's field goes": (
        edit("kinds", "    history: list[int] = field(default_factory=list, repr=False)\n", ""),
        ["removed field Money.history"],
    ),
    "a dataclass's default": (edit("kinds", '"EUR"', '"USD"'), ["changed field Money.currency"]),
    "a dataclass's field by keyword alone": (edit("kinds", "repr=False)", "repr=False, kw_only=True)"), ["changed field Money.history"]),
    "a dataclass by keyword alone": (edit("kinds", "@dataclass\n", "@dataclass(kw_only=True)\n"), ["changed model Money"]),
    "a frozen dataclass": (edit("kinds", "@dataclass\n", "@dataclass(frozen=True)\n"), ["changed model Money"]),
    "a typed dict's key": (edit("kinds", "    city: str", "    city: str\n    country: str"), ["added field Address.country"]),
    "a typed dict's key may be left out": (edit("kinds", "    city: str", "    city: NotRequired[str]"), ["changed field Address.city"]),
    "a typed dict's keys may be left out": (
        edit("kinds", "class Address(TypedDict)", "class Address(TypedDict, total=False)"),
        ["changed model Address"],
    ),
    "a named tuple's field": (edit("kinds", "    y: int = 0", "    y: int = 0\n    z: int = 0"), ["added field Point.z"]),
    "a named tuple's fields in another order": (
        edit("kinds", "    x: int\n    y: int = 0", "    y: int\n    x: int = 0"),
        ["changed field Point.x", "changed field Point.y"],
    ),
    "a named tuple's field by its call": (edit("kinds", '["width", "height"]', '["width", "height", "depth"]'), ["changed model Size"]),
    "an enum's member by its call": (edit("kinds", '["RED", "BLUE"]', '["RED", "BLUE", "GREEN"]'), ["changed model Colour"]),
    "an integer enum's member": (edit("kinds", "    HIGH = 2", "    HIGH = 3"), ["changed field Priority.HIGH"]),
    "a protocol's attribute": (edit("kinds", "    zone: str", "    zone: str\n    name: str"), ["added field Clock.name"]),
    "a protocol's method": (edit("kinds", "def now(self) -> float", "def now(self, zone: str) -> float"), ["changed signature Clock.now"]),
}

SIGNATURES: Mapping[str, Edit] = {
    "a function": (append("services", "def discount(amount: Decimal) -> Decimal:\n    return amount\n"), ["added signature discount"]),
    "a function goes": (
        edit("services", "def each(orders: list[Order]) -> Iterator[Order]:\n    yield from orders\n", ""),
        ["removed signature each"],
    ),
    "a function is renamed": (edit("services", "def each(", "def every("), ["added signature every", "removed signature each"]),
    "a function becomes private": (edit("services", "def each(", "def _each("), ["removed signature each"]),
    "a parameter": (edit("services", "rate: Decimal = RATE", "rate: Decimal = RATE, rounded: bool = False"), ["changed signature tax_of"]),
    "a parameter goes": (edit("services", ", rate: Decimal = RATE", "", "amount * rate", "amount * RATE"), ["changed signature tax_of"]),
    "a parameter is renamed": (
        edit("services", "def each(orders", "def each(items", "from orders\n", "from items\n"),
        ["changed signature each"],
    ),
    "a parameter's type": (
        edit("services", "def find(self, number: int)", "def find(self, number: str)"),
        ["changed signature OrderService.find"],
    ),
    "a parameter's default": (edit("services", "limit: int = 50", "limit: int = 20"), ["changed signature OrderService.latest"]),
    "a parameter is required": (edit("services", "rate: Decimal = RATE", "rate: Decimal"), ["changed signature tax_of"]),
    "a parameter by keyword alone": (
        edit("services", "limit: int = 50, state", "limit: int = 50, *, state"),
        ["changed signature OrderService.latest"],
    ),
    "a parameter by position alone": (
        edit("services", "def each(orders: list[Order])", "def each(orders: list[Order], /)"),
        ["changed signature each"],
    ),
    "a keyword parameter by position too": (
        edit("services", "order: OrderIn, *, key", "order: OrderIn, key"),
        ["changed signature OrderService.place"],
    ),
    "parameters in another order": (
        edit("services", "number: int, note: str", "note: str, number: int"),
        ["changed signature OrderService.annotate"],
    ),
    "any number of arguments": (edit("services", "def each(orders: list[Order])", "def each(*orders: Order)"), ["changed signature each"]),
    "any keyword": (
        edit("services", "order: OrderIn, *, key: Optional[str] = None)", "order: OrderIn, *, key: Optional[str] = None, **extra: str)"),
        ["changed signature OrderService.place"],
    ),
    "a return type": (
        edit("services", "def each(orders: list[Order]) -> Iterator[Order]", "def each(orders: list[Order]) -> list[Order]"),
        ["changed signature each"],
    ),
    "a return of nothing too": (
        edit("services", "def find(self, number: int) -> Order", "def find(self, number: int) -> Order | None"),
        ["changed signature OrderService.find"],
    ),
    "a function that is awaited": (edit("services", "def tax_of", "async def tax_of"), ["changed signature tax_of"]),
    "a method that is awaited no longer": (edit("services", "async def place", "def place"), ["changed signature OrderService.place"]),
    "a method": (
        edit("services", "    def cancel", "    def archive(self, number: int) -> None: ...\n\n    def cancel"),
        ["added signature OrderService.archive"],
    ),
    "a method goes": (
        edit("services", "    def cancel(self, number: int) -> None:\n        self._session.delete(self.find(number))\n", ""),
        ["removed signature OrderService.cancel"],
    ),
    "a constructor's parameter": (
        edit("services", '"Optional[Clock]" = None):', '"Optional[Clock]" = None, limit: int = 50):'),
        ["changed signature OrderService.__init__"],
    ),
    "a property becomes a method": (edit("services", "    @property\n", ""), ["changed signature OrderService.clock"]),
    "a property's type": (edit("services", '-> "Optional[Clock]"', '-> "Clock"'), ["changed signature OrderService.clock"]),
    "a class method becomes static": (
        edit("services", "    @classmethod\n    def detached(cls)", "    @staticmethod\n    def detached()"),
        ["changed signature OrderService.detached"],
    ),
    "a static method becomes one of the object": (
        edit("services", "    @staticmethod\n    def describe(order", "    def describe(self, order"),
        ["changed signature OrderService.describe"],
    ),
    "a class": (append("services", "class Archive:\n    def keep(self) -> None: ...\n"), ["added signature Archive"]),
    "a class is renamed": (
        edit("services", "class OrderService", "class Orders"),
        ["added signature Orders", "removed signature OrderService"],
    ),
    "an exception": (append("errors", "class Refused(ShopError): ...\n"), ["added signature Refused"]),
    "an exception goes": (edit("errors", "class OrderNotFound(ShopError):\n    status = 404\n", ""), ["removed signature OrderNotFound"]),
    "an exception's base": (
        edit("errors", "class OrderNotFound(ShopError)", "class OrderNotFound(LookupError)"),
        ["changed signature OrderNotFound"],
    ),
    "an exception's constructor": (edit("errors", "name: str, left: int = 0", "name: str"), ["changed signature SoldOut.__init__"]),
    "a new type's type": (edit("kinds", 'NewType("OrderId", int)', 'NewType("OrderId", str)'), ["changed type OrderId"]),
    "what is public": (
        edit("errors", "class ShopError", '__all__ = ["ShopError"]\n\n\nclass ShopError'),
        ["removed signature OrderNotFound", "removed signature SoldOut"],
    ),
    "a module goes": (
        {"shop/errors.py": None},
        ["removed signature OrderNotFound", "removed signature ShopError", "removed signature SoldOut"],
    ),
    "a module": ({"shop/refunds.py": "def refund(number: int) -> None: ...\n"}, ["added signature refund"]),
    "a module becomes private": (
        {"shop/services.py": None, "shop/_services.py": edit("services")["shop/services.py"]},
        ["removed signature OrderService", "removed signature each", "removed signature tax_of"],
    ),
}

SETTINGS_AND_TABLES: Mapping[str, Edit] = {
    "a setting": (
        edit("settings", "    page_size: int = 50", "    page_size: int = 50\n    retries: int = 3"),
        ["added setting Settings.retries"],
    ),
    "a setting goes": (edit("settings", "    debug: bool = False\n", ""), ["removed setting Settings.debug"]),
    "a setting is renamed": (
        edit("settings", "    debug: bool", "    verbose: bool"),
        ["added setting Settings.verbose", "removed setting Settings.debug"],
    ),
    "a setting's default": (edit("settings", "page_size: int = 50", "page_size: int = 20"), ["changed setting Settings.page_size"]),
    "a setting is required": (
        edit("settings", 'database_url: str = "sqlite://"', "database_url: str"),
        ["changed setting Settings.database_url"],
    ),
    "a setting's type": (edit("settings", "page_size: int = 50", "page_size: float = 50"), ["changed setting Settings.page_size"]),
    "a setting's variable": (
        edit("settings", "debug: bool = False", 'debug: bool = Field(False, validation_alias="SHOP_VERBOSE")'),
        ["changed setting Settings.debug"],
    ),
    "the settings' prefix": (edit("settings", 'env_prefix="SHOP_"', 'env_prefix="STORE_"'), ["changed setting Settings"]),
    "the settings' prefix goes": (edit("settings", 'env_prefix="SHOP_", ', ""), ["changed setting Settings"]),
    "the settings' file": (edit("settings", 'env_file=".env"', 'env_file=".shop.env"'), ["changed setting Settings"]),
    "nested settings": (edit("settings", 'env_file=".env"', 'env_file=".env", env_nested_delimiter="__"'), ["changed setting Settings"]),
    "a second class of settings": (append("settings", "class Mail(BaseSettings):\n    host: str\n"), ["added setting Mail"]),
    "a variable of the environment": (append("settings", 'TRACE = os.getenv("SHOP_TRACE")\n'), ["added setting SHOP_TRACE"]),
    "a variable's default": (edit("settings", '"SHOP_WORKERS", "4"', '"SHOP_WORKERS", "8"'), ["changed setting SHOP_WORKERS"]),
    "a variable is renamed": (
        edit("settings", "SHOP_WORKERS", "WEB_WORKERS"),
        ["added setting WEB_WORKERS", "removed setting SHOP_WORKERS"],
    ),
    "a variable is required no longer": (
        edit("settings", 'os.environ["SHOP_REGION"]', 'os.environ.get("SHOP_REGION", "eu")'),
        ["changed setting SHOP_REGION"],
    ),
    "a table": (
        append("models", 'class TagRow(Base):\n    __tablename__ = "tags"\n\n    id: Mapped[int] = mapped_column(primary_key=True)\n'),
        ["added table TagRow"],
    ),
    "a table goes": (
        {"shop/models.py": MODELS[: MODELS.index("class AuditRow")] + MODELS[MODELS.index("tag_links") :]},
        ["removed table AuditRow"],
    ),
    "a table's name": (edit("models", '"audit"', '"audits"'), ["changed column AuditRow.__tablename__"]),
    "a column": (edit("models", "    key: Mapped", "    note: Mapped[Optional[str]]\n    key: Mapped"), ["added column OrderRow.note"]),
    "a column goes": (edit("models", "    hidden: Mapped[bool] = mapped_column(default=False)\n", ""), ["removed column OrderRow.hidden"]),
    "a column may be null": (
        edit("models", "customer: Mapped[str]", "customer: Mapped[Optional[str]]"),
        ["changed column OrderRow.customer"],
    ),
    "a column may be null by its keyword": (edit("models", "nullable=False", "nullable=True"), ["changed column AuditRow.text"]),
    "a column's type": (edit("models", "String(80)", "String(120)"), ["changed column OrderRow.customer"]),
    "a column's index": (
        edit("models", "mapped_column(String(80))", "mapped_column(String(80), index=True)"),
        ["changed column OrderRow.customer"],
    ),
    "a column is unique no longer": (edit("models", ", unique=True", ""), ["changed column CustomerRow.email"]),
    "a column's server default": (
        edit("models", "mapped_column(default=False)", 'mapped_column(default=False, server_default="0")'),
        ["changed column OrderRow.hidden"],
    ),
    "a foreign key": (
        edit("models", "mapped_column(String(80))", 'mapped_column(String(80), ForeignKey("customers.email"))'),
        ["changed column OrderRow.customer"],
    ),
    "a foreign key's rule": (
        edit("models", 'ForeignKey("customers.id")', 'ForeignKey("customers.id", ondelete="CASCADE")'),
        ["changed column OrderRow.customer_id"],
    ),
    "a table's index": (
        edit("models", 'Index("ix_orders_key", "key")', 'Index("ix_orders_key", "key", "customer")'),
        ["changed table OrderRow"],
    ),
    "a table's index goes": (edit("models", ', Index("ix_orders_key", "key"))', ",)"), ["changed table OrderRow"]),
    "a table's unique constraint": (edit("models", 'UniqueConstraint("customer", "key"), ', ""), ["changed table OrderRow"]),
    "a mixin's column": (
        edit(
            "models", "    created_at: Mapped[datetime] = mapped_column()", "    created_at: Mapped[datetime] = mapped_column(index=True)"
        ),
        ["changed column CustomerRow.created_at", "changed column OrderRow.created_at", "changed column _Recorded.created_at"],
    ),
    "a column of a table without a class": (
        edit("models", '"tag", String(20))', '"tag", String(20)), Column("at", Integer)'),
        ["added column tag_links.at"],
    ),
}

SEEN_IN_PRACTICE: Mapping[str, Edit] = {
    "a field of a private module's model": (
        edit("_wire", "class Receipt(DualBaseModel):", "class Receipt(DualBaseModel):\n    total: int"),
        ["added field Receipt.total"],
    ),
    "a constrained type": (edit("_wire", "le=65536", "le=65535"), ["changed type Port"]),
    "a variable that a configuration object reads": (edit("settings", "default=5", "default=10"), ["changed setting SHOP_POOL_SIZE"]),
    "such a variable is renamed": (
        edit("settings", "SHOP_POOL_SIZE", "SHOP_POOL"),
        ["added setting SHOP_POOL", "removed setting SHOP_POOL_SIZE"],
    ),
    "a variable that an environment of the project's reads": (
        edit("settings", "SHOP_COLOURS", "SHOP_COLORS"),
        ["added setting SHOP_COLORS", "removed setting SHOP_COLOURS"],
    ),
    "a field of a model whose base a function makes": (
        edit("_wire", "class Ticket(make_dual_model(strict=True)):", "class Ticket(make_dual_model(strict=True)):\n    seat: str"),
        ["added field Ticket.seat"],
    ),
    "a field of a model whose base is assigned": (
        edit("_wire", "class Coupon(Core):", "class Coupon(Core):\n    value: int"),
        ["added field Coupon.value"],
    ),
    "a router is included elsewhere": (
        {
            **edit("reports", "router.include_router(yearly)\n", ""),
            **edit("main", "    app.mount", "    app.include_router(yearly)\n    app.mount"),
        },
        ["changed endpoint routes of yearly"],
    ),
    "pages are served": (
        edit("main", "    app.mount", '    app.frontend("/", directory="pages")\n    app.mount'),
        ["added endpoint mount /"],
    ),
    "the status of an endpoint under a decorator of the project's": (
        edit("reports", "status_code=203", "status_code=204"),
        ["changed endpoint GET /reports"],
    ),
    "the parameter of an endpoint under a decorator of the project's": (
        edit("reports", "year: int", "year: int | None = None"),
        ["changed parameter year of GET /reports"],
    ),
}

CONTRACT: Mapping[str, Edit] = {**ENDPOINTS, **PARAMETERS, **FIELDS, **SIGNATURES, **SETTINGS_AND_TABLES, **SEEN_IN_PRACTICE}
