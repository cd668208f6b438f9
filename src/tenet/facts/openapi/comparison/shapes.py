"""A schema as the values that it allows: `allOf` merged, `anyOf`, `oneOf` and lists of types laid out as alternatives."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tenet.domain.finding import Json
from tenet.facts.openapi.comparison.access import mapping, number, sequence, text, texts
from tenet.facts.openapi.comparison.document import Document, Located

MAX_ALTERNATIVES = 64
MAX_NESTING = 12
"""How deep `allOf`, `anyOf` and `oneOf` may lie in one another."""
MAX_VALUES = 5_000
"""How many values of an enumeration are compared."""
ANY = ""
UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
MEANS = {"properties": "object", "additionalProperties": "object", "items": "array", "prefixItems": "array", "pattern": "string"}
"""The type that a keyword speaks of, where a schema names none."""
OTHERS = frozenset({
    "not", "if", "then", "else", "contains", "minContains", "maxContains", "dependentRequired", "dependentSchemas",
    "patternProperties", "propertyNames", "unevaluatedItems", "unevaluatedProperties", "contentSchema",
})  # fmt: skip
"""Keywords that are compared as a whole."""
MODE = re.compile(r"-(Input|Output)$")
"""What FastAPI hangs on a model's name where it takes and gives different schemas."""
OWN = frozenset({"type", "properties", "enum", "const", "items", "required", "additionalProperties", "format", "not"})

Parts = tuple[Located, ...]
"""Schemas that a value has to fit all of."""


@dataclass(frozen=True, eq=False)
class Shape:
    """One alternative. `kind` is its type; empty where any will do. `values` are its enumeration; None where it has none."""

    at: Located
    kind: str = ANY
    format: str = ""
    values: tuple[Json, ...] | None = None
    limits: Mapping[str, float] = field(default_factory=dict)
    pattern: str = ""
    properties: Mapping[str, Located] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    additional: Located | None = None
    closed: bool = False
    items: Located | None = None
    prefix: Sequence[Located] = ()
    others: Mapping[str, Sequence[Json]] = field(default_factory=dict)

    @property
    def shown(self) -> str:
        """As a message names it: its model, or its type and format."""
        name = self.at.component if self.at.component and not self.at.field else ""
        return model_name(name) or (f"{self.kind}({self.format})" if self.format else self.kind) or "anything"


@dataclass(frozen=True, eq=False)
class Union:
    """All alternatives of a schema. `unread` is set where it nests too deep, or branches too much, to be laid out."""

    at: Located
    alternatives: tuple[Shape, ...]
    nullable: bool = False
    discriminator: str = ""
    default: Json = None
    read_only: bool = False
    write_only: bool = False
    unread: bool = False

    @property
    def shown(self) -> str:
        names = dict.fromkeys(shape.shown for shape in self.alternatives)
        return " or ".join([*names, *(("null",) if self.nullable else ())]) or "nothing"


def model_name(component: str) -> str:
    """A component as its class is called: without the mode, and without the module that tells it from a namesake."""
    return MODE.sub("", component).rpartition("__")[2] or component


class Shapes:
    """Reads each schema of a document at most once."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._read: dict[str, Union] = {}

    def of(self, located: Located) -> Union:
        found = self._document.resolve(located)
        known = self._read.get(found.identity)
        if known is None:
            known = self._read[found.identity] = self._union(found)
        return known

    def _union(self, located: Located) -> Union:
        node = mapping(located.node)
        if located.node is False:
            return Union(located, ())
        laid_out = self._laid_out(located, 0)
        shapes = [shape for parts in laid_out or ((located,),) for shape in _shapes(parts)]
        allowed = tuple(shape for shape in shapes if shape.kind != "null")
        everything = any(shape.kind == ANY and shape.values is None for shape in allowed)
        return Union(
            located,
            allowed,
            nullable=not everything and (len(allowed) < len(shapes) or any(map(_allows_null, laid_out or ()))),
            discriminator=text(mapping(node.get("discriminator")).get("propertyName")),
            default=node.get("default"),
            read_only=node.get("readOnly") is True,
            write_only=node.get("writeOnly") is True,
            unread=laid_out is None,
        )

    def _laid_out(self, located: Located, nesting: int) -> tuple[Parts, ...] | None:
        """Every way to fit a schema. None where there are too many, or they nest too deep."""
        found = self._document.resolve(located)
        node = mapping(found.node)
        ways: tuple[Parts, ...] | None = ((found,),)
        members = [found.child("allOf", index) for index in range(len(sequence(node.get("allOf"))))]
        word = "oneOf" if sequence(node.get("oneOf")) else "anyOf"
        branches = [found.child(word, index) for index in range(len(sequence(node.get(word))))]
        if (members or branches) and (nesting >= MAX_NESTING or len(members) + len(branches) > MAX_ALTERNATIVES):
            return None
        for member in members:
            ways = _both(ways, self._laid_out(member, nesting + 1))
        if branches:
            ways = _both(ways, _either([self._laid_out(branch, nesting + 1) for branch in branches]))
        return ways


def _both(first: tuple[Parts, ...] | None, second: tuple[Parts, ...] | None) -> tuple[Parts, ...] | None:
    if first is None or second is None or len(first) * len(second) > MAX_ALTERNATIVES:
        return None
    return tuple((*one, *other) for one in first for other in second)


def _either(ways: Iterable[tuple[Parts, ...] | None]) -> tuple[Parts, ...] | None:
    found: list[Parts] = []
    for way in ways:
        if way is None or len(found) + len(way) > MAX_ALTERNATIVES:
            return None
        found.extend(way)
    return tuple(found)


def _allows_null(parts: Parts) -> bool:
    """OpenAPI 3.0's `nullable`, and a null among the values of an enumeration. (A type list is told by its types.)"""
    nodes = [mapping(part.node) for part in parts]
    values = [sequence(node.get("enum")) for node in nodes if "enum" in node]
    return any(node.get("nullable") is True for node in nodes) or (bool(values) and all(None in value for value in values))


