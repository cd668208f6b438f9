"""The parameters that `fastapi_pagination` adds to a route whose answer is a page."""

import ast

from tenet.facts.json_schema.schema_book import SchemaBook
from tenet.facts.json_schema.types import Type

PARAMETERS = "__params_type__"
LIBRARY = "fastapi_pagination."


def page_parameters(page: Type, book: SchemaBook) -> Type | None:
    """The model of the parameters of a page: what its class names, or one above it; None for any other type."""
    line = book.lines.line(page)
    if not any(owner.name.startswith(LIBRARY) for owner in line):
        return None
    for owner in line:
        scope = book.lines.scope(owner)
        for statement in book.lines.statements(owner) if scope is not None else ():
            match statement:
                case (
                    ast.Assign(targets=[ast.Name(id=name)], value=value)
                    | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
                ) if name == PARAMETERS and scope is not None:
                    return book.reader.read(value, scope)
                case _:
                    continue
    return None
