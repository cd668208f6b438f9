"""Routers that known libraries make."""

from tests.facts.routing.oracle import read

from tenet.facts.python.values import Symbol

USERS = """
import uuid
from fastapi import FastAPI, Depends
from fastapi_users import FastAPIUsers
from schemas import User, UserRead, UserCreate, UserUpdate
def guard(): ...
fastapi_users = FastAPIUsers[User, uuid.UUID](get_user_manager, [auth_backend])
app = FastAPI()
app.include_router(fastapi_users.get_auth_router(auth_backend), prefix="/auth/jwt", tags=["auth"])
app.include_router(fastapi_users.get_register_router(UserRead, UserCreate), prefix="/auth")
app.include_router(fastapi_users.get_users_router(UserRead, UserUpdate), prefix="/users", dependencies=[Depends(guard)])
"""
SCHEMAS = "class User: ...\nclass UserRead: ...\nclass UserCreate: ...\nclass UserUpdate: ...\n"


def test_the_routers_of_fastapi_users_have_their_documented_routes() -> None:
    application = read({"main.py": USERS, "schemas.py": SCHEMAS}, "main:app")
    assert [(route.methods[0], route.path, route.status_code) for route in application.routes if isinstance(route.status_code, int)] == [
        ("POST", "/auth/register", 201),
        ("DELETE", "/users/{id}", 204),
    ]
    assert {(route.methods[0], route.path) for route in application.routes} == {
        ("POST", "/auth/jwt/login"),
        ("POST", "/auth/jwt/logout"),
        ("POST", "/auth/register"),
        ("GET", "/users/me"),
        ("PATCH", "/users/me"),
        ("GET", "/users/{id}"),
        ("PATCH", "/users/{id}"),
        ("DELETE", "/users/{id}"),
    }
    assert {route.library for route in application.routes} == {"fastapi_users"}
    register = next(route for route in application.routes if route.path == "/auth/register")
    assert register.response_model == Symbol("schemas.UserRead")
    assert register.place.path == "main.py"
    assert not application.unread


def test_a_graphql_router_of_strawberry_takes_both_methods_at_its_prefix() -> None:
    source = "from fastapi import FastAPI\nfrom strawberry.fastapi import GraphQLRouter\napp = FastAPI()\n"
    source += "app.include_router(GraphQLRouter(schema), prefix='/graphql')\n"
    application = read({"main.py": source}, "main:app")
    assert [(route.methods, route.path) for route in application.routes] == [(("GET",), "/graphql"), (("POST",), "/graphql")]