def _shapes(parts: Parts) -> list[Shape]:
    nodes = [mapping(part.node) for part in parts]
    at = next((part for part in parts if OWN & set(mapping(part.node))), parts[-1])
    kinds = _kinds(nodes)
    return [_shape(at, kind, parts, nodes) for kind in kinds]


def _kinds(nodes: Sequence[Mapping[str, Json]]) -> list[str]:
    stated = [_types(node) for node in nodes if _types(node)]
    if stated:
        common = [kind for kind in stated[0] if all(kind in others for others in stated)]
        return common or list(stated[0])
    values = _values(nodes)
    if values:
        found = dict.fromkeys(_type_of(value) for value in values if value is not None)
        return list(found) if len(found) == 1 else [ANY]
    if any("const" in node for node in nodes):
        return ["null"]
    meant = dict.fromkeys(kind for node in nodes for word, kind in MEANS.items() if word in node)
    return list(meant) if len(meant) == 1 else [ANY]


def _types(node: Mapping[str, Json]) -> tuple[str, ...]:
    kind = node.get("type")
    return (kind,) if isinstance(kind, str) else texts(kind)


def _type_of(value: Json) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "string"
    if isinstance(value, (int, float)):
        return "integer" if isinstance(value, int) else "number"
    return "object" if isinstance(value, Mapping) else "array"


def _values(nodes: Sequence[Mapping[str, Json]]) -> tuple[Json, ...] | None:
    lists = [[node["const"]] if "const" in node else sequence(node.get("enum")) for node in nodes if "const" in node or "enum" in node]
    if not lists:
        return None
    return tuple(value for value in lists[0] if value is not None and all(value in others for others in lists[1:]))[:MAX_VALUES]


def _shape(at: Located, kind: str, parts: Parts, nodes: Sequence[Mapping[str, Json]]) -> Shape:
    values = _values(nodes)
    properties: dict[str, Located] = {}
    for part in parts:
        properties |= {name: part.child("properties", name) for name in mapping(mapping(part.node).get("properties"))}
    additional = [part for part in parts if isinstance(mapping(part.node).get("additionalProperties"), Mapping)]
    items = [part for part in parts if isinstance(mapping(part.node).get("items"), (Mapping, bool))]
    prefixes = [part for part in parts if sequence(mapping(part.node).get("prefixItems"))]
    return Shape(
        at,
        kind,
        _format(nodes),
        values if kind != "null" else None,
        _limits(nodes),
        next((text(node.get("pattern")) for node in nodes if text(node.get("pattern"))), ""),
        properties,
        frozenset(name for node in nodes for name in texts(node.get("required"))),
        additional[0].child("additionalProperties") if additional else None,
        any(node.get("additionalProperties") is False for node in nodes),
        items[0].child("items") if items else None,
        _prefix(prefixes[0]) if prefixes else (),
        {
            word: [node[word] for node in nodes if word in node]
            for word in sorted({word for node in nodes for word in OTHERS & node.keys()})
        },
    )


def _prefix(part: Located) -> tuple[Located, ...]:
    return tuple(part.child("prefixItems", index) for index in range(len(sequence(mapping(part.node).get("prefixItems")))))


def _format(nodes: Sequence[Mapping[str, Json]]) -> str:
    """OpenAPI 3.1 writes `contentMediaType: application/octet-stream` where 3.0 wrote `format: binary`."""
    found = next((text(node.get("format")) for node in nodes if text(node.get("format"))), "")
    return found or ("binary" if any(node.get("contentMediaType") == "application/octet-stream" for node in nodes) else "")


def _limits(nodes: Sequence[Mapping[str, Json]]) -> Mapping[str, float]:
    """The tightest of each. OpenAPI 3.0's boolean `exclusiveMaximum` is read as the number of 3.1."""
    limits: dict[str, float] = {}
    for node in nodes:
        for word in (*UPPER, *LOWER, "multipleOf"):
            name = "exclusive" + word[0].upper() + word[1:]
            word_here = name if word in {"maximum", "minimum"} and node.get(name) is True else word
            value = number(node.get(word))
            if value is not None:
                tighter = max if word in LOWER else min
                limits[word_here] = tighter(limits.get(word_here, value), value)
    if any(node.get("uniqueItems") is True for node in nodes):
        limits["uniqueItems"] = 1
    return limits
