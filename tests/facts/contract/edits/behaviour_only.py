"""Edits that change what the shop does, and nothing that it promises."""

from collections.abc import Mapping

from tests.facts.contract.edits.shop import Files, append, edit

BEHAVIOUR_ONLY: Mapping[str, Files] = {
    "a constant's value": edit("services", "LIMIT = 100\n", "LIMIT = 200\n"),
    "a condition": edit("orders", "if not order.hidden", "if order.hidden"),
    "an operator": edit("services", "return amount * rate", "return amount / rate"),
    "a statement more": edit("services", "self._session.delete", "print(number)\n        self._session.delete"),
    "a statement less": edit("services", "            if row.hidden:\n                continue\n", ""),
    "a log line": edit("services", "        self._session.delete", "        logger.info(number)\n        self._session.delete"),
    "the text of a log line": edit("orders", "placing an order of %s", "order of %s"),
    "the level of a log line": edit("main", "logger.warning", "logger.error"),
    "an error's text": edit("services", '"refused"', '"refused, try again"'),
    "an error's class": edit("services", 'RuntimeError("refused")', 'ValueError("refused")'),
    "what is caught": edit("services", "except ValueError", "except (ValueError, KeyError)"),
    "a private function": append("services", "def _audit(order):\n    print(order)\n"),
    "a private class": append("services", "class _Audit:\n    def write(self, order): ...\n"),
    "a private method": edit("services", "    def _total", "    def _count(self):\n        return 0\n\n    def _total"),
    "a private method's parameter": edit("services", "_total(self, prices)", "_total(self, prices, tax=0)"),
    "a private function's default": edit("orders", "retries: int = 3", "retries: int = 5"),
    "a private method goes": edit(
        "services", "    def _total(self, prices):\n        return sum((price for price in prices), start=Decimal(0))\n", ""
    ),
    "a helper is extracted": edit(
        "services",
        "return amount * rate",
        "return _times(amount, rate)",
        "def each",
        "def _times(one, other):\n    return one * other\n\n\ndef each",
    ),
    "a generator becomes a list": edit("services", "sum((price for price in prices), start", "sum([price for price in prices], start"),
    "a list becomes a comprehension": edit("orders", "list(line.name for line in order.lines)", "[line.name for line in order.lines]"),
    "an early return": edit(
        "services", "        if row is None:", "        if number < 1:\n            return None\n        if row is None:"
    ),
    "a cache on a private method": edit("services", "    def _total", "    @cache\n    def _total"),
    "a validator's body": edit("schemas", "value.strip() if value", "value.strip().lower() if value"),
    "a new validator": edit(
        "schemas",
        "class Order(OrderIn):",
        'class Order(OrderIn):\n    @field_validator("id")\n    @classmethod\n'
        "    def positive(cls, value: int) -> int:\n        return abs(value)\n",
    ),
    "a computed field's body": edit("schemas", "line.price for line", "line.price * line.count for line"),
    "a relationship": edit(
        "models", "    key: Mapped[Optional[str]]", '    audits: Mapped[list["AuditRow"]] = relationship()\n    key: Mapped[Optional[str]]'
    ),
    "a relationship's loading": edit(
        "models", 'relationship(back_populates="orders")', 'relationship(back_populates="orders", lazy="selectin")'
    ),
    "a method of a table": edit(
        "models", "class AuditRow(Base):", "class AuditRow(Base):\n    def __repr__(self):\n        return self.text\n"
    ),
    "a handler is renamed": edit("orders", "def get_order(", "def read_order("),
    "a handler's body": edit("orders", "service.find(order_id)", "service.find(order_id + 1)"),
    "a handler becomes asynchronous": edit("orders", "def get_order(", "async def get_order("),
    "a dependency without parameters": edit(
        "orders",
        "def get_order(order_id: Annotated[int, Path(ge=1)],",
        "def get_order(order_id: Annotated[int, Path(ge=1)], session: SessionDep,",
        "CurrentUser, PageDep,",
        "CurrentUser, PageDep, SessionDep,",
    ),
    "an injected request": edit("customers", "def get_me(session", "def get_me(request: Request, session"),
    "another function behind a dependency": edit(
        "orders", "Depends(get_service)", "Depends(make_service)", "get_service, require_key", "make_service, require_key"
    ),
    "a dependency's body": edit("deps", "return User(name=authorization)", "return User(name=authorization.lower())"),
    "a middleware": edit("main", "    return app\n", "    app.add_middleware(GZipMiddleware)\n    return app\n"),
    "a new public constant that is used": edit(
        "services", "return amount * rate", "return amount * rate * FACTOR", "LIMIT = 100", "FACTOR = 2\nLIMIT = 100"
    ),
    "a private attribute": edit("services", "self._clock = clock", "self._clock = clock\n        self._seen = set()"),
    "an attribute of a plain class": edit("errors", "    status = 404", "    status = 410"),
    "a function returns a list": edit("services", "yield from orders", "return iter(orders)"),
    "a module's own call": append("services", "print(LIMIT)\n"),
    "the settings' cache": edit("settings", "@lru_cache\n", "@lru_cache(maxsize=1)\n"),
    "table arguments in another order": edit(
        "models",
        'UniqueConstraint("customer", "key"), Index("ix_orders_key", "key")',
        'Index("ix_orders_key", "key"), UniqueConstraint("customer", "key")',
    ),
    "fields in another order": edit("schemas", "    email: str\n    language: str", "    language: str\n    email: str"),
    "members of an enum in another order": edit("schemas", '    OPEN = "open"\n    PAID = "paid"', '    PAID = "paid"\n    OPEN = "open"'),
    "a field moves to a private base": edit(
        "schemas",
        "class OrderIn(Base):",
        "class _Noted(Base):\n    note: Optional[str] = None\n\n\nclass OrderIn(_Noted):",
        "    note: Optional[str] = None\n    lines",
        "    lines",
    ),
    "a function of a private module": edit("_wire", "def print_all(receipts", "def print_each(receipts"),
    "a private model of a private module": edit("_wire", "class _Draft(DualBaseModel):", "class _Draft(DualBaseModel):\n    total: int"),
    "a handler under a decorator of the project's is renamed": edit("reports", "def list_reports", "def read_reports"),
}
