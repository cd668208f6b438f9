"""An OpenAPI document: its operations, and what its references lead to. Swagger 2 is read as if it were OpenAPI 3."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote, urlsplit

from tenet.domain.finding import Json
from tenet.facts.openapi.comparison.access import NOTHING, mapping, sequence, step, steps, text
from tenet.facts.openapi.comparison.api_change import Spot

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
MAX_OPERATIONS = 20_000
MAX_HOPS = 32
"""How many references may lead to one another."""
SCHEMAS = "/components/schemas/"
ANNOTATIONS = frozenset({"$ref", "description", "summary", "title", "example", "examples", "x-examples"})
PARAMETER = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Located:
    """A part of a document and where it stands. `key` tells it apart from every other part of the document."""

    node: Json
    pointer: str
    component: str = ""
    field: str = ""
    key: str = ""

    @property
    def spot(self) -> Spot:
        return Spot(self.pointer, self.component, self.field)

    @property
    def identity(self) -> str:
        return self.key or self.pointer

    def child(self, *names: str | int) -> "Located":
        """A part of this part. What stands in a property of a component belongs to that property."""
        node: Json = self.node
        for name in names:
            node = _part(node, str(name))
        pointer = self.pointer + "".join(map(step, names))
        named = self.component and not self.field and len(names) == 2 and names[0] == "properties"
        key = self.key and self.key + "".join(map(step, names))
        return Located(node, pointer, self.component, str(names[1]) if named else self.field, key)


def _part(node: Json, name: str) -> Json:
    if isinstance(node, Mapping):
        return node.get(name)
    items = sequence(node)
    return items[int(name)] if name.isdecimal() and len(name) < 9 and int(name) < len(items) else None


@dataclass(frozen=True, eq=False)
class Operation:
    """`path` is as the document writes it; `shared` are the parameters that its path states for all methods."""

    method: str
    path: str
    at: Located
    shared: Located

    @property
    def shape(self) -> str:
        """The path without the names of its parameters."""
        return PARAMETER.sub("{}", self.path)

    @property
    def deprecated(self) -> bool:
        return mapping(self.at.node).get("deprecated") is True

    @cached_property
    def path_parameters(self) -> Sequence[str]:
        return [name[1:-1] for name in PARAMETER.findall(self.path)]


class Document:
    """Raises nothing: what has no meaning in it is read as if it were not there."""

    def __init__(self, root: Mapping[str, Json]) -> None:
        if isinstance(root.get("swagger"), str):
            from tenet.facts.openapi.comparison.swagger import as_openapi

            root = as_openapi(root)
        self.root = root
        self._resolved: dict[str, Located] = {}

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        found: list[Operation] = []
        for path, item in mapping(self.root.get("paths")).items():
            at = self.resolve(Located(item, "/paths" + step(path)))
            found.extend(
                Operation(method.upper(), path, at.child(method), at.child("parameters"))
                for method in METHODS
                if path.startswith("/") and isinstance(mapping(at.node).get(method), Mapping)
            )
        return tuple(found[:MAX_OPERATIONS])

    @cached_property
    def prefix(self) -> str:
        """The path that the first server stands under."""
        servers = sequence(self.root.get("servers"))
        url = text(mapping(servers[0]).get("url")) if servers else ""
        path = urlsplit(url).path if len(url) < 2000 and "[" not in url else ""
        return path.rstrip("/")

    def at(self, pointer: str) -> Located:
        """What a pointer leads to, with the component that it lies in."""
        found = Located(self.root, "")
        for name in steps(pointer):
            found = found.child(name)
        if not pointer.startswith(SCHEMAS):
            return found
        component, *rest = steps(pointer)[2:]
        field = rest[1] if len(rest) > 1 and rest[0] == "properties" else ""
        return Located(found.node, pointer, component, field)

    def resolve(self, located: Located) -> Located:
        """What a part stands for once its references are followed; nothing where they lead nowhere."""
        if "$ref" not in mapping(located.node):
            return located
        known = self._resolved.get(located.identity)
        if known is None:
            known = self._resolved[located.identity] = self._follow(located)
        return known

    def _follow(self, located: Located) -> Located:
        found, beside = located, dict[str, Json]()
        for _ in range(MAX_HOPS):
            node = mapping(found.node)
            reference = node.get("$ref")
            if not isinstance(reference, str):
                break
            beside = {**{name: value for name, value in node.items() if name not in ANNOTATIONS}, **beside}
            if not reference.startswith("#"):
                return Located(NOTHING, found.pointer, found.component, found.field, f"{reference}@{found.pointer}")
            found = self.at(unquote(reference[1:]))
        else:
            return Located(NOTHING, located.pointer, located.component, located.field)
        if not beside:
            return found
        merged = {**mapping(found.node), **beside}
        return Located(merged, found.pointer, found.component, found.field, f"{located.identity}>{found.identity}")

    def parts(self, located: Located) -> Iterator[tuple[str, Located]]:
        """The members of an object, references followed."""
        for name in mapping(located.node):
            yield name, self.resolve(located.child(name))
