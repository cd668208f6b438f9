"""`tenet inspect`: what Tenet reads from the code without running it."""

import json

from tenet.api.wire import opened, tree_of
from tenet.facts.database.tables_document import tables_document
from tenet.facts.python.imports_document import imports_document
from tenet.facts.python.modules import Modules
from tenet.facts.python.parsed_files import ParsedFiles
from tenet.facts.sources import Sources
from tenet.report.imports import imports_text
from tenet.report.tables import tables_text


def tables(path: str, head: str | None, form: str) -> str:
    """The database schema that the models declare, as `json` or as a `table`."""
    with opened(path) as (repository, objects):
        modules = Modules(Sources(tree_of(repository, objects, head)), ParsedFiles())
        document = tables_document(modules)
    return json.dumps(document, indent=2) + "\n" if form == "json" else tables_text(document)


def imports(path: str, head: str | None, form: str) -> str:
    """The import graph of the repository, as `json` or as a `table`."""
    with opened(path) as (repository, objects):
        document = imports_document(Modules(Sources(tree_of(repository, objects, head)), ParsedFiles()))
    return json.dumps(document, indent=2) + "\n" if form == "json" else imports_text(document)
