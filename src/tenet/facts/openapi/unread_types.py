"""Changes of types that only the reading makes: on one side the type cannot be told from the text."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from tenet.domain.finding import Unknown
from tenet.facts.openapi.api_contract import ApiContract, Unread
from tenet.facts.openapi.breaks import Locate
from tenet.facts.openapi.comparison.access import NOTHING, mapping
from tenet.facts.openapi.comparison.api_change import ApiChange
from tenet.facts.openapi.comparison.shapes import MODE

ANYTHING = "anything"
"""How a type is named that allows everything, as one does that cannot be read."""
SERIALISED = "a serializer decides now which fields it writes"


@dataclass(frozen=True)
class UnreadTypes:
    """`gone` are parts that the head alone cannot read, `come` those that the base alone could not; `paths` are the changed files."""

    head: ApiContract
    gone: Sequence[Unread]
    come: Sequence[Unread]
    locate: Locate
    paths: AbstractSet[str]

    def makes(self, change: ApiChange) -> bool:
        """Whether a type is only no longer read, or read for the first time: nobody wrote so where it stands."""
        if ANYTHING not in (change.before, change.after):
            return False
        unread = self.gone if change.after == ANYTHING else self.come
        return bool(unread) or self.locate(change).path not in self.paths

    def serialised(self, change: ApiChange) -> Unknown | None:
        """What is to be said of a field that is gone because its model is written as a mapping of any form now."""
        if change.kind != "response-property-removed" or change.base is None or not change.base.component:
            return None
        name = MODE.sub("", change.base.component)
        schemas = mapping(mapping(self.head.document.get("components")).get("schemas"))
        model = next((mapping(schemas[key]) for key in (f"{name}-Output", name) if key in schemas), NOTHING)
        is_open = model.get("type") == "object" and not model.get("properties") and model.get("additionalProperties", True) is not False
        return Unknown(f"fields of `{name}`", SERIALISED) if is_open else None
