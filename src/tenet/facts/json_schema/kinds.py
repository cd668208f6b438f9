"""What kind of thing a class is for pydantic."""

import ast
from enum import Enum

from tenet.facts.json_schema.class_lines import ClassLines
from tenet.facts.json_schema.types import Type
from tenet.facts.python.classes import ENUMERATIONS
from tenet.facts.python.values import Call, Symbol, Value

MODEL_LIBRARIES = frozenset({"pydantic", "sqlmodel", "pydantic_settings", "ormar"})
MODEL_ROOTS = frozenset({"BaseModel", "GenericModel", "SQLModel", "RootModel", "BaseSettings"})
SCALAR_BASES = frozenset(
    {"str", "int", "float", "bytes", "bool", "dict", "list", "set", "frozenset", "tuple", "datetime.datetime", "datetime.date"}
)


class Kind(Enum):
    MODEL = "model"
    ROOT = "root model"
    DATACLASS = "dataclass"
    TYPED_DICT = "typed dictionary"
    NAMED_TUPLE = "named tuple"
    ENUM = "enumeration"
    ALIAS = "recursive alias"
    PLAIN = "other class"


def is_model_root(name: str) -> bool:
    library, _, _ = name.partition(".")
    return library in MODEL_LIBRARIES and name.rpartition(".")[2] in MODEL_ROOTS


class Kinds:
    """Tells kinds of classes. What was told once is kept."""

    def __init__(self, lines: ClassLines) -> None:
        self.lines = lines
        self._kinds: dict[tuple[Type, ast.ClassDef | None], Kind] = {}

    def kind(self, type_: Type) -> Kind:
        key = type_, self.lines.node(type_)
        if key not in self._kinds:
            self._kinds[key] = self._kind(type_)
        return self._kinds[key]

    def _kind(self, type_: Type) -> Kind:
        if type_.call is not None:
            return CALLS.get(type_.call.last, Kind.PLAIN)
        names = self.lines.names(type_)
        roots = [name for name in names if is_model_root(name)]
        if roots:
            is_root = any(name.endswith(".RootModel") for name in roots)
            return Kind.ROOT if is_root else Kind.MODEL
        if any(name.rpartition(".")[2] in ENUMERATIONS and name.partition(".")[0] in {"enum", "django", "strenum"} for name in names):
            return Kind.ENUM
        if "typing.TypedDict" in names:
            return Kind.TYPED_DICT
        if "typing.NamedTuple" in names:
            return Kind.NAMED_TUPLE
        return Kind.DATACLASS if self.is_dataclass(type_) else Kind.PLAIN

    def is_dataclass(self, type_: Type) -> bool:
        return any(
            _is_dataclass(decorator)
            for owner in self.lines.line(type_)
            if (node := self.lines.node(owner)) is not None
            for decorator in self.lines.decorators(node, owner)
        )

    def is_pydantic_dataclass(self, type_: Type) -> bool:
        """Whether a dataclass is pydantic's own, which has settings of its own even where it states none."""
        node = self.lines.node(type_)
        decorators = self.lines.decorators(node, type_) if node is not None else []
        return any(_is_dataclass(decorator) and _library(decorator) == "pydantic" for decorator in decorators)

    def scalar_base(self, type_: Type) -> str | None:
        """The builtin that a class extends: `class Slug(str)`."""
        return next((name for name in self.lines.names(type_)[1:] if name in SCALAR_BASES), None)


CALLS = {
    "create_model": Kind.MODEL,
    "make_dataclass": Kind.DATACLASS,
    "TypedDict": Kind.TYPED_DICT,
    "NamedTuple": Kind.NAMED_TUPLE,
    "namedtuple": Kind.NAMED_TUPLE,
    "Enum": Kind.ENUM,
    "StrEnum": Kind.ENUM,
    "IntEnum": Kind.ENUM,
}


def _is_dataclass(decorator: Value) -> bool:
    function = decorator.function if isinstance(decorator, Call) else decorator
    return isinstance(function, Symbol) and function.last == "dataclass" and _library(decorator) in {"dataclasses", "pydantic"}


def _library(decorator: Value) -> str:
    function = decorator.function if isinstance(decorator, Call) else decorator
    return function.name.partition(".")[0] if isinstance(function, Symbol) else ""
