"""Random modules of models, as people write them: their text, and what to ask for."""

from dataclasses import dataclass, field
from random import Random

HEADER = """
import dataclasses
import datetime as dt
import decimal
import enum
import typing as t
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, ClassVar, Dict, Generic, List, Literal, NewType, Optional, Set, Tuple, TypeVar, Union

import pydantic.dataclasses
from pydantic import (
    AliasChoices, AliasGenerator, AnyUrl, BaseModel, BeforeValidator, ConfigDict, Field, HttpUrl, PlainSerializer, PositiveInt,
    RootModel, SecretStr, StringConstraints, computed_field, conint, conlist, constr, create_model, field_serializer, field_validator,
    model_serializer, model_validator,
)
from pydantic.alias_generators import to_camel, to_pascal
from typing_extensions import NotRequired, Required, TypedDict

T = TypeVar("T")
U = TypeVar("U")
UserId = NewType("UserId", int)
Short = Annotated[str, Field(max_length=20)]
Percent = Annotated[float, Field(ge=0, le=100)]
Stamp = Annotated[dt.datetime, PlainSerializer(lambda value: value.isoformat(), return_type=str)]

def kebab(name: str) -> str:
    return name.replace("_", "-")

def lower_camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(part.capitalize() for part in tail)
"""
SCALARS = (
    *("int", "str", "float", "bool", "bytes", "dt.datetime", "dt.date", "dt.time", "dt.timedelta", "decimal.Decimal", "uuid.UUID", "Path"),
    *("Any", "None", "UserId", "Short", "Percent", "Stamp", "HttpUrl", "AnyUrl", "SecretStr", "PositiveInt", "conint(ge=1)", "object"),
    *(
        "constr(min_length=2)",
        "Literal['a']",
        "Literal['a', 'b', 'c']",
        "Literal[1, 2]",
        "Literal['x', 1, None]",
        "Annotated[int, Field(gt=2)]",
    ),
    *("Annotated[str, StringConstraints(min_length=1, pattern='^a')]", "dict", "list", "Dict[str, Any]", "dict[str, Any]", "List[int]"),
)
NAMES = (
    "id",
    "name",
    "created_at",
    "user_id",
    "total_amount",
    "is_active",
    "tags",
    "url",
    "x",
    "kind_of",
    "address2",
    "line_1",
    "aB",
    "URL",
)
VALUES = {"int": ("0", "5"), "str": ("''", "'x'"), "float": ("1.5",), "bool": ("True", "False"), "Short": ("'s'",), "Percent": ("50.0",)}


