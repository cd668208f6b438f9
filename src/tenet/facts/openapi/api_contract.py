"""What an application promises over HTTP, as an OpenAPI document whose parts know where in the code they come from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tenet.domain.finding import Json
from tenet.facts.openapi.comparison.shapes import MODE
from tenet.facts.python.values import Place


@dataclass(frozen=True, slots=True)
class Unread:
    """A part of the API that cannot be read, and why. `path` and `line` are where the code stands, if that is known."""

    subject: str
    reason: str
    path: str | None = None
    line: int | None = None


@dataclass(frozen=True)
class ApiOperation:
    """One method of one path. `path` is as the document writes it: `/orders/{order_id}`.

    `in_schema` is False for a route that is served and left out of the document.
    """

    method: str
    path: str
    handler: str
    file: str
    line: int
    end_line: int
    in_schema: bool
    deprecated: bool
    secured: bool | None
    """Whether a security scheme that refuses requests is among its dependencies.

    None where nobody looked, since the change does not touch it.
    """


@dataclass(frozen=True)
class ApiContract:
    """`document` is OpenAPI 3.1 as JSON. It holds the operations that are `in_schema`.

    `places` says where models and their fields are written: `Order` and `Order.total`, by the names of the components.
    """

    document: Mapping[str, Json]
    operations: tuple[ApiOperation, ...]
    unread: tuple[Unread, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)

    def place_of_model(self, component: str, field: str | None) -> Place | None:
        """Where a model, or a field of it, is written. A field that is inherited may have no place of its own.

        `Order-Input` and `Order-Output` are `Order` where they have no places of their own.
        """
        names = dict.fromkeys((component, MODE.sub("", component)))
        found = (self.places.get(f"{name}.{field}" if field else name) for name in names)
        return next((place for place in found if place is not None), None)
