from collections.abc import Mapping
from textwrap import dedent

import pytest
from tests.fakes.facts import facts_of

from tenet.domain.finding import NotApplicable, Outcome, Violation
from tenet.rules.api.unauthenticated_route import RULE, Options

Files = Mapping[str, str]
SHOP: Files = {
    "shop/__init__.py": "",
    "shop/security.py": """
        from typing import Annotated

        from fastapi import Depends
        from fastapi.security import OAuth2PasswordBearer

        scheme = OAuth2PasswordBearer(tokenUrl="login")

        async def get_current_user(token: str = Depends(scheme)): ...

        CurrentUser = Annotated[object, Depends(get_current_user)]
    """,
    "shop/orders.py": """
        from fastapi import APIRouter

        from shop.security import CurrentUser

        router = APIRouter(prefix="/orders")

        @router.get("")
        async def list_orders(user: CurrentUser): ...
    """,
    "shop/main.py": """
        from fastapi import FastAPI

        from shop import carts, orders

        app = FastAPI()
        app.include_router(orders.router)
        app.include_router(carts.router)
    """,
    "shop/carts.py": """
        from fastapi import APIRouter

        router = APIRouter(prefix="/carts")
    """,
}
IMPORTS = """\
from typing import Annotated
from fastapi import APIRouter, Depends, Request
from shop.security import CurrentUser, get_current_user
"""


def carts(handler: str, router: str = 'APIRouter(prefix="/carts")') -> str:
    """A module of the shop with a router and its handlers."""
    return f"{IMPORTS}\nrouter = {router}\n\n\n{dedent(handler).strip()}\n"


def outcomes(head: Files, base: Files = SHOP, **options: object) -> list[Outcome]:
    clean = [{path: dedent(text).lstrip("\n") for path, text in side.items()} for side in (base, {**base, **head})]
    return list(RULE.run(facts_of(clean[0], clean[1]), Options.model_validate(options)))


def opened(head: Files, base: Files = SHOP, **options: object) -> list[str]:
    return [found.key for found in outcomes(head, base, **options) if isinstance(found, Violation)]


FLAGGED: dict[str, tuple[str, list[str]]] = {
    "a write": ('@router.post("")\nasync def add(item: int): ...', ["POST /carts"]),
    "a read": ('@router.get("/{number}")\nasync def show(number: int): ...', ["GET /carts/{number}"]),
    "a sync handler": ('@router.delete("/{number}")\ndef drop(number: int): ...', ["DELETE /carts/{number}"]),
    "a dependency that checks nothing": (
        'def get_session(): ...\n\n@router.put("/{number}")\nasync def change(number: int, session=Depends(get_session)): ...',
        ["PUT /carts/{number}"],
    ),
    "a check that lets everybody in": (
        'def get_user_or_none(): ...\n\n@router.get("/mine")\nasync def mine(user=Depends(get_user_or_none)): ...',
        ["GET /carts/mine"],
    ),
    "an object that asks nobody": (
        "class Page:\n    def __call__(self, size: int): ...\n\n@router.get('/x')\nasync def show(page=Depends(Page())): ...",
        ["GET /carts/x"],
    ),
    "one of two": (
        '@router.get("/mine")\nasync def mine(user: CurrentUser): ...\n\n@router.get("/all")\nasync def every(): ...',
        ["GET /carts/all"],
    ),
    "a function that is called as one that asks": ('@router.get("")\nasync def list_orders(): ...', ["GET /carts"]),
    "several methods": ('@router.api_route("/x", methods=["GET", "POST"])\nasync def both(): ...', ["GET /carts/x"]),
}


@pytest.mark.parametrize(("handler", "expected"), FLAGGED.values(), ids=FLAGGED.keys())
def test_a_new_route_that_asks_nobody_is_flagged(handler: str, expected: list[str]):
    assert opened({"shop/carts.py": carts(handler)}) == expected