@dataclass
class Writer:
    """Writes one module. `names` are the classes so far, usable in later annotations."""

    random: Random
    lines: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    bases: list[str] = field(default_factory=list)
    generics: dict[str, int] = field(default_factory=dict)
    keys: list[str] = field(default_factory=lambda: ["str", "str", "str", "int", "uuid.UUID"])

    def pick(self, options):
        return self.random.choice(list(options))

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def annotation(self, depth: int = 0) -> str:
        kind = self.random.random()
        if depth > 2 or kind < 0.35:
            return self.pick(SCALARS)
        if kind < 0.55 and self.names:
            return self.class_name()
        inner = self.annotation(depth + 1)
        return self.pick(
            (
                *(f"list[{inner}]", f"List[{inner}]", f"Optional[{inner}]", f"Optional[{inner}]", f"Union[{inner}, None]"),
                *(f"dict[{self.pick(self.keys)}, {inner}]", f"Sequence[{inner}]", f"tuple[{inner}, int]", f"Tuple[{inner}, ...]"),
                *(f"Union[{inner}, {self.annotation(depth + 1)}]", f"Mapping[str, {inner}]", f"Annotated[{inner}, 'a note']"),
                *(
                    f"conlist({inner}, min_length=1)" if "'" not in inner else f"list[{inner}]",
                    f"set[{self.pick(('int', 'str', 'uuid.UUID'))}]",
                ),
            )
        )

    def argument(self) -> str:
        """An argument of a generic class: what it is annotated with would become part of the component's name."""
        inner = self.pick(("int", "str", "dt.date", "uuid.UUID", "bool", *(name for name in self.names if name not in self.generics)))
        return self.pick(("{}", "{}", "list[{}]", "List[{}]", "Optional[{}]", "Dict[str, {}]", "dict[str, Optional[{}]]")).format(inner)

    def class_name(self) -> str:
        name = self.pick(self.names)
        if name in self.generics:
            arguments = ", ".join(self.argument() for _ in range(self.generics[name]))
            return f"{name}[{arguments}]"
        return name

    def default(self, annotation: str) -> str:
        if annotation in VALUES:
            return self.pick(VALUES[annotation])
        if annotation.startswith("Optional") or annotation.endswith(", None]") or annotation in {"Any", "None"}:
            return "None"
        return "..."

    def options(self, annotation: str) -> list[str]:
        found = []
        if self.chance(0.15):
            found.append(f"alias='{self.pick('pqrs')}Alias{self.random.randrange(1000)}'")
        if self.chance(0.08):
            found.append(f"validation_alias='in{self.random.randrange(1000)}'")
        if self.chance(0.05):
            found.append(
                f"validation_alias=AliasChoices('c{self.random.randrange(1000)}', 'd')"
                if "validation" not in "".join(found)
                else "title='T'"
            )
        if self.chance(0.08):
            found.append(f"serialization_alias='out{self.random.randrange(1000)}'")
        if self.chance(0.08):
            found.append("exclude=True")
        if self.chance(0.2):
            found.append("description='What it is'")
        if annotation in {"int", "float", "Optional[int]", "Optional[float]"} and self.chance(0.5):
            found.append(self.pick(("gt=0", "ge=1, le=9", "lt=100", "multiple_of=2")))
        if annotation in {"str", "Optional[str]", "List[int]", "list"} and self.chance(0.5):
            found.append(self.pick(("min_length=1", "max_length=5", "min_length=1, max_length=9")))
        return found

    def field_line(self, name: str) -> str:
        annotation = self.annotation()
        default = self.default(annotation)
        options = self.options(annotation)
        quoted = f'"{annotation}"' if self.chance(0.15) and '"' not in annotation else annotation
        style = self.random.random()
        if options and style < 0.3:
            line = f"{name}: Annotated[{annotation}, Field({', '.join(options)})]"
            return line if default == "..." else f"{line} = {default}"
        if options or style < 0.4:
            first = [default] if style < 0.7 else [f"default={default}"] if default != "..." else []
            if self.chance(0.15) and default == "..." and annotation.startswith(("list[", "List[")):
                first = ["default_factory=list"]
            return f"{name}: {quoted} = Field({', '.join([*first, *options])})"
        return f"{name}: {quoted}" if default == "..." or self.chance(0.3) else f"{name}: {quoted} = {default}"

    def field_names(self, least: int = 0) -> list[str]:
        return self.random.sample(NAMES, self.random.randint(least, 5))

    def config(self) -> str | None:
        if self.chance(0.6):
            return None
        return self.pick(
            (
                *(
                    "model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)",
                    "model_config = ConfigDict(extra='forbid')",
                ),
                *("model_config = {'from_attributes': True, 'extra': 'allow'}", "model_config = ConfigDict(alias_generator=kebab)"),
                *("model_config = ConfigDict(title='Titled')", "model_config = ConfigDict(alias_generator=to_pascal)"),
                *(
                    "model_config = ConfigDict(alias_generator=lambda name: name.upper())",
                    "model_config = ConfigDict(use_enum_values=True)",
                ),
                *(
                    "model_config = ConfigDict(alias_generator=lower_camel)",
                    "model_config = ConfigDict(json_schema_serialization_defaults_required=True)",
                ),
                "model_config = ConfigDict(alias_generator=AliasGenerator(validation_alias=to_camel, serialization_alias=to_pascal))",
            )
        )

    def model(self, name: str) -> None:
        bases = self.random.sample(self.bases, self.random.randint(1, min(2, len(self.bases)))) if self.bases and self.chance(0.4) else []
        body = [line for line in (self.config(),) if line]
        body.extend(self.field_line(one) for one in self.field_names())
        if self.chance(0.2):
            body.append("LIMIT: ClassVar[int] = 3")
        if self.chance(0.2):
            body.append("_hidden: int = 3")
        if self.chance(0.15):
            body.append(f"parent: Optional['{name}'] = None")
        if self.chance(0.2):
            body.extend(("@computed_field", "@property", f"def summary(self) -> {self.annotation(2)}: ..."))
        if self.chance(0.1):
            body.extend(
                (
                    "@field_serializer('*')" if self.chance(0.2) else "@field_serializer('id', check_fields=False)",
                    "def _send(self, value) -> str: ...",
                )
            )
        if self.chance(0.1):
            body.extend(
                ("@field_validator('name', mode='before', check_fields=False)", "@classmethod", "def _take(cls, value): return value")
            )
        self.lines.append(f"class {name}({', '.join(bases or ['BaseModel'])}):")
        self.lines.extend(f"    {line}" for line in body or ["pass"])
        self.names.append(name)
        self.bases.append(name)

    def generic(self, name: str) -> None:
        variables = self.pick((["T"], ["T", "U"]))
        self.lines.append(f"class {name}(BaseModel, Generic[{', '.join(variables)}]):")
        for variable in variables:
            shape = self.pick(("{}", "list[{}]", "Optional[{}]", "dict[str, {}]"))
            self.lines.append(f"    of_{variable.lower()}: {shape.format(variable)}")
        self.lines.extend(f"    {self.field_line(one)}" for one in self.field_names())
        self.generics[name] = len(variables)
        self.names.append(name)
        if self.chance(0.5):
            arguments = ", ".join(self.argument() for _ in variables)
            self.lines.append(f"class {name}Bound({name}[{arguments}]):")
            self.lines.append(f"    {self.field_line('bound_extra')}")
            self.names.append(f"{name}Bound")

    def enumeration(self, name: str) -> None:
        base = self.pick(("enum.Enum", "str, enum.Enum", "enum.StrEnum", "enum.IntEnum"))
        numbers = base == "enum.IntEnum"
        self.lines.append(f"class {name}({base}):")
        for index in range(self.random.randint(1, 4)):
            value = "enum.auto()" if self.chance(0.3) and base != "str, enum.Enum" else str(index) if numbers else f"'v{index}'"
            self.lines.append(f"    M{index} = {value}")
        self.names.append(name)
        if not numbers:
            self.keys.append(name)

    def record(self, name: str) -> None:
        kind = self.pick(("@dataclasses.dataclass", "@pydantic.dataclasses.dataclass", "typed", "named", "root"))
        if kind == "root":
            self.lines.append(f"class {name}(RootModel[{self.annotation(1)}]):\n    pass")
        elif kind.startswith("@"):
            required = [f"    {one}: {self.annotation()}" for one in self.field_names(1)[:2]]
            self.lines.extend(
                (
                    kind,
                    f"class {name}:",
                    *required,
                    "    extra_: Optional[int] = None",
                    "    many: list[int] = dataclasses.field(default_factory=list)",
                )
            )
        else:
            base = "TypedDict, total=False" if kind == "typed" and self.chance(0.4) else "TypedDict" if kind == "typed" else "t.NamedTuple"
            self.lines.append(f"class {name}({base}):")
            for one in self.field_names(1):
                annotation = self.annotation()
                wrapper = self.pick(("{}", "{}", "NotRequired[{}]", "Required[{}]")) if kind == "typed" else "{}"
                self.lines.append(f"    {one}: {wrapper.format(annotation)}")
        self.names.append(name)


def random_module(seed: int, classes: int = 6) -> tuple[str, list[str]]:
    """The text of a module, and annotations of its classes."""
    writer = Writer(Random(seed))
    for index in range(classes):
        kind = writer.random.random()
        make = writer.model if kind < 0.6 else writer.generic if kind < 0.72 else writer.enumeration if kind < 0.86 else writer.record
        make(f"C{index}")
    wanted = [writer.class_name() if name in writer.generics else name for name in writer.names]
    wanted += [f"{name}[{', '.join(['int'] * count)}]" for name, count in writer.generics.items()]
    return HEADER + "\n".join(writer.lines) + "\n", wanted
