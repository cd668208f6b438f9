from collections.abc import Mapping
from textwrap import dedent

import pytest
from tests.fakes.facts import facts_of

from tenet.domain.component import Component
from tenet.domain.finding import NotApplicable, Novelty, Outcome, Unknown, Violation
from tenet.rules.specs.missing_threat_model import RULE, Options

Files = Mapping[str, str | bytes]
ORDERS = Component("orders", ("orders/**",), ("specs/orders.md",))
SPEC = "# Orders\n\n## Threat model\n\nOnly customers see their orders.\n\n## Constraints\n\nNone.\n"
RETHOUGHT = SPEC.replace("their orders.", "their orders. What is new is bounded and logged.")
BASE: dict[str, str | bytes] = {
    "orders/__init__.py": "",
    "orders/main.py": """
    from fastapi import FastAPI

    from orders.api import router

    app = FastAPI()
    app.include_router(router)
    """,
    "orders/api.py": """
    from fastapi import APIRouter

    router = APIRouter(prefix="/orders")
    """,
    "orders/security.py": """
    from typing import Annotated

    from fastapi import Depends
    from fastapi.security import OAuth2PasswordBearer

    scheme = OAuth2PasswordBearer(tokenUrl="login")


    async def get_current_user(token: str = Depends(scheme)): ...


    async def customer(user=Depends(get_current_user)): ...


    CurrentUser = Annotated[object, Depends(get_current_user)]
    """,
    "specs/orders.md": SPEC,
}


def outcomes(head: Files, base: Files = BASE, component: Component = ORDERS, **options: tuple[str, ...]) -> list[Outcome]:
    return list(RULE.run(facts_of(base, head, components=[component]), Options.model_validate(options)))


def said(head: Files, base: Files = BASE, **options: tuple[str, ...]) -> list[str]:
    return [found.message for found in outcomes(head, base, **options) if isinstance(found, Violation)]


def added(text: str, path: str = "orders/new.py", base: Files = BASE) -> Files:
    return {**base, path: text}


def route(handler: str, more: str = "") -> str:
    """A module with a router of its own and one handler."""
    lines = ["from fastapi import APIRouter, Depends, File, Security, UploadFile, Request", *more.split("\n"), ""]
    return "\n".join([*lines, 'router = APIRouter(prefix="/orders")', "", "", *handler.strip("\n").split("\n"), ""])


