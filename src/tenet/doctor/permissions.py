"""What `permissions:` gives a job's token.

Source: GitHub's workflow syntax: what is not named in a mapping is `none`; a job's mapping replaces the workflow's; a
called workflow gets no more than the job that calls it has.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from tenet.policy.nodes import MapNode, Node, Place, ScalarNode


class Level(IntEnum):
    NONE = 0
    READ = 1
    WRITE = 2

    @property
    def word(self) -> str:
        return self.name.lower()


ALL = {"write-all": Level.WRITE, "read-all": Level.READ}
LEVELS = {level.word: level for level in Level}


@dataclass(frozen=True, slots=True)
class Permissions:
    """`place` is the key's; `node` the value. `rest` is the level of everything that is not named."""

    place: Place
    node: Node
    levels: Mapping[str, Level]
    rest: Level = Level.NONE

    def level(self, scope: str) -> Level:
        return self.levels.get(scope, self.rest)


def read_permissions(node: Node | None, place: Place | None) -> Permissions | None:
    """None where nothing is stated, or nothing that GitHub would take."""
    if node is None or place is None:
        return None
    if isinstance(node, ScalarNode):
        rest = ALL.get(str(node.value))
        return None if rest is None else Permissions(place, node, {}, rest)
    if not isinstance(node, MapNode):
        return None
    values = {scope: value.value for scope, value in node.entries.items() if isinstance(value, ScalarNode)}
    return Permissions(place, node, {scope: LEVELS[value] for scope, value in values.items() if isinstance(value, str) and value in LEVELS})
