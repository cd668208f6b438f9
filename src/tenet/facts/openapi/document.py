"""The API of an application as an OpenAPI 3.1 document, with the places in the code where its parts stand."""

from collections.abc import Mapping

from tenet.domain.finding import Json
from tenet.facts.json_schema.generation import library_versions
from tenet.facts.json_schema.schema_book import SchemaBook
from tenet.facts.json_schema.type_reader import TypeReader
from tenet.facts.openapi.api_contract import ApiContract, ApiOperation, Unread
from tenet.facts.openapi.dependants import Dependants
from tenet.facts.openapi.operations import Operations, ReadOperation
from tenet.facts.openapi.responses import Responses
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
    reading = read_application(modules, name)
    if isinstance(reading, NoApplication):
        return reading
    return _Document(modules, reading).contract()
