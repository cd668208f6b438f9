"""One call of a function that is being followed."""

from dataclasses import dataclass, field

from tenet.facts.python.scope import Scope
from tenet.facts.python.values import MISSING, Missing, Value

CHANGE_IN_PLACE = frozenset({"add", "append", "clear", "discard", "extend", "insert", "pop", "remove", "setdefault", "update"})


@dataclass(slots=True)
class Frame:
    """One call that is being followed. `names` grows as statements bind them."""

    scope: Scope
    names: dict[str, Value] = field(default_factory=dict)
    returned: Value | Missing = MISSING
    uncertain: bool = False
    """Whether a return was passed on the way whose condition only a run can tell."""

    def now(self) -> Scope:
        return self.scope.binding(self.names)