FLAGGED: dict[str, tuple[str, list[str]]] = {
    "a route that anybody may call": (
        route('@router.get("/{number}")\ndef show(number: int, db=Depends(get_db)): ...'),
        ["`GET /orders/{number}` can be called by anybody"],
    ),
    "a route of an application": (
        "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.post('/register')\nasync def register(name: str): ...\n",
        ["`POST /register` can be called by anybody"],
    ),
    "a route of flask": (
        "from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.route('/orders', methods=['POST', 'GET'])\ndef orders(): ...\n",
        ["`GET,POST /orders` can be called by anybody"],
    ),
    "a class of handlers that asks for a session alone": (
        route('class Orders:\n    db: object = Depends(get_db)\n\n    @router.get("/a")\n    def show(self): ...'),
        ["`GET /orders/a` can be called by anybody"],
    ),
    "a user who may be nobody": (
        route('@router.get("/")\ndef show(user=Depends(get_optional_user)): ...'),
        ["`GET /orders/` can be called by anybody"],
    ),
    "an upload": (
        route('@router.post("/import")\nasync def load(file: UploadFile, user=Depends(get_current_user)): ...'),
        ["`POST /orders/import` takes a file"],
    ),
    "an upload as bytes": (
        route('@router.post("/import")\nasync def load(data: bytes = File(), user=Security(get_current_user)): ...'),
        ["`POST /orders/import` takes a file"],
    ),
    "an upload in flask": (
        """
        from flask import Blueprint, request

        from orders.security import login_required

        pages = Blueprint("orders", __name__, url_prefix="/orders")

        @pages.post("/import")
        @login_required
        def load():
            return request.files["orders"].read()
        """,
        ["`POST /orders/import` takes a file"],
    ),
    "the receiver of a webhook": (
        route('@router.post("/webhooks/stripe")\nasync def stripe(request: Request, signature=Depends(verify_signature)): ...'),
        ["`POST /orders/webhooks/stripe` receives a webhook"],
    ),
    "a handler called webhook": (
        route('@router.post("/events")\nasync def stripe_webhook(request: Request): ...'),
        ["`POST /orders/events` receives a webhook"],
    ),
    "a program": ("""
        import subprocess

        def convert(name):
            subprocess.run(['convert', name])
        """, ["`subprocess.run()` runs a program"]),
    "a shell": ("from os import system as sh\n\ndef convert(name):\n    sh('convert ' + name)\n", ["`sh()` runs a program"]),
    "a program that is awaited": (
        "import asyncio\n\nasync def convert(name):\n    await asyncio.create_subprocess_exec('convert', name)\n",
        ["`asyncio.create_subprocess_exec()` runs a program"],
    ),
    "pickle": ("import pickle\n\ndef read(data):\n    return pickle.loads(data)\n", ["`pickle.loads()` builds objects from bytes"]),
    "yaml": ("""
        import yaml

        def read(text):
            return yaml.load(text, Loader=yaml.Loader)
        """, ["`yaml.load()` builds objects from bytes"]),
    "yaml without a loader": ("from yaml import load\n\ndef read(text):\n    return load(text)\n", ["`load()` builds objects from bytes"]),
    "marshal and jsonpickle": (
        "import marshal\nimport jsonpickle\n\ndef read(a, b):\n    return marshal.loads(a), jsonpickle.decode(b)\n",
        ["`marshal.loads()` builds objects from bytes", "`jsonpickle.decode()` builds objects from bytes"],
    ),
    "arrays that unpickle": (
        "import numpy as np\nimport torch\n\ndef read(f):\n    return np.load(f, allow_pickle=True), torch.load(f)\n",
        ["`np.load()` builds objects from bytes", "`torch.load()` builds objects from bytes"],
    ),
    "a template made at run time": (
        "from jinja2 import Environment, Template\n\ndef mail(text, order):\n    Template(text).render(order=order)\n",
        ["`Template()` renders a template that is made at run time"],
    ),
    "a template of an environment": (
        "from jinja2 import Environment\n\nenv = Environment()\n\ndef mail(order):\n    return env.from_string(order.greeting).render()\n",
        ["`env.from_string()` renders a template that is made at run time"],
    ),
    "a host that a caller names": (
        """
            import httpx

            async def notify(callback_url: str):
                async with httpx.AsyncClient() as client:
                    await client.post(callback_url)
            """,
        ["`client.post()` calls a host that the caller names"],
    ),
    "a host in a model of the caller": (
        "import requests\n\ndef notify(order):\n    url = f'{order.webhook_url}/placed'\n    requests.request('POST', url, timeout=3)\n",
        ["`requests.request()` calls a host that the caller names"],
    ),
    "a host within a url": (
        "import requests\n\ndef notify(tenant):\n    requests.get(f'https://{tenant}.example.com/placed', timeout=3)\n",
        ["`requests.get()` calls a host that the caller names"],
    ),
    "a host from the request of flask": (
        """
            import requests
            from flask import request

            def preview():
                target = request.args.get('url')
                return requests.get(target, timeout=3).text
            """,
        ["`requests.get()` calls a host that the caller names"],
    ),
}  # fmt: skip

