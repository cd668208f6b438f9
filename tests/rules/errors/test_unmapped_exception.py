"""`unmapped-exception`, beside the examples of its manual page."""

import pytest
from tests.fakes.facts import facts_of
from tests.rules.errors.shop import found

from tenet.domain.component import Component
from tenet.domain.finding import Finding, NotApplicable
from tenet.rules.errors.unmapped_exception import RULE as REGISTERED
from tenet.rules.errors.unmapped_exception import Options

RULE = "unmapped-exception"
PATH = "src/shop/domain/orders.py"
APP = "from fastapi import FastAPI\n\napp = FastAPI()\n"
LOCKED = """
class OrderLocked(Exception):
    pass


def change(state: str) -> None:
    if state == "shipping":
        raise OrderLocked(state)
"""


def in_domain(text: str = LOCKED, base: str | None = None, options: str = "warning", app: str = APP, **more: str) -> list[Finding]:
    shared = {"src/shop/api/app.py": app, **{f"src/shop/{name}.py": source for name, source in more.items()}}
    return found(RULE, {**shared, PATH: text}, shared if base is None else {**shared, PATH: base}, options)


def registering(*statements: str) -> str:
    return "from shop.domain.orders import OrderLocked\n" + APP + "\n".join(statements) + "\n"


def test_a_new_exception_that_nothing_maps_is_found() -> None:
    (finding,) = in_domain()
    assert finding.message == "Nothing gives `OrderLocked` an HTTP status: a request that meets it ends as a 500."
    assert finding.remedy == "Give `OrderLocked` its status in an exception handler of the application."
    assert finding.line == 1


def test_the_remedy_names_the_file_that_maps_others() -> None:
    (finding,) = in_domain(app=APP + "app.add_exception_handler(KeyError, missing)\n")
    assert "in `src/shop/api/app.py`, where other errors are mapped" in finding.remedy


@pytest.mark.parametrize(
    "text",
    [
        LOCKED.replace("(state)", ""),
        LOCKED.replace("class OrderLocked(Exception)", "class OrderError(Exception):\n    pass\n\nclass OrderLocked(OrderError)"),
        LOCKED.replace("class OrderLocked(Exception)", "class OrderLocked(RuntimeError)"),
        LOCKED.replace("    pass", "    def __init__(self, order: str) -> None:\n        super().__init__(order)"),
        LOCKED + "\n__all__ = ['OrderLocked']\n",
        LOCKED + "\ndef refuse(error: OrderLocked) -> OrderLocked:\n    return OrderLocked('no')\n",
        "import abc\n" + LOCKED.replace("(Exception)", "(abc.ABC, Exception)"),
    ],
)
def test_it_is_found_however_it_is_written(text: str) -> None:
    (finding,) = in_domain(text)
    assert "`OrderLocked`" in finding.message


@pytest.mark.parametrize(
    "app",
    [
        APP + "@app.exception_handler(Exception)\nasync def crashed(request, error):\n    return respond(500)\n",
        APP + "@app.exception_handler(KeyError)\nasync def missing(request, error):\n    return respond(404)\n",
        APP + "@app.get('/')\ndef home():\n    try:\n        return change('new')\n    except Exception:\n        return respond(500)\n",
        APP + "def shown(error: 'OrderLocked') -> None:\n    '''OrderLocked is shown.'''\n",
    ],
)
def test_what_handles_something_else_is_no_mapping(app: str) -> None:
    assert len(in_domain(app=app)) == 1


def test_the_exceptions_of_a_file_are_one_finding() -> None:
    (finding,) = in_domain(LOCKED + LOCKED.replace("OrderLocked", "OrderLost"))
    assert "Nothing gives `OrderLocked`, `OrderLost` an HTTP status" in finding.message
    assert finding.remedy.startswith("Give them, or a base that they share, a status in")


def test_the_option_components_names_what_the_domain_is() -> None:
    head = {"src/shop/services/orders.py": LOCKED, "src/shop/api/app.py": APP}
    components = [Component("services", ("src/shop/services/**",)), Component("domain", ("x/**",)), Component("api", ("src/shop/api/**",))]
    outcomes = [
        list(REGISTERED.run(facts_of({}, head, components=components), Options(components=(name,)))) for name in ("services", "domain")
    ]
    assert [len(told) for told in outcomes] == [1, 0]


@pytest.mark.parametrize(
    "statements",
    [
        ["@app.exception_handler(OrderLocked)", "async def locked(request, error):", "    return respond(409)"],
        ["app.add_exception_handler(OrderLocked, locked)"],
        ["app = FastAPI(exception_handlers={OrderLocked: locked})"],
        ["@app.errorhandler(OrderLocked)", "def locked(error):", "    return {}, 409"],
        ["STATUSES = {OrderLocked: 409}"],
        ["STATUSES = {'OrderLocked': 409}"],
        ["for error in (OrderLocked, KeyError):", "    app.add_exception_handler(error, locked)"],
        ["def status(error):", "    return 409 if isinstance(error, OrderLocked) else 500"],
        ["def status(error):", "    match error:", "        case OrderLocked():", "            return 409"],
        ["def get():", "    try:", "        return change()", "    except (OrderLocked, KeyError):", "        return respond(409)"],
    ],
)
def test_every_way_to_map_it_is_silent(statements: list[str]) -> None:
    assert in_domain(app=registering(*statements)) == []


