"""The routes that a library makes of something only a run knows, as its documentation gives them: Strawberry."""

from dataclasses import dataclass

from tenet.facts.python.values import Call, Symbol, Value


@dataclass(frozen=True, slots=True)
class LibraryRoute:
    """One route of a library."""

    method: str
    path: str
    name: str


GRAPHQL = (LibraryRoute("GET", "", "handle_http_get"), LibraryRoute("POST", "", "handle_http_post"))
"""`strawberry.fastapi.GraphQLRouter`, at its prefix."""


def library_routes(router: Value) -> tuple[LibraryRoute, ...] | None:
    """The routes of a router that a known library makes; None where it is not known."""
    match router:
        case Call(function=Symbol(name="strawberry.fastapi.GraphQLRouter")):
            return tuple(LibraryRoute(one.method, _path(router), one.name) for one in GRAPHQL)
        case _:
            return None


def _path(call: Call) -> str:
    found = call.argument(1, "path")
    return found if isinstance(found, str) else ""