SILENT: dict[str, Files] = {
    "a dependency of the handler": added(route('@router.get("/a")\ndef show(user=Depends(get_current_user)): ...')),
    "a check under another name": added(
        route('@router.get("/a")\ndef show(who=Depends(customer)): ...', "from orders.security import customer")
    ),
    "a type that says who": added(route('@router.get("/a")\ndef show(user: CurrentUser): ...', "from orders.security import CurrentUser")),
    "a scheme": added(route('@router.get("/a")\ndef show(t=Depends(scheme)): ...', "from orders.security import scheme")),
    "a dependency of the route": added(route('@router.get("/a", dependencies=[Depends(require_admin)])\ndef show(): ...')),
    "a decorator": added(route('@router.get("/a")\n@requires("admin")\ndef show(): ...').replace("requires", "requires_scope")),
    "a class of handlers that asks": {
        **added(
            route(
                '@controller(router)\nclass Orders(Base):\n    @router.get("/a")\n    def show(self): ...',
                "from orders.base import Base\nfrom fastapi_utils.cbv import cbv as controller",
            )
        ),
        "orders/base.py": """
        from fastapi import Depends

        from orders.security import get_current_user


        class Base:
            user: object = Depends(get_current_user)
        """,
    },
    "a dependency of the router": added(
        route('@router.get("/a")\ndef show(): ...').replace('prefix="/orders")', 'prefix="/orders", dependencies=[Depends(verify_token)])')
    ),
    "a dependency of the inclusion": {
        **added(route('@router.get("/a")\ndef show(): ...')),
        "orders/main.py": """
        from fastapi import Depends, FastAPI

        from orders import new

        app = FastAPI()
        app.include_router(new.router, dependencies=[Depends(verify_token)])
        """,
    },
    "a dependency of the application two routers up": {
        **added(route('@router.get("/a")\ndef show(): ...')),
        "orders/main.py": """
        from fastapi import APIRouter, Depends, FastAPI

        from orders.new import router

        v1 = APIRouter(prefix="/v1")
        v1.include_router(router)


        def create_app():
            app = FastAPI(dependencies=[Depends(verify_token)])
            app.include_router(v1)
            return app
        """,
    },
    "a middleware": {
        **added(route('@router.get("/a")\ndef show(): ...')),
        "orders/main.py": """
        from fastapi import FastAPI
        from starlette.middleware.authentication import AuthenticationMiddleware

        app = FastAPI()
        app.add_middleware(AuthenticationMiddleware, backend=None)
        """,
    },
    "health and metrics": added(route('@router.get("/healthz")\ndef health(): ...\n\n\n@router.get("/metrics/")\ndef metrics(): ...')),
    "tests": added("import subprocess, pickle\n\nsubprocess.run(['ls'])\npickle.loads(b'')\n", "orders/tests/test_api.py"),
    "safe loaders": added(
        """
        import json

        import numpy
        import torch
        import yaml

        def read(text):
            yaml.safe_load(text)
            yaml.load(text, Loader=yaml.SafeLoader)
            yaml.load(text, yaml.CSafeLoader)
            numpy.load(text)
            torch.load(text, weights_only=True)
            return json.loads(text)
        """
    ),
    "templates of the repository": added(
        """
        from jinja2 import Environment, PackageLoader, Template

        GREETING = Template("Hello {{ name }}")
        env = Environment(loader=PackageLoader("orders"))

        def mail(name):
            return env.get_template("mail.html").render(), Environment().from_string("{{ name }}").render(name=name)
        """
    ),
    "hosts that are written down or configured": added(
        """
        import httpx
        import requests

        from orders.settings import settings

        BASE = "https://catalogue.example.com"


        class Catalogue:
            def __init__(self, base_url: str, client: httpx.Client) -> None:
                self._base_url = base_url
                self._client = client

            def price(self, product: str) -> str:
                self._client.get(f"/products/{product}")
                self._client.get(f"{self._base_url}/products/{product}")
                requests.get(f"{BASE}/{product}", timeout=3)
                requests.get(BASE + product, timeout=3)
                requests.get(settings.catalogue_url + product, timeout=3)
                url = "https://catalogue.example.com/%s" % product
                return requests.get(url, timeout=3).text


        def ping(settings: "Settings", product: str, url_settings: "Settings") -> None:
            httpx.get(settings.url)
            httpx.get("https://catalogue.example.com/{}".format(product))
        """
    ),
    "calls that only look alike": added("""
        class Runner:
            def run(self, x): ...


        def load(x): ...


        Runner().run('ls')
        load('x')
        """),
    "programs of which each word is written in the code": added(
        """
        import subprocess
        import sys

        def commit() -> bytes:
            subprocess.run([sys.executable, "-m", "build"], check=True)
            return subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=".")
        """
    ),
    "imports alone": added("import pickle\nimport subprocess\nfrom jinja2 import Template\n"),
}


@pytest.mark.parametrize(("text", "messages"), FLAGGED.values(), ids=FLAGGED.keys())
def test_new_surface_is_flagged_while_the_threat_model_did_not_change(text: str, messages: list[str]):
    assert said(added(text)) == [f"{message}, and the threat model did not change." for message in messages]


@pytest.mark.parametrize("text", [text for text, _ in FLAGGED.values()], ids=FLAGGED.keys())
def test_new_surface_is_silent_where_the_threat_model_changed(text: str):
    assert outcomes({**added(text), "specs/orders.md": RETHOUGHT}) == []


@pytest.mark.parametrize("head", SILENT.values(), ids=SILENT.keys())
def test_what_exposes_nothing_new_is_silent(head: Files):
    assert outcomes(head) == []


@pytest.mark.parametrize("text", [text for text, _ in FLAGGED.values()], ids=FLAGGED.keys())
def test_the_same_surface_moved_is_silent(text: str):
    assert outcomes(added(text, "orders/elsewhere.py"), added(text)) == []


@pytest.mark.parametrize("text", [text for text, _ in FLAGGED.values()], ids=FLAGGED.keys())
def test_surface_that_moves_into_another_module_is_silent(text: str):
    old, kept = "def first(x):\n    return [x, x]\n", "def other(x):\n    return {x: x, None: x}\n"
    moved = dedent(text)
    base = {**BASE, "orders/old.py": f"{old}\n\n{moved}", "orders/kept.py": kept}
    assert outcomes({**base, "orders/old.py": old, "orders/kept.py": f"{kept}\n\n{moved}"}, base) == []


def test_a_second_route_is_new_where_it_stands():
    base = added(route('@router.get("/a")\ndef a(): ...'))
    head = added(route('@router.get("/b")\ndef b(): ...\n\n\n@router.get("/a")\ndef a(): ...'))
    (found,) = outcomes(head, base)
    assert found == Violation(
        message="`GET /orders/b` can be called by anybody, and the threat model did not change.",
        remedy="Write into `specs/orders.md`, under 'Threat model', who can reach it, what they could do with it, and what stops them.",
        path="orders/new.py",
        line=7,
        end_line=7,
        key="OPEN_ROUTE GET /orders/b GET /orders/b",
        novelty=Novelty.NEW,
        data={"surface": "open route", "code": "GET /orders/b", "documents": ["specs/orders.md"]},
    )