SILENT: dict[str, str] = {
    "a parameter that asks": carts('@router.get("/x")\nasync def show(user: CurrentUser): ...'),
    "a dependency of the route": carts('@router.get("/x", dependencies=[Depends(get_current_user)])\nasync def show(): ...'),
    "a dependency of the router": carts(
        '@router.get("/x")\nasync def show(): ...', "APIRouter(prefix='/carts', dependencies=[Depends(get_current_user)])"
    ),
    "a dependency of a dependency": carts(
        "def get_cart(user=Depends(get_current_user)): ...\n\n@router.get('/x')\nasync def show(cart=Depends(get_cart)): ..."
    ),
    "an object that asks": carts(
        "class Member:\n    def __call__(self, user: CurrentUser): ...\n\n@router.get('/x')\nasync def show(member=Depends(Member())): ..."
    ),
    "a class that asks": carts(
        "class Cart:\n    def __init__(self, user: CurrentUser): ...\n\n@router.get('/x')\nasync def show(cart=Depends(Cart)): ..."
    ),
    "a function that is made and asks": carts(
        "def role(name):\n    def inner(user: CurrentUser): ...\n    return inner\n\n"
        "@router.get('/x')\nasync def show(cart=Depends(role('x'))): ..."
    ),
    "a function that gives back a dependency": carts(
        "def member(name):\n    return Depends(get_current_user)\n\n"
        "@router.get('/x')\nasync def show(user: Annotated[int, member('x')]): ..."
    ),
    "login": carts('@router.post("/login")\nasync def enter(name: str): ...', "APIRouter()"),
    "registration": carts('@router.post("/register")\nasync def join(name: str): ...', "APIRouter(prefix='/customers')"),
    "a password that is reset": carts('@router.post("/password-reset/{code}")\nasync def renew(code: str): ...', "APIRouter()"),
    "a token": carts('@router.post("/token")\nasync def issue(): ...', "APIRouter()"),
    "health": carts('@router.get("/healthz")\nasync def healthy(): ...', "APIRouter()"),
    "health by the router": carts('@router.get("/live")\nasync def live(): ...', "APIRouter(prefix='/health')"),
    "a callback": carts('@router.get("/{provider}/callback")\nasync def back(provider: str): ...', "APIRouter(prefix='/oauth')"),
    "keys": carts('@router.get("/.well-known/jwks.json")\nasync def keys(): ...', "APIRouter()"),
    "a webhook": carts('@router.post("/webhooks/payments")\nasync def paid(): ...', "APIRouter()"),
    "a check by hand": carts('@router.post("/x")\nasync def paid(request: Request):\n    verify_signature(request)', "APIRouter()"),
    "a session that is read by hand": carts(
        '@router.post("/x")\nasync def paid(request: Request):\n    if not request.session.get("user"): raise ValueError', "APIRouter()"
    ),
    "no route": "async def helper(): ...\n",
    "what is not parsed": "def (:\n@router.get('/x')\n",
}


@pytest.mark.parametrize("text", SILENT.values(), ids=SILENT.keys())
def test_what_asks_or_is_public_is_silent(text: str):
    assert opened({"shop/carts.py": text}) == []


def test_a_router_that_is_included_with_a_check_is_silent():
    main = """
        from fastapi import Depends, FastAPI

        from shop import carts, orders
        from shop.security import get_current_user

        app = FastAPI()
        app.include_router(orders.router)
        app.include_router(carts.router, dependencies=[Depends(get_current_user)])
    """
    assert opened({"shop/main.py": main, "shop/carts.py": carts('@router.get("/x")\nasync def show(): ...')}) == []


def test_an_application_that_asks_for_all_its_routes_is_silent():
    text = "from fastapi import Depends, FastAPI\nfrom shop.security import get_current_user\n"
    text += "app = FastAPI(dependencies=[Depends(get_current_user)])\n\n\n@app.get('/x')\nasync def show(): ...\n"
    assert opened({"shop/admin.py": text}) == []


def test_a_middleware_that_authenticates_is_silent():
    main = SHOP["shop/main.py"].rstrip() + "\n        app.add_middleware(AuthenticationMiddleware)\n"
    assert opened({"shop/main.py": main, "shop/carts.py": carts('@router.get("/x")\nasync def show(): ...')}) == []


@pytest.mark.parametrize("path", ["tests/test_api.py", "examples/carts.py", "docs_src/carts.py"])
def test_what_is_not_served_is_silent(path: str):
    assert opened({path: carts('@router.get("/x")\nasync def show(): ...')}) == []


OPEN = carts('@router.get("/latest")\nasync def latest(): ...')
BEFORE: Files = {**SHOP, "shop/carts.py": OPEN}


def test_a_route_that_was_open_before_is_silent():
    assert opened({"shop/carts.py": OPEN.replace("...", "return 1")}, BEFORE) == []
    assert opened({"shop/carts.py": OPEN.replace('"/latest"', '"/latest", status_code=200')}, BEFORE) == []


def test_an_open_route_under_another_path_or_name_is_silent():
    assert opened({"shop/carts.py": OPEN.replace('"/latest"', '"/newest"')}, BEFORE) == []
    assert opened({"shop/carts.py": OPEN.replace("def latest", "def newest")}, BEFORE) == []


def test_an_open_route_that_moves_to_another_file_is_silent():
    assert opened({"shop/carts.py": carts("x = 1"), "shop/baskets.py": OPEN}, BEFORE) == []


def test_a_route_that_no_longer_asks_is_flagged():
    asking = OPEN.replace("latest()", "latest(user: CurrentUser)")
    (found,) = outcomes({"shop/carts.py": OPEN}, {**SHOP, "shop/carts.py": asking})
    assert isinstance(found, Violation)
    assert "asked who calls, and no longer does" in found.message


