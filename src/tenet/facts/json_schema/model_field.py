"""One field of a model, a dataclass, a typed dictionary or a named tuple."""

from dataclasses import dataclass, field

from tenet.facts.json_schema.types import Type
from tenet.facts.python.values import MISSING, Missing, Place, Value


@dataclass(frozen=True, slots=True)
class ModelField:
    """One field as one direction shows it. `alias` is the name in the document, `name` the attribute."""

    name: str
    alias: str
    required: bool
    type: Type
    has_default: bool
    place: Place
    """Where the field is stated; the path is empty where a library states it."""
    default: Value | Missing = field(default=MISSING, compare=False)
    computed: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """A field as it is stated, before a direction is chosen. `attributes` are the arguments of `Field(...)`, later ones last."""

    name: str
    type: Type
    place: Place
    attributes: tuple[tuple[str, Value], ...] = ()
    default: Value | Missing = MISSING
    has_default: bool = False
    explicit: bool = False
    """Whether `...` says that a value is required, in whatever form."""
    computed: bool = False
    owner: Type | None = None
    """The class that states it."""
    optional: bool = False
    """Whether a typed dictionary may leave the key out."""

    def attribute(self, name: str) -> Value | Missing:
        return next((value for key, value in reversed(self.attributes) if key == name), MISSING)