def test_a_handler_that_is_served_under_another_path_is_silent():
    base = added(route('@router.post("/import-zip")\nasync def load(file: UploadFile): ...'))
    assert outcomes(added(route('@router.post("/import/zip")\nasync def load(file: UploadFile): ...')), base) == []
    second = route('@router.post("/import/zip")\n@router.post("/import-zip")\nasync def load(file: UploadFile): ...')
    assert len(said(added(second), base)) == 2


def test_a_route_that_lost_its_check_is_flagged():
    base = added(route('@router.get("/a")\ndef a(user=Depends(get_current_user)): ...'))
    assert len(said(added(route('@router.get("/a")\ndef a(): ...')), base)) == 1


@pytest.mark.parametrize(
    "spec", [SPEC.replace("None.", "Ten a second."), SPEC.replace("\n\n", "\n\n\n"), SPEC + "\n## Uploads\n\nAnybody may send a file.\n"]
)
def test_a_spec_that_changes_elsewhere_is_not_enough(spec: str):
    assert len(said({**added(FLAGGED["an upload"][0]), "specs/orders.md": spec})) == 1


def test_a_threat_model_of_its_own_counts_for_all():
    base = {**BASE, "docs/threat-model.md": "# Threats\n\nNone.\n"}
    head = added(FLAGGED["pickle"][0], "billing/read.py", base)
    (found,) = outcomes(head, base)
    assert isinstance(found, Violation)
    assert found.data["documents"] == ["docs/threat-model.md"]
    assert outcomes({**head, "docs/threat-model.md": "# Threats\n\nInvoices are signed.\n"}, base) == []


def test_option_documents_says_where_threat_models_lie():
    base = {**BASE, "SECURITY.md": "# Security\n"}
    head = {**added(FLAGGED["pickle"][0], base=base), "SECURITY.md": "# Security\n\nInvoices are signed.\n"}
    assert len(said(head, base)) == 1
    assert said(head, base, documents=("SECURITY.md",)) == []


def test_option_public_paths_says_which_routes_anybody_may_call():
    head = added(route('@router.get("/catalogue")\ndef show(): ...'))
    assert len(said(head)) == 1
    assert said(head, public_paths=("/catalogue",)) == []


def test_code_of_no_component_with_a_spec_is_silent():
    assert outcomes(added(FLAGGED["pickle"][0], "billing/read.py")) == []


def test_without_a_spec_and_a_threat_model_the_rule_does_not_apply():
    (found,) = outcomes(added(FLAGGED["pickle"][0]), component=Component("orders", ("orders/**",), None))
    assert isinstance(found, NotApplicable)


def test_code_that_cannot_be_read_is_unknown():
    (found,) = outcomes(added("def broken(:\n"))
    assert isinstance(found, Unknown)
    assert (found.subject, found.path) == ("attack surface", "orders/new.py")


IN_A_LOOP: Files = {
    **BASE,
    "orders/keys.py": """
    from fastapi.security import APIKeyHeader

    shop = APIKeyHeader(name="X-Shop")
    """,
    "orders/main.py": """
    from fastapi import Depends, FastAPI

    from orders import new
    from orders.keys import shop

    app = FastAPI()
    for one in [new.router]:
        app.include_router(one, dependencies=[Depends(shop)])
    """,
}


SCHEMES = """from fastapi.security import APIKeyHeader
any_shop = APIKeyHeader(name="X-Shop", auto_error=False)
def find_shop(key=Depends(any_shop)): ..."""


@pytest.mark.parametrize(
    ("main", "handler", "flagged"),
    [
        ("Depends(shop)", "def show(): ...", 0),
        ("", "def show(): ...", 1),
        ("", "def show(shop=Depends(any_shop)): ...", 1),
        ("", "def show(shop=Depends(find_shop)): ...", 1),
        ("", "def show(shop=Depends(get_optional_shop)): ...", 1),
    ],
    ids=["asked for", "not asked for", "not insisted on", "not insisted on further down", "asked for by name, and not insisted on"],
)
def test_a_check_that_only_the_routes_as_they_are_served_show_counts(main: str, handler: str, flagged: int):
    base = {**IN_A_LOOP, "orders/main.py": str(IN_A_LOOP["orders/main.py"]).replace("[Depends(shop)]", f"[{main}]")}
    assert len(said(added(route(f'@router.get("/a")\n{handler}', SCHEMES if "_shop)" in handler else ""), base=base), base)) == flagged
