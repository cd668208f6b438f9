"""The two generations of pydantic, and the two directions in which a model is described."""

from enum import Enum, IntEnum


class Generation(IntEnum):
    """The major version of pydantic whose rules hold."""

    ONE = 1
    TWO = 2


class Mode(Enum):
    """`INPUT` describes what is accepted (validation), `OUTPUT` what is sent (serialization). They are one for pydantic 1."""

    INPUT = "Input"
    OUTPUT = "Output"
