"""The API of an application as an OpenAPI 3.1 document, with the places in the code where its parts stand."""

import ast
from collections.abc import Callable, Iterator, Sequence

from tenet.facts.json_schema import Generation, Json, JsonObject, SchemaBook, TypeReader, fastapi_version, pydantic_generation
from tenet.facts.openapi.api_contract import ApiContract, ApiOperation, Unread
from tenet.facts.openapi.dependants import Dependants
from tenet.facts.openapi.operations import Operations, ReadOperation
from tenet.facts.openapi.responses import Responses
from tenet.facts.python.modules import Modules
from tenet.facts.python.values import Place
from tenet.facts.routing.applications import Applications
from tenet.facts.routing.served_route import Application, NoApplication, ServedRoute

OPENAPI_VERSION = "3.1.0"
INFERS_MODELS = (0, 89)
"""The version of FastAPI from which a return annotation is the model of the answer."""
STREAMS = (0, 134)
"""The version of FastAPI from which a generator is streamed."""
VALIDATION_ERRORS: JsonObject = {
    "HTTPValidationError": {
        "title": "HTTPValidationError",
        "type": "object",
        "properties": {"detail": {"title": "Detail", "type": "array", "items": {"$ref": "#/components/schemas/ValidationError"}}},
    },
    "ValidationError": {
        "title": "ValidationError",
        "type": "object",
        "properties": {
            "loc": {"title": "Location", "type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "integer"}]}},
            "msg": {"title": "Message", "type": "string"},
            "type": {"title": "Error Type", "type": "string"},
            "input": {"title": "Input"},
            "ctx": {"title": "Context", "type": "object"},
        },
        "required": ["loc", "msg", "type"],
    },
}
"""What FastAPI answers to a request that does not fit, as it describes it."""


def read_api(modules: Modules, name: str | None) -> ApiContract | NoApplication:
    """The API of the application `name` (`MODULE:NAME`), or of the one that the repository has."""
    applications = Applications(modules)
    application = applications.read(name)
    return application if isinstance(application, NoApplication) else written_contract(application, applications, everything)


def everything(_: ServedRoute) -> bool:
    """Chooses every route."""
    return True


def written_contract(application: Application, applications: Applications, chosen: Callable[[ServedRoute], bool]) -> ApiContract:
    """The API of an application whose routes are read: the document of the chosen ones, beside the operations of all."""
    modules, near = applications.modules, application.place.path
    book = SchemaBook(TypeReader(applications.evaluator), pydantic_generation(modules, near))
    version = fastapi_version(modules, near) or (STREAMS if book.generation is Generation.TWO else INFERS_MODELS)
    responses = Responses(book, infers_model=version >= INFERS_MODELS, streams=version >= STREAMS)
    reader = Operations(Dependants(book, applications.run), responses, book)
    routes = [route for route in application.routes if not route.websocket]
    wanted = [route for route in routes if chosen(route)]
    read = [(route, operation) for route in wanted for operation in reader.of(route)]
    passed = [one for route in routes if not chosen(route) for one in _passed(route)]
    shown = [operation for route, operation in read if route.in_schema and not route.plain]
    unread = [*_unread_routes(application), *_unread_parts(read), *(Unread(part.name, part.reason) for part in book.unread)]
    webhooks = [operation for route in application.webhooks for operation in reader.of(route) if route.in_schema]
    document = _document(application, shown, webhooks, book, unread)
    operations = (*(_operation(route, operation) for route, operation in read), *passed)
    return ApiContract(document, operations, tuple(unread), dict(book.places()))


def _document(
    application: Application,
    operations: Sequence[ReadOperation],
    webhooks: Sequence[ReadOperation],
    book: SchemaBook,
    unread: Sequence[Unread],
) -> JsonObject:
    schemas: JsonObject = {}
    security: JsonObject = {}
    for operation in (*operations, *webhooks):
        schemas.update(operation.components)
        security.update(operation.security_schemes)
    if any(operation.may_be_invalid for operation in (*operations, *webhooks)):
        schemas.update(VALIDATION_ERRORS)
    components: JsonObject = {"schemas": dict(sorted({**book.components(), **_object(book.settled(schemas))}.items()))}
    if security:
        components["securitySchemes"] = security
    found: JsonObject = {
        "openapi": OPENAPI_VERSION,
        "info": {"title": application.title, "version": application.version},
        "paths": book.settled(_by_path(operations)),
        "components": components,
    }
    if webhooks:
        found["webhooks"] = book.settled(_by_path(webhooks))
    if unread:
        found["x-tenet-unread"] = [_shown(part) for part in unread]
    return found


def _by_path(operations: Sequence[ReadOperation]) -> JsonObject:
    """The documents of operations, by path and method."""
    paths: JsonObject = {}
    for operation in operations:
        item = paths.setdefault(operation.path, {})
        if isinstance(item, dict):
            item[operation.method.lower()] = operation.document
    return paths


def _object(value: Json) -> JsonObject:
    return value if isinstance(value, dict) else {}


def _shown(part: Unread) -> JsonObject:
    return {"subject": part.subject, "reason": part.reason, "path": part.path, "line": part.line}


def _unread_routes(application: Application) -> Iterator[Unread]:
    for part in application.unread:
        yield Unread(part.subject, part.reason, *((part.place.path, part.place.line) if part.place else (None, None)))
    for mounted in application.mounted:
        reason = "it is mounted, and has a document of its own" if mounted.application else "it is mounted, and no application of FastAPI"
        yield Unread(f"{mounted.path or '/'} ({mounted.subject})", reason, mounted.place.path, mounted.place.line)


def _unread_parts(read: Sequence[tuple[ServedRoute, ReadOperation]]) -> Iterator[Unread]:
    told: dict[str, Unread] = {}
    for route, operation in read:
        place = route.place.path, route.place.line
        if route.endpoint is None:
            yield Unread(f"{operation.method} {operation.path}", "its handler is defined outside the repository", *place)
        if route.condition:
            yield Unread(f"{operation.method} {operation.path}", f"only a run can tell whether it is served: {route.condition}", *place)
        for callee in operation.unread:
            told.setdefault(
                callee, Unread(f"the dependency {callee}", "what it takes is not in the repository, or only a run can tell", *place)
            )
    yield from told.values()


def _operation(route: ServedRoute, operation: ReadOperation) -> ApiOperation:
    return _served(route, operation.method, secured=operation.guarded)


def _passed(route: ServedRoute) -> Iterator[ApiOperation]:
    """The operations of a route that is served, and of which no more is asked."""
    return (_served(route, method, secured=None) for method in route.methods)


def _served(route: ServedRoute, method: str, *, secured: bool | None) -> ApiOperation:
    place = _place(route)
    return ApiOperation(
        method=method,
        path=route.path_format,
        handler=route.handler,
        file=place.path,
        line=place.line,
        end_line=place.end_line,
        in_schema=route.in_schema and not route.plain,
        deprecated=route.deprecated,
        secured=secured,
    )


def _place(route: ServedRoute) -> Place:
    """The head of the handler where its decorator adds the route, else the call that adds it."""
    node = None if route.endpoint is None else route.endpoint.node
    if node is None or isinstance(node, ast.Lambda) or route.place.path != (route.endpoint and route.endpoint.scope.module.path):
        return route.place
    decorated = bool(node.decorator_list) and node.decorator_list[0].lineno <= route.place.line < node.lineno
    return Place(route.place.path, node.lineno, max(node.lineno, node.body[0].lineno - 1)) if decorated else route.place
