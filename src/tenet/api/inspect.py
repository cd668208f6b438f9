"""`tenet inspect`: what Tenet reads from the code without running it."""

import json

from tenet.api.wire import opened, tree_of
from tenet.core.errors import InputFault
from tenet.facts.database.tables_document import tables_document
from tenet.facts.openapi.api_contract import ApiContract
from tenet.facts.openapi.document import read_api
from tenet.facts.python.modules import Modules
from tenet.facts.python.parsed_files import ParsedFiles
from tenet.facts.sources import Sources
from tenet.report.contract import contract_text
from tenet.report.tables import tables_text


def tables(path: str, head: str | None, form: str) -> str:
    """The database schema that the models declare, as `json` or as a `table`."""
    with opened(path) as (repository, objects):
        modules = Modules(Sources(tree_of(repository, objects, head)), ParsedFiles())
        document = tables_document(modules)
    return json.dumps(document, indent=2) + "\n" if form == "json" else tables_text(document)


def contract(path: str, head: str | None, application: str | None, form: str) -> str:
    """The API of a FastAPI application, as an OpenAPI document (`openapi`) or as a `table` of its operations.

    Raises `InputFault` where there is no such application.
    """
    with opened(path) as (repository, objects):
        found = read_api(Modules(Sources(tree_of(repository, objects, head)), ParsedFiles()), application)
    if not isinstance(found, ApiContract):
        raise InputFault(found.reason, hint=found.hint)
    return json.dumps(found.document, indent=2) + "\n" if form == "openapi" else contract_text(found)
