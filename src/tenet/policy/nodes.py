"""A YAML document as values that know where they stand.

Pydantic judges plain values; what it says is led back to a place through these nodes, and a merged policy keeps for every
value the file that it came from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

YamlScalar = None | bool | int | float | str
Plain = YamlScalar | list["Plain"] | dict[str, "Plain"]
NodePath = Sequence[int | str]
"""The keys and indexes that lead to a value."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands. Line and column count from 1.

    `in_repository` is False for what was fetched: a preset, or a policy of another repository.
    """

    file: str
    line: int
    column: int
    in_repository: bool = True

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class ScalarNode:
    place: Place
    value: YamlScalar


@dataclass(frozen=True, slots=True)
class ListNode:
    place: Place
    items: tuple["Node", ...] = ()


@dataclass(frozen=True, slots=True)
class MapNode:
    """`keys` holds the place of each key; the place of its value is the value's own."""

    place: Place
    entries: Mapping[str, "Node"] = field(default_factory=dict)
    keys: Mapping[str, Place] = field(default_factory=dict)

    def get(self, key: str) -> "Node | None":
        return self.entries.get(key)


Node = ScalarNode | ListNode | MapNode


def plain(node: Node) -> Plain:
    """The value without its places."""
    if isinstance(node, ScalarNode):
        return node.value
    if isinstance(node, ListNode):
        return [plain(item) for item in node.items]
    return {key: plain(value) for key, value in node.entries.items()}


def node_at(node: Node, path: NodePath) -> Node | None:
    """The value that a path of keys and indexes leads to, or None where there is none."""
    for step in path:
        if isinstance(node, MapNode) and isinstance(step, str) and step in node.entries:
            node = node.entries[step]
        elif isinstance(node, ListNode) and isinstance(step, int) and 0 <= step < len(node.items):
            node = node.items[step]
        else:
            return None
    return node


def place_at(node: Node, path: NodePath) -> Place:
    """The place of the value, or of the nearest value around it that is there."""
    for length in range(len(path), -1, -1):
        found = node_at(node, path[:length])
        if found is not None:
            return found.place
    return node.place


def key_place_at(node: Node, path: NodePath) -> Place:
    """The place of the key that a path ends in, or of the nearest value where there is no such key."""
    parent = node_at(node, path[:-1]) if path else None
    if isinstance(parent, MapNode) and isinstance(path[-1], str) and path[-1] in parent.keys:
        return parent.keys[path[-1]]
    return place_at(node, path)


def without(node: MapNode, *names: str) -> MapNode:
    """The mapping without these keys."""
    return MapNode(
        node.place,
        {key: value for key, value in node.entries.items() if key not in names},
        {key: place for key, place in node.keys.items() if key not in names},
    )
