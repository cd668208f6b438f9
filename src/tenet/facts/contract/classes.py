"""What a class promises: that it is there, its fields where it is a model, settings or a table, and its public methods."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from tenet.facts.contract.annotations import last_name
from tenet.facts.contract.configuration import Lineage, read_configuration
from tenet.facts.contract.fields import read_fields
from tenet.facts.contract.items import ContractItem, ContractKind
from tenet.facts.contract.names import Located, Reading
from tenet.facts.contract.signatures import decorator_names, last_line_of_head, read_function
from tenet.facts.python.module import FunctionNode
from tenet.facts.python.modules import dotted_name

SETTINGS_BASES = frozenset({"BaseSettings"})
TABLE_BASES = frozenset({"DeclarativeBase", "DeclarativeBaseNoMeta", "MappedAsDataclass"})
MODEL_BASES = frozenset(
    {"BaseModel", "RootModel", "GenericModel", "SQLModel", "TypedDict", "NamedTuple", "Struct", "Schema", "ModelSchema", "Enum",
     "StrEnum", "IntEnum", "Flag", "IntFlag", "TextChoices", "IntegerChoices", "Choices", "Protocol"}
)  # fmt: skip
ENUM_BASES = frozenset({"Enum", "StrEnum", "IntEnum", "Flag", "IntFlag", "TextChoices", "IntegerChoices", "Choices"})
SENT_BASES = ("BaseModel", "RootModel", "GenericModel", "SQLModel", "Struct", "Schema")
"""How the names of classes end whose subclasses are made to be sent."""
MODEL_DECORATORS = frozenset({"dataclass", "define", "frozen", "mutable", "attrs", "attrib", "s"})
COLUMN_CALLS = frozenset({"Column", "mapped_column"})
NEUTRAL_BASES = frozenset({"object", "Generic", "Protocol", "ABC", "Exception"})
EXCEPTIONS = ("Exception", "Error", "Warning")
"""How the names of exception classes end (PEP 8)."""
CALLED_METHODS = frozenset({"__init__", "__call__", "__new__"})


class Reach(StrEnum):
    """Who can name a definition: `HIDDEN` is a public name in a private module."""

    PUBLIC = "public"
    HIDDEN = "hidden"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class ClassKind:
    """`kind` is SIGNATURE for a class that is neither model, settings nor table."""

    kind: ContractKind
    enumeration: bool
    exception: bool
    sent: bool
    """Whether it is made to be sent: a model that is checked at run time, or an enumeration."""
    foreign_bases: tuple[str, ...]
    """Bases that stand outside the repository or are not known, by their last name."""


def read_class(node: ast.ClassDef, reading: Reading, reach: Reach) -> Iterator[ContractItem]:
    """The class and its members. Of a private class, only what reaches further: columns and settings.

    A model of a private module reaches clients all the same: an endpoint elsewhere takes it or answers with it.

    Where it is not certain what a class is, because its base stands elsewhere, its whole body is compared.
    """
    lineage = tuple(_lineage(node, reading))
    kind = class_kind(lineage)
    if kind.foreign_bases and not reading.names.certain:
        body = "\n".join([*kind.foreign_bases, *(ast.dump(part) for part in node.body if not isinstance(part, FunctionNode))])
        yield ContractItem(kind.kind, node.name, reading.module.path, node.lineno, last_line_of_head(node), node.name, body)
    further = kind.kind in {ContractKind.TABLE, ContractKind.SETTING} or (reach is Reach.HIDDEN and kind.sent)
    if reach is not Reach.PUBLIC and not further:
        return
    foreign = ", ".join(_shown_bases(node, reading, kind))
    head = f"{node.name}({foreign})" if foreign else node.name
    yield ContractItem(kind.kind, node.name, reading.module.path, node.lineno, last_line_of_head(node), head, foreign)
    yield from _fields(lineage, kind)
    if kind.kind is not ContractKind.SIGNATURE:
        yield from read_configuration(lineage, kind.kind)
    if reach is Reach.PUBLIC:
        yield from _methods(node, reading)


def _shown_bases(node: ast.ClassDef, reading: Reading, kind: ClassKind) -> Sequence[str]:
    """Bases that say what the class promises: where fields come from, and by what an exception is caught."""
    if kind.exception:
        return [_foreign_name(base, reading) for base in node.bases]
    return kind.foreign_bases if kind.kind is not ContractKind.SIGNATURE else ()


def class_kind(lineage: Lineage) -> ClassKind:
    foreign = {name for ancestor, at in lineage for name in _foreign_bases(ancestor, at)}
    decorators = {name for ancestor, at in lineage[:1] for name in decorator_names(ancestor, at)}
    sent = bool(foreign & ENUM_BASES) or any(_is_sent(name) for name in foreign)
    kind = ContractKind.SIGNATURE
    if foreign & SETTINGS_BASES:
        kind = ContractKind.SETTING
    elif foreign & TABLE_BASES or any(_declares_columns(ancestor, at) for ancestor, at in lineage):
        kind = ContractKind.TABLE
    elif sent or foreign & MODEL_BASES or decorators & MODEL_DECORATORS:
        kind = ContractKind.MODEL
    exception = kind is ContractKind.SIGNATURE and any(name.endswith(EXCEPTIONS) for name in foreign)
    return ClassKind(kind, bool(foreign & ENUM_BASES), exception, sent, tuple(sorted(foreign - NEUTRAL_BASES)))


def _is_sent(base: str) -> bool:
    """Whether the base's name says so; of a base that a function makes, the function's."""
    made_by, call, _ = base.partition("(")
    return made_by.lower().endswith("model") if call else base.endswith(SENT_BASES)


def _lineage(node: ast.ClassDef, reading: Reading) -> Iterator[tuple[ast.ClassDef, Reading]]:
    """The class and the ancestors that are found, nearest first, each once."""
    waiting = [(node, reading)]
    seen: set[int] = set()
    while waiting:
        ancestor, at = waiting.pop(0)
        if id(ancestor) in seen:
            continue
        seen.add(id(ancestor))
        yield ancestor, at
        for base in ancestor.bases:
            found = _located(base, at)
            if found is not None and isinstance(found.node, ast.ClassDef):
                waiting.append((found.node, found.reading))


def _located(base: ast.expr, reading: Reading) -> Located | None:
    name = dotted_name(base.value if isinstance(base, ast.Subscript) else base)
    return reading.located(name) if name is not None else None


def _foreign_bases(node: ast.ClassDef, reading: Reading) -> Iterator[str]:
    for base in node.bases:
        found = _located(base, reading)
        if found is None or not isinstance(found.node, ast.ClassDef):
            yield _foreign_name(base, reading)
        if found is not None and isinstance(found.node, ast.Call) and _is_sent(ast.unparse(found.node)):
            yield "BaseModel"


def _foreign_name(base: ast.expr, reading: Reading) -> str:
    name = dotted_name(base.value if isinstance(base, ast.Subscript) else base)
    if name is None:
        return ast.unparse(base)
    absolute = reading.absolute(name)
    return "DeclarativeBase" if absolute == "django.db.models.Model" else absolute.rpartition(".")[2]


def _declares_columns(node: ast.ClassDef, reading: Reading) -> bool:
    stated = (keyword.value for keyword in node.keywords if keyword.arg == "table")
    return any(isinstance(value, ast.Constant) and value.value is True for value in stated) or any(
        _is_column(statement, reading) for statement in node.body
    )


def _is_column(statement: ast.stmt, reading: Reading) -> bool:
    """A column, by its call or its `Mapped[...]`, or the name of the table."""
    if not isinstance(statement, (ast.Assign, ast.AnnAssign)):
        return False
    if isinstance(statement.value, ast.Call) and last_name(statement.value.func, reading) in COLUMN_CALLS:
        return True
    if isinstance(statement, ast.AnnAssign):
        return isinstance(statement.annotation, ast.Subscript) and last_name(statement.annotation.value, reading) == "Mapped"
    return any(isinstance(target, ast.Name) and target.id == "__tablename__" for target in statement.targets)


def _fields(lineage: Lineage, kind: ClassKind) -> Iterator[ContractItem]:
    """The fields of the class, and those that its ancestors lend it: a field may move up and down the tree."""
    if kind.kind is ContractKind.SIGNATURE:
        return
    node, reading = lineage[0]
    seen: set[str] = set()
    for ancestor, at in lineage:
        lent = ancestor is not node
        for field in read_fields(ancestor, at, kind.kind, enumeration=kind.enumeration):
            short = field.name.rpartition(".")[2]
            if short not in seen:
                seen.add(short)
                yield replace(
                    field,
                    name=f"{node.name}.{short}",
                    text=f"{node.name}.{field.text.partition('.')[2]}",
                    owner=node.name,
                    path=reading.module.path if lent else field.path,
                    line=node.lineno if lent else field.line,
                    end_line=node.lineno if lent else field.end_line,
                    lender=ancestor.name if lent and not ancestor.name.startswith("_") else "",
                )


def _methods(node: ast.ClassDef, reading: Reading) -> Iterator[ContractItem]:
    for statement in node.body:
        if isinstance(statement, FunctionNode) and (not statement.name.startswith("_") or statement.name in CALLED_METHODS):
            item = read_function(statement, reading, node.name)
            if item is not None:
                yield item
