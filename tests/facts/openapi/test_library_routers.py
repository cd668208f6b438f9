"""Routers and dependencies of libraries come out whole, as their own applications document them."""

from tests.facts.openapi.oracle import Document, read_by_tenet

USERS = """
import uuid
from fastapi import Depends, FastAPI
from fastapi_users import FastAPIUsers, schemas
from fastapi_users.authentication import AuthenticationBackend, BearerTransport, CookieTransport, JWTStrategy
from httpx_oauth.clients.google import GoogleOAuth2

class UserRead(schemas.BaseUser[uuid.UUID]): ...
class UserCreate(schemas.BaseUserCreate):
    nickname: str
class UserUpdate(schemas.BaseUserUpdate): ...

async def get_user_manager(): ...
def get_strategy(): return JWTStrategy(secret="x", lifetime_seconds=1)

backend = AuthenticationBackend(name="jwt", transport=TRANSPORT, get_strategy=get_strategy)
users = FastAPIUsers[object, uuid.UUID](get_user_manager, [backend])
app = FastAPI()
app.include_router(users.get_auth_router(backend), prefix="/auth")
app.include_router(users.get_register_router(UserRead, UserCreate), prefix="/auth")
app.include_router(users.get_reset_password_router(), prefix="/auth")
app.include_router(users.get_users_router(UserRead, UserUpdate), prefix="/users")
app.include_router(users.get_oauth_router(GoogleOAuth2("a", "b"), backend, "secret"), prefix="/google")

@app.get("/mine")
async def mine(user=Depends(users.current_user(active=True))): ...
"""


def application(transport: str = "BearerTransport(tokenUrl='auth/login')") -> Document:
    return read_by_tenet({"main.py": USERS.replace("TRANSPORT", transport)}, "main:app")


def body(document: Document, path: str) -> tuple[str, list[str]]:
    """The media type of a body and its properties."""
    ((media_type, content),) = document["paths"][path]["post"]["requestBody"]["content"].items()
    name = content["schema"]["$ref"].rpartition("/")[2]
    return media_type, sorted(document["components"]["schemas"][name]["properties"])


def test_the_bodies_of_fastapi_users_are_those_of_its_forms_and_the_schemas_that_it_is_given() -> None:
    found = application()
    form = ["client_id", "client_secret", "grant_type", "password", "scope", "username"]
    assert body(found, "/auth/login") == ("application/x-www-form-urlencoded", form)
    assert body(found, "/auth/register")[1] == ["email", "is_active", "is_superuser", "is_verified", "nickname", "password"]
    assert body(found, "/auth/forgot-password") == ("application/json", ["email"])
    assert body(found, "/auth/reset-password")[1] == ["password", "token"]


def test_the_routes_of_fastapi_users_ask_for_what_the_transport_of_its_backend_asks_for() -> None:
    bearer, cookie = application(), application("CookieTransport(cookie_max_age=3600)")
    for path in ("/auth/logout", "/mine", "/users/me", "/users/{id}"):
        for method in bearer["paths"][path].values():
            assert method["security"] == [{"OAuth2PasswordBearer": []}], path
        for method in cookie["paths"][path].values():
            assert method["security"] == [{"APIKeyCookie": []}], path
    assert "security" not in bearer["paths"]["/auth/register"]["post"]


def test_the_parameters_of_fastapi_users_and_httpx_oauth_are_read() -> None:
    paths = application()["paths"]
    assert [(one["in"], one["name"]) for one in paths["/users/{id}"]["get"]["parameters"]] == [("path", "id")]
    assert [one["name"] for one in paths["/google/authorize"]["get"]["parameters"]] == ["scopes"]
    assert [one["name"] for one in paths["/google/callback"]["get"]["parameters"]] == ["code", "code_verifier", "state", "error"]
    assert "x-tenet-unread" not in application()


def test_a_router_of_a_subclass_is_followed_too() -> None:
    source = USERS.replace("TRANSPORT", "CookieTransport()").replace(
        "users = FastAPIUsers[object, uuid.UUID]",
        """class Own(FastAPIUsers):
    def get_logout_router(self, backend):
        router = APIRouter()
        token_of = self.authenticator.current_user_token(active=True)
        @router.post("/out")
        async def out(token=Depends(token_of)): ...
        return router
users = Own""",
    )
    source = source.replace("import Depends,", "import APIRouter, Depends,") + "app.include_router(users.get_logout_router(backend))\n"
    document = read_by_tenet({"main.py": source}, "main:app")
    assert document["paths"]["/out"]["post"]["security"] == [{"APIKeyCookie": []}]
    assert "/users/me" in document["paths"]


PAGES = """
from typing import Generic, TypeVar
from fastapi import Depends, FastAPI, Query
from fastapi_pagination import LimitOffsetPage, Page, Params, add_pagination
from pydantic import BaseModel

T = TypeVar("T")
app = FastAPI()

class Item(BaseModel):
    name: str

class OwnParams(Params):
    order: str | None = Query(None)

class OwnPage(Page[T], Generic[T]):
    __params_type__ = OwnParams

@app.get("/pages", response_model=Page[Item])
async def pages(q: str = ""): ...

@app.get("/offsets")
async def offsets() -> LimitOffsetPage[Item]: ...

@app.get("/own")
async def own() -> OwnPage[Item]: ...

@app.get("/stated")
async def stated(params: Params = Depends()) -> Item: ...

@app.get("/plain")
async def plain() -> Item: ...
"""


def parameters(document: Document, path: str) -> list[str]:
    return [one["name"] for one in document["paths"][path]["get"].get("parameters", [])]


def test_a_route_whose_answer_is_a_page_takes_its_parameters_once_pagination_is_added() -> None:
    without = read_by_tenet({"main.py": PAGES}, "main:app")
    assert [parameters(without, path) for path in ("/pages", "/offsets", "/own")] == [["q"], [], []]
    added = read_by_tenet({"main.py": PAGES + "add_pagination(app)\n"}, "main:app")
    assert parameters(added, "/pages") == ["q", "page", "size"]
    assert parameters(added, "/offsets") == ["limit", "offset"]
    assert parameters(added, "/own") == ["page", "size", "order"]
    assert parameters(added, "/stated") == ["page", "size"]
    assert parameters(added, "/plain") == []
