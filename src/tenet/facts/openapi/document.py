"""The API of an application as an OpenAPI 3.1 document, with the places in the code where its parts stand."""

from collections.abc import Mapping

from tenet.domain.finding import Json
from tenet.facts.json_schema.schema_book import SchemaBook
from tenet.facts.json_schema.type_reader import TypeReader
from tenet.facts.openapi.api_contract import ApiContract, ApiOperation, Unread
from tenet.facts.openapi.classification import Classification
from tenet.facts.openapi.dependants import Dependants
from tenet.facts.openapi.operations import Operations, ReadOperation
from tenet.facts.openapi.responses import Responses
from tenet.facts.python.interpreter import Interpreter
from tenet.facts.python.modules import Modules
from tenet.facts.routing.application import read_application
from tenet.facts.routing.served_route import Application, ServedRoute

OPENAPI_VERSION = "3.1.0"
VALIDATION_ERROR: Mapping[str, Json] = {
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
        },
        "required": ["loc", "msg", "type"],
    },
}
"""What FastAPI answers to a request that does not fit, as it describes it."""


def read_api(modules: Modules, name: str | None) -> ApiContract | NoApplication:
    """The API of the application `name` (`MODULE:NAME`), or of the one that the repository has."""
    application = read_application(modules, name)
    return application if isinstance(application, NoApplication) else contract_of(application, modules)


def contract_of(application: Application, modules: Modules) -> ApiContract:
    """The API of an application whose routes are read."""
    book = SchemaBook(TypeReader(Interpreter(modules)))
    classification = Classification(book.kinds)
    reader = Operations(Dependants(book, classification), Responses(book), book, classification)
    read = [(route, operation) for route in application.routes if not route.websocket for operation in reader.of(route)]
    shown = [(route, operation) for route, operation in read if route.in_schema and not route.plain]
    unread = [*_unread_routes(application), *_unread_parts(read), *(Unread(part.name, part.reason) for part in book.unread)]
    document = _document(application, [operation for _, operation in shown], book, unread)
    return ApiContract(document, tuple(_operation(route, operation, book) for route, operation in read), tuple(unread))


def _document(application: Application, operations: Sequence[ReadOperation], book: SchemaBook, unread: Sequence[Unread]) -> JsonObject:
    paths: JsonObject = {}
    schemas: JsonObject = {}
    security: JsonObject = {}
    for operation in operations:
        item = paths.setdefault(operation.path, {})
        if isinstance(item, dict):
            item[operation.method.lower()] = operation.document
        schemas.update(operation.components)
        security.update(operation.security_schemes)
    found: JsonObject = {"openapi": OPENAPI_VERSION, "info": {"title": application.title, "version": application.version}}
    settled = book.settled({"paths": paths, "schemas": schemas})
