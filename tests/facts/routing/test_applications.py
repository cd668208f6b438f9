"""Which applications a repository has, and which one a name means."""

from tests.facts.python.reading import modules_of

from tenet.facts.routing.applications import Applications, read_application
from tenet.facts.routing.served_route import Application, NoApplication

ONE = "from fastapi import FastAPI\napp = FastAPI(title='One', version='2.0')\n@app.get('/one')\ndef one(): ...\n"
TWO = "from fastapi import FastAPI\ndef create_app(settings=None):\n    app = FastAPI()\n    @app.get('/a')\n    def a(): ...\n"
TWO += "    @app.get('/b')\n    def b(): ...\n    return app\n"


def found(files: dict[str, str], name: str | None = None) -> Application | NoApplication:
    return read_application(modules_of(files), name)


def test_a_name_is_resolved_in_any_source_root() -> None:
    for path in ("app/main.py", "backend/app/main.py", "services/api/src/app/main.py"):
        application = found({path.replace("main.py", "__init__.py"): "", path: ONE}, "app.main:app")
        assert isinstance(application, Application)
        assert (application.name, application.title, application.version) == ("app.main:app", "One", "2.0")
        assert application.place.path == path


def test_the_shallowest_of_several_modules_is_meant_and_tests_come_last() -> None:
    files = {"tests/main.py": TWO, "deep/er/main.py": TWO, "srv/main.py": ONE}
    application = found(files, "main:app")
    assert isinstance(application, Application)
    assert application.place.path == "srv/main.py"


def test_a_factory_is_named_with_and_without_its_call() -> None:
    for name in ("main:create_app", "main:create_app()"):
        application = found({"main.py": TWO}, name)
        assert isinstance(application, Application)
        assert [route.path for route in application.routes] == ["/a", "/b"]


def test_without_a_name_the_application_with_the_most_routes_is_read() -> None:
    files = {"one/app.py": ONE, "two/app.py": TWO, "tests/app.py": TWO, "examples/big.py": TWO, "docs/x.py": ONE, "scripts/x.py": ONE}
    applications = Applications(modules_of(files))
    assert [application.name for application in applications.found] == ["two.app:create_app", "one.app:app"]
    application = applications.read(None)
    assert isinstance(application, Application)
    assert application.place.path == "two/app.py"


def test_a_factory_that_a_module_calls_is_one_application() -> None:
    files = {"app/__init__.py": "", "app/factory.py": TWO, "app/main.py": "from .factory import create_app\napp = create_app()\n"}
    applications = Applications(modules_of(files))
    assert len(applications.found) == 1


def test_an_unknown_module_or_variable_is_a_result_with_a_hint() -> None:
    missing = found({"one/app.py": ONE}, "nowhere:app")
    assert isinstance(missing, NoApplication)
    assert "no file of the repository is the module nowhere" in missing.reason
    assert "app:app" in missing.hint
    wrong = found({"one/app.py": ONE}, "app:server")
    assert isinstance(wrong, NoApplication)
    assert "server in one/app.py is no FastAPI application" in wrong.reason
    nothing = found({"readme.py": "x = 1\n"})
    assert isinstance(nothing, NoApplication)
    assert nothing.found == ()


def test_an_application_that_two_names_lead_to_has_its_routes_once() -> None:
    files = {
        "app/__init__.py": "",
        "app/core.py": ONE,
        "app/main.py": "from app.core import app\nimport app.core\nfrom .core import app as again\n",
    }
    application = found(files, "app.main:again")
    assert isinstance(application, Application)
    assert [route.path for route in application.routes] == ["/one"]


def test_mounted_applications_have_a_document_of_their_own() -> None:
    source = "from fastapi import FastAPI\nfrom starlette.staticfiles import StaticFiles\napp = FastAPI()\nsub = FastAPI()\n"
    source += "@sub.get('/x')\ndef x(): ...\napp.mount('/sub', sub)\napp.mount('/static', StaticFiles(directory='static'))\n"
    application = found({"main.py": source}, "main:app")
    assert isinstance(application, Application)
    assert not application.routes
    mounted = {one.path: one for one in application.mounted}
    assert mounted["/sub"].application is not None
    assert [route.path for route in mounted["/sub"].application.routes] == ["/x"]
    assert mounted["/static"].application is None
    assert mounted["/static"].subject == "starlette.staticfiles.StaticFiles"


def test_an_application_that_another_mounts_is_no_other_application() -> None:
    server = "from fastapi import FastAPI\nfrom one import app as one\napp = FastAPI()\napp.mount('/one', one)\n"
    applications = Applications(modules_of({"one.py": ONE, "server.py": server, "two.py": TWO}))
    assert {one.name for one in applications.found} == {"server:app", "two:create_app"}
    named = applications.read("one:app")
    assert isinstance(named, Application)


def test_modules_without_a_trace_of_routing_are_not_parsed() -> None:
    models = {f"app/models/m{number}.py": f"from app.models import m{number - 1 if number else 1}\nx = 1\n" for number in range(50)}
    main = ONE + "from app.models import m49, m3\n"
    modules = modules_of({"app/__init__.py": "", "app/models/__init__.py": "", **models, "app/main.py": main})
    applications = Applications(modules)
    application = applications.read("app.main:app")
    assert isinstance(application, Application)
    assert set(applications.run.environments) == {"app/main.py"}


def test_routes_that_an_application_adds_when_it_starts_say_so() -> None:
    source = """
from contextlib import asynccontextmanager
from fastapi import FastAPI, APIRouter
router = APIRouter()
@router.get("/late")
def late(): ...
@asynccontextmanager
async def lifespan(application: FastAPI):
    async with connect():
        application.include_router(router, prefix="/x")
        yield
app = FastAPI(lifespan=lifespan)
other = FastAPI()
@other.on_event("startup")
async def begin():
    other.include_router(router)
"""
    for name, path in (("main:app", "/x/late"), ("main:other", "/late")):
        application = found({"main.py": source}, name)
        assert isinstance(application, Application)
        assert [(route.path, route.condition) for route in application.routes] == [(path, "the application starts")]


def test_of_a_factory_and_who_completes_what_it_makes_the_latter_is_the_application() -> None:
    more = "from app.factory import create_app\napp = create_app()\n@app.get('/more')\ndef more(): ...\n"
    application = found({"app/__init__.py": "", "app/factory.py": TWO, "app/zz.py": more})
    assert isinstance(application, Application)
    assert application.name == "app.zz:app"
    assert [route.path for route in application.routes] == ["/a", "/b", "/more"]
