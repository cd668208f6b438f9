"""Constants of libraries whose values are known. They decide which code runs."""

import builtins
import re
from collections.abc import Mapping

from tenet.facts.python.values import Missing, Value
from tenet.facts.routing.library_modules import library_definition

BUILTINS = frozenset(dir(builtins))
CONSTANTS: Mapping[str, Value] = {
    "typing.TYPE_CHECKING": False,
    "typing_extensions.TYPE_CHECKING": False,
    "tenet.validation_handler.mode": "validation",
    "tenet.serialization_handler.mode": "serialization",
    "sys.version_info": (3, 13, 0),
}
STATUS = re.compile(r"(?:fastapi|starlette)\.status\.HTTP_(\d{3})_\w+")


def library_constant(name: str) -> Value | Missing:
    """The value of a constant, or a class that is followed as code, by its dotted name; missing for any other name."""
    status = STATUS.fullmatch(name)
    if status is not None:
        return int(status[1])
    return CONSTANTS[name] if name in CONSTANTS else library_definition(name)
