"""Changes of types that only the reading makes: on one side the type cannot be told from the text."""

from collections.abc import Sequence
from dataclasses import dataclass

from tenet.domain.finding import Unknown
from tenet.facts.openapi.api_contract import ApiContract, Unread
from tenet.facts.openapi.comparison.access import NOTHING, mapping
from tenet.facts.openapi.comparison.api_change import ApiChange
from tenet.facts.openapi.comparison.shapes import MODE

ANYTHING = "anything"
"""How a type is named that allows everything, as one does that cannot be read."""
SERIALISED = "a serializer decides now which fields it writes"


@dataclass(frozen=True)
class UnreadTypes:
    """`gone` are parts that the head alone cannot read, `come` those that the base alone could not."""

    head: ApiContract
    gone: Sequence[Unread]
    come: Sequence[Unread]

    def makes(self, change: ApiChange) -> bool:
        """Whether a type is only no longer read, or read for the first time."""
        return (change.after == ANYTHING and bool(self.gone)) or (change.before == ANYTHING and bool(self.come))

    def serialised(self, change: ApiChange) -> Unknown | None:
        """What is to be said of a field that is gone because its model is written as a mapping of any form now."""
        if change.kind != "response-property-removed" or change.base is None or not change.base.component:
            return None
        name = MODE.sub("", change.base.component)
        schemas = mapping(mapping(self.head.document.get("components")).get("schemas"))
        model = next((mapping(schemas[key]) for key in (f"{name}-Output", name) if key in schemas), NOTHING)
        is_open = model.get("type") == "object" and not model.get("properties") and model.get("additionalProperties", True) is not False
        return Unknown(f"fields of `{name}`", SERIALISED) if is_open else None