def test_a_mapping_under_another_name_or_through_its_module_is_silent() -> None:
    assert (
        in_domain(app="from shop.domain.orders import OrderLocked as Locked\n" + APP + "app.add_exception_handler(Locked, locked)\n") == []
    )
    assert in_domain(app="from shop.domain import orders\n" + APP + "app.add_exception_handler(orders.OrderLocked, locked)\n") == []


def test_a_subclass_of_a_mapped_one_is_silent() -> None:
    text = LOCKED.replace("(Exception)", "(ShopError)")
    errors = "class ShopError(Exception):\n    pass\n"
    app = "from shop.errors import ShopError\n" + APP + "app.add_exception_handler(ShopError, refused)\n"
    assert in_domain("from shop.errors import ShopError\n" + text, app=app, errors=errors) == []


def test_a_subclass_of_a_mapped_exception_of_python_is_silent() -> None:
    text = LOCKED.replace("(Exception)", "(KeyError)")
    assert in_domain(text, app=APP + "app.add_exception_handler(LookupError, missing)\n") == []
    assert in_domain(text, app=APP + "def get():\n    try:\n        return 1\n    except (KeyError, OSError):\n        return None\n") == []
    assert len(in_domain(text)) == 1


@pytest.mark.parametrize(
    "body",
    [
        "    status_code = 409",
        "    http_status: int = 409",
        "    def __init__(self, status: int) -> None:\n        self.status = status",
        "    def __init__(self) -> None:\n        super().__init__('locked', 409)",
        "    status = HTTPStatus.CONFLICT",
    ],
)
def test_one_that_says_its_status_is_silent(body: str) -> None:
    assert in_domain(LOCKED.replace("    pass", body)) == []


def test_one_whose_base_says_its_status_is_silent() -> None:
    errors = "class ShopError(Exception):\n    status_code = 400\n"
    assert in_domain("from shop.errors import ShopError\n" + LOCKED.replace("(Exception)", "(ShopError)"), errors=errors) == []


@pytest.mark.parametrize(
    "text",
    [
        LOCKED + "\ndef calm() -> None:\n    try:\n        change('new')\n    except OrderLocked:\n        pass\n",
        LOCKED + "\nimport contextlib\n\ndef calm() -> None:\n    with contextlib.suppress(OrderLocked):\n        change('new')\n",
        LOCKED.replace("OrderLocked", "_OrderLocked"),
        LOCKED.replace("(Exception)", "(pydantic.PydanticUserError)").replace("class", "import pydantic\n\nclass", 1),
        LOCKED.replace("(Exception)", "(HTTPException)").replace("class", "from fastapi import HTTPException\n\nclass", 1),
        LOCKED.replace("(Exception)", "(made())"),
        LOCKED.replace("(Exception)", "(Unknown)"),
        "class Order:\n    pass\n\ndef make() -> None:\n    raise ValueError(Order())\n",
        "class State(str):\n    pass\n",
    ],
)
def test_other_classes_are_silent(text: str) -> None:
    assert in_domain(text) == []


def test_what_only_jobs_and_commands_raise_is_silent() -> None:
    errors, job = (
        "class OrderLocked(Exception):\n    pass\n",
        "from shop.domain.orders import OrderLocked\n\ndef run():\n    raise OrderLocked\n",
    )
    assert in_domain(errors, **{"domain/tasks": job}) == []
    assert in_domain(errors, **{"worker/main": job}) == []
    assert len(in_domain(errors, **{"domain/carts": job})) == 1


def test_old_and_moved_ones_are_silent() -> None:
    assert in_domain(LOCKED + "\nLIMIT = 3\n", LOCKED) == []
    shared = {"src/shop/api/app.py": APP}
    head = {**shared, "src/shop/domain/locks.py": LOCKED, PATH: "LIMIT = 3\n"}
    assert found(RULE, head, {**shared, PATH: LOCKED + "\nLIMIT = 3\n"}) == []


def test_old_ones_count_where_the_policy_says_so() -> None:
    assert len(in_domain(LOCKED + "\nLIMIT = 3\n", LOCKED, "{scope: all}")) == 1


def test_one_that_nobody_raises_yet_is_found_and_a_mere_base_is_not() -> None:
    base = "class OrderError(Exception):\n    pass\n\n\n"
    assert len(in_domain(LOCKED.replace("raise OrderLocked(state)", "return None"))) == 1
    (finding,) = in_domain(base + LOCKED.replace("(Exception)", "(OrderError)"))
    assert "`OrderError`" not in finding.message
    mapped = registering("app.add_exception_handler(OrderLocked, locked)")
    assert in_domain(base + LOCKED.replace("(Exception)", "(OrderError)"), app=mapped) == []


def test_an_old_one_that_nobody_raises_is_only_dead() -> None:
    dead = LOCKED.replace("raise OrderLocked(state)", "return None")
    assert in_domain(dead + "\nLIMIT = 3\n", dead, "{scope: all}") == []


def test_other_layers_and_tests_are_silent() -> None:
    shared = {"src/shop/api/app.py": APP}
    for path in ("src/shop/infrastructure/orders.py", "tests/domain/test_orders.py", "src/shop/domain/orders/router.py"):
        assert found(RULE, {**shared, path: LOCKED}, shared) == []


def test_a_repository_that_serves_nothing_is_none_of_its_business() -> None:
    components = [Component("domain", ("src/shop/domain/**",)), Component("api", ("src/shop/api/**",))]
    (outcome,) = REGISTERED.run(facts_of({}, {PATH: LOCKED, "src/shop/api/app.py": "x = 1\n"}, components=components), Options())
    assert isinstance(outcome, NotApplicable)
    assert found(RULE, {PATH: LOCKED}) == []
