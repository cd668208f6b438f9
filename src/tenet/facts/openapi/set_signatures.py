"""Signatures that code makes of parameters: `inspect.Signature([Parameter("limit", ..., annotation=int), ...])`."""

from collections.abc import Iterator

from tenet.facts.json_schema.type_reader import TypeReader
from tenet.facts.json_schema.types import ANY
from tenet.facts.openapi.parameters import Declared
from tenet.facts.python.module import Module
from tenet.facts.python.values import Call, Missing, Place, Symbol, Value

SIGNATURE, PARAMETER = Symbol("inspect.Signature"), Symbol("inspect.Parameter")
NOWHERE = Place("", 0, 0)


def declared_in_signature(signature: Value, module: Module, types: TypeReader) -> list[Declared] | None:
    """The parameters of a signature, in their order; None where only a run can tell them."""
    stated = signature.argument(0, "parameters") if isinstance(signature, Call) and signature.function == SIGNATURE else None
    if not isinstance(stated, tuple):
        return None
    found = list(_declared(stated, module, types))
    return found if len(found) == len(stated) else None


def _declared(parameters: tuple[Value, ...], module: Module, types: TypeReader) -> Iterator[Declared]:
    for parameter in parameters:
        if not isinstance(parameter, Call) or parameter.function != PARAMETER:
            continue
        name, annotation = parameter.argument(0, "name"), parameter.keyword("annotation")
        if isinstance(name, str):
            type_ = ANY if isinstance(annotation, Missing) else types.of_value(annotation, module)
            yield Declared(name, type_, parameter.keyword("default"), parameter.place or NOWHERE)