def test_a_repository_that_asks_nowhere_is_left_alone():
    internal = {"shop/main.py": "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get('/orders')\nasync def orders(): ...\n"}
    more = internal["shop/main.py"] + "\n\n@app.get('/carts')\nasync def carts(): ...\n"
    assert outcomes({"shop/main.py": more}, internal) == [NotApplicable("no route of the repository asks who calls it")]


def test_a_file_whose_routes_are_all_open_is_public():
    more = '@router.get("/a")\nasync def a(): ...\n\n@router.get("/b")\nasync def b(): ...'
    base = {**SHOP, "shop/carts.py": carts(more)}
    head = {"shop/carts.py": carts(more + '\n\n@router.get("/c")\nasync def c(): ...')}
    assert opened(head, base) == []
    asking = {**SHOP, "shop/carts.py": carts(more.replace("b()", "b(user: CurrentUser)"))}
    head = {"shop/carts.py": carts(more.replace("b()", "b(user: CurrentUser)") + '\n\n@router.get("/c")\nasync def c(): ...')}
    assert opened(head, asking) == ["GET /carts/c"]


@pytest.mark.parametrize(("count", "expected"), [(7, []), (6, ["GET /carts/new"])])
def test_one_route_that_asks_among_many_that_do_not_is_the_exception(count: int, expected: list[str]):
    routes = [f'@router.get("/{number}")\nasync def read_{number}(): ...' for number in range(count)]
    before = "\n\n".join([*routes, '@router.get("/let-in")\nasync def let_in(user: CurrentUser): ...'])
    head = f'{before}\n\n@router.get("/new")\nasync def new(): ...'
    assert opened({"shop/carts.py": carts(head)}, {**SHOP, "shop/carts.py": carts(before)}) == expected


@pytest.mark.parametrize("path", ["/first_install", "/about/theme"])
def test_what_comes_before_any_user_is_public(path: str):
    assert opened({"shop/carts.py": carts(f'@router.get("{path}")\nasync def show(): ...', "APIRouter()")}) == []


SERVED = """
    from fastapi import FastAPI

    from shop import orders
    from shop.web import carts

    app = FastAPI()
    app.include_router(orders.router)
    app.include_router(carts.router)
"""


def test_a_folder_whose_routes_are_all_open_is_public():
    gateway = carts('@router.get("/a")\nasync def a(): ...\n\n@router.get("/b")\nasync def b(): ...')
    base = {path: text for path, text in SHOP.items() if path != "shop/carts.py"}
    assert opened({"shop/carts.py": OPEN}, {**base, "other/stats.py": gateway}) == ["GET /carts/latest"]
    assert opened({"shop/web/carts.py": OPEN, "shop/main.py": SERVED}, {**base, "shop/web/stats.py": gateway}) == []
    assert opened({"shop/web/carts.py": OPEN, "shop/main.py": SERVED}, base) == ["GET /carts/latest"]


@pytest.mark.parametrize(("name", "expected"), [("public_carts", 0), ("controller_public_carts", 0), ("noauth_carts", 0), ("republic", 1)])
def test_a_file_that_is_called_public_is_silent(name: str, expected: int):
    main = SERVED.replace("shop.web import carts", f"shop.web import {name}").replace("(carts", f"({name}")
    assert len(opened({f"shop/web/{name}.py": OPEN, "shop/main.py": main})) == expected


def test_a_service_of_its_own_is_not_compared_with_others():
    text = "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get('/rates')\nasync def rates(): ...\n"
    assert opened({"rates/main.py": text}) == []


def test_the_root_of_an_application_is_for_everybody():
    assert opened({"shop/main.py": SHOP["shop/main.py"].rstrip() + "\n\n        @app.get('/')\n        async def root(): ...\n"}) == []


def test_the_prefix_of_an_inclusion_counts():
    main = SHOP["shop/main.py"].replace("(carts.router)", "(carts.router, prefix='/PREFIX')")
    health = carts('@router.get("")\nasync def show(): ...', "APIRouter()")
    assert opened({"shop/main.py": main.replace("PREFIX", "health"), "shop/carts.py": health}) == []
    assert opened({"shop/main.py": main.replace("PREFIX", "wealth"), "shop/carts.py": health}) == ["GET /wealth"]


def test_a_route_that_the_application_does_not_serve_is_not_judged():
    assert opened({"shop/plugins/x.py": OPEN}) == []


def test_it_says_where_and_which_route_shows_how():
    (found,) = outcomes({"shop/carts.py": OPEN})
    assert isinstance(found, Violation)
    assert (found.path, found.line, found.end_line) == ("shop/carts.py", 8, 8)
    assert "`GET /carts/latest` (`latest`)" in found.message
    assert "`list_orders` (`shop/orders.py`)" in found.remedy


def test_option_public_paths_replaces_the_list():
    assert opened({"shop/carts.py": OPEN}, public_paths=["/carts/**"]) == []
    login = carts('@router.post("/login")\nasync def enter(name: str): ...', "APIRouter()")
    assert opened({"shop/carts.py": login}, public_paths=[]) == ["POST /login"]
