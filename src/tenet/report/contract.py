"""The operations of `tenet inspect contract`, for people."""

from collections.abc import Iterator

from tenet.core.text import printable
from tenet.facts.openapi.api_contract import ApiContract, ApiOperation


def contract_text(contract: ApiContract) -> str:
    """One line for each operation, with its handler and where it stands; then what could not be read, and why."""
    return "\n".join([*_operations(contract.operations), *_unread(contract)]) + "\n"


def _operations(operations: tuple[ApiOperation, ...]) -> Iterator[str]:
    if not operations:
        yield "no operations"
    method = max((len(operation.method) for operation in operations), default=0)
    path = max((len(printable(operation.path)) for operation in operations), default=0)
    for operation in operations:
        marks = "".join(_marks(operation))
        place = f"{printable(operation.file)}:{operation.line}"
        yield f"{operation.method:<{method}}  {printable(operation.path):<{path}}  {printable(operation.handler)}  {place}{marks}"


def _marks(operation: ApiOperation) -> Iterator[str]:
    if not operation.in_schema:
        yield ", not in the document"
    if operation.deprecated:
        yield ", deprecated"
    if not operation.secured:
        yield ", no security scheme"


def _unread(contract: ApiContract) -> Iterator[str]:
    for part in contract.unread:
        place = f" ({printable(part.path)}:{part.line or ''})" if part.path else ""
        yield f"not read: {printable(part.subject)}: {printable(part.reason)}{place}"
