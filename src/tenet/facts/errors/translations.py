"""Where a function that serves a route turns an error of the repository into one of HTTP."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from tenet.facts.errors.error_answers import error_answers, own_statements
from tenet.facts.errors.exception_classes import ancestry_of, named_exceptions
from tenet.facts.errors.served_functions import Served
from tenet.facts.python.external_names import ExternalNames
from tenet.facts.python.modules import last_name


@dataclass(frozen=True, slots=True)
class Translation:
    """`except OrderNotFound` with an answer in its body. `status` is None where it is not written."""

    error: str
    clause: ast.ExceptHandler
    answer: ast.stmt
    status: int | None

    @property
    def text(self) -> str:
        return f"`{self.error}`" if self.status is None else f"`{self.error}` to {self.status}"


def translations_of(served: Served, names: ExternalNames) -> Iterator[Translation]:
    at = served.inside
    for node in own_statements(served.function.body):
        for clause in node.handlers if isinstance(node, ast.Try | ast.TryStar) else ():
            own = [error for error in named_exceptions(clause.type) if _is_own_error(names, error, served)]
            answer = next(error_answers(names, at, own_statements(clause.body)), None) if own else None
            if answer is not None:
                yield from (Translation(last_name(error), clause, answer.statement, answer.status) for error in own)


def _is_own_error(names: ExternalNames, node: ast.expr, served: Served) -> bool:
    """Whether it is an exception that the repository defines, and none that a framework already answers with a status."""
    definition = names.definition(node, served.inside)
    if definition is None or not isinstance(definition.node, ast.ClassDef):
        return False
    found = ancestry_of(names.modules, definition)
    return found.is_exception and not found.is_http
