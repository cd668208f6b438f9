"""The routes that well-known libraries make, as their documentation gives them: fastapi-users, Strawberry, the Prometheus exporter."""

from collections.abc import Mapping
from dataclasses import dataclass

from tenet.facts.python.values import MISSING, Bound, Call, Missing, Symbol, Value
from tenet.facts.routing.entries import dotted


@dataclass(frozen=True, slots=True)
class LibraryRoute:
    """One route of a library. `model` is the position of the argument that is its response model, None where it has none."""

    method: str
    path: str
    name: str
    status: int | None = None
    model: int | None = None
    responses: tuple[int, ...] = ()


USERS: Mapping[str, tuple[LibraryRoute, ...]] = {
    "get_auth_router": (
        LibraryRoute("POST", "/login", "auth:login", responses=(400,)),
        LibraryRoute("POST", "/logout", "auth:logout", responses=(401,)),
    ),
    "get_register_router": (LibraryRoute("POST", "/register", "register:register", 201, 0, (400,)),),
    "get_reset_password_router": (
        LibraryRoute("POST", "/forgot-password", "reset:forgot_password", 202),
        LibraryRoute("POST", "/reset-password", "reset:reset_password", responses=(400,)),
    ),
    "get_verify_router": (
        LibraryRoute("POST", "/request-verify-token", "verify:request-token", 202),
        LibraryRoute("POST", "/verify", "verify:verify", None, 0, (400,)),
    ),
    "get_users_router": (
        LibraryRoute("GET", "/me", "users:current_user", None, 0, (401,)),
        LibraryRoute("PATCH", "/me", "users:patch_current_user", None, 0, (400, 401)),
        LibraryRoute("GET", "/{id}", "users:user", None, 0, (401, 403, 404)),
        LibraryRoute("PATCH", "/{id}", "users:patch_user", None, 0, (400, 401, 403, 404)),
        LibraryRoute("DELETE", "/{id}", "users:delete_user", 204, None, (401, 403, 404)),
    ),
    "get_oauth_router": (
        LibraryRoute("GET", "/authorize", "oauth:authorize"),
        LibraryRoute("GET", "/callback", "oauth:callback", responses=(400,)),
    ),
    "get_oauth_associate_router": (
        LibraryRoute("GET", "/authorize", "oauth-associate:authorize"),
        LibraryRoute("GET", "/callback", "oauth-associate:callback", None, 1, (400,)),
    ),
}
"""The routers of `fastapi_users.FastAPIUsers`, by the method that makes each."""
GRAPHQL = (LibraryRoute("GET", "", "handle_http_get"), LibraryRoute("POST", "", "handle_http_post"))
"""`strawberry.fastapi.GraphQLRouter`, at its prefix."""


def library_routes(router: Value) -> tuple[LibraryRoute, ...] | None:
    """The routes of a router that a known library makes; None where it is not known."""
    match router:
        case Call(function=Bound(target=Call() as users, name=name)) if dotted(users).startswith("fastapi_users."):
            return USERS.get(name)
        case Call(function=Symbol(name="strawberry.fastapi.GraphQLRouter")):
            return tuple(LibraryRoute(one.method, _path(router), one.name) for one in GRAPHQL)
        case _:
            return None


def _path(call: Call) -> str:
    found = call.argument(1, "path")
    return found if isinstance(found, str) else ""


def model_of(route: LibraryRoute, router: Value) -> Value | Missing:
    """The response model that the router was made with."""
    if route.model is None or not isinstance(router, Call):
        return MISSING
    return router.argument(route.model, "user_schema")
