"""Changes of an API as a reviewer wants them: one for each cause, on the line that causes it, with what it breaks."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from tenet.domain.change import Side
from tenet.domain.finding import Json
from tenet.facts.openapi.api_contract import ApiContract, ApiOperation
from tenet.facts.openapi.committed import CommittedDocument
from tenet.facts.openapi.comparison.api_change import ApiChange, Effect, Spot
from tenet.facts.openapi.comparison.document import PARAMETER
from tenet.facts.openapi.comparison.shapes import MODE, model_name

SHARED = 4
"""In how many operations a parameter changes alike for it to be one cause."""
SHOWN = 3
"""How many operations a message names."""
VERSION = re.compile(r"/v(\d{1,4})(?=/|$)")


@dataclass(frozen=True, slots=True)
class CodePlace:
    """Where a change is shown; nowhere, where no line is known to cause it.

    `exact` where it is the line of the very field that changed, which models may share that inherit it.
    """

    side: Side = Side.HEAD
    path: str | None = None
    line: int | None = None
    end_line: int | None = None
    exact: bool = False


Locate = Callable[[ApiChange], CodePlace]


@dataclass(frozen=True, slots=True)
class Break:
    """One cause with every change that it makes; all have its model and field, or its operation."""

    changes: tuple[ApiChange, ...]
    place: CodePlace

    @property
    def certain(self) -> bool:
        """Whether it breaks clients that keep to the old document, and not only some of them."""
        return any(change.effect is Effect.BREAKS for change in self.changes)

    @property
    def first(self) -> ApiChange:
        return self.changes[0]

    @property
    def operations(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(change.operation for change in self.changes))

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(change.kind for change in self.changes))

    @property
    def model(self) -> str:
        """The model and field that changed, as the code calls them; empty where an operation did."""
        return model_of(self.first)

    @property
    def statement(self) -> str:
        """What became of it, each thing once."""
        *others, last = dict.fromkeys(change.statement for change in self.changes)
        return f"{', '.join(others)} and {last}" if others else last

    @property
    def key(self) -> str:
        return f"{self.first.kind}/{self.model or self.first.operation}/{'' if self.model else self.first.noun}"

    @property
    def message(self) -> str:
        if not self.model:
            rest = len(self.operations) - 1
            more, verb = (f" and {rest} more", "break") if rest else ("", "breaks")
            return f"`{self.first.operation}`{more} {verb if self.certain else 'may break clients'}: {self.first.sentence}."
        rest = len(self.operations) - SHOWN
        named = ", ".join(f"`{operation}`" for operation in self.operations[:SHOWN]) + (f" and {rest} more" if rest > 0 else "")
        return f"`{self.model}` {self.statement}, which {'breaks' if self.certain else 'may break clients of'} {named}."

    @property
    def data(self) -> dict[str, Json]:
        return {
            "effect": (Effect.BREAKS if self.certain else Effect.MAY_BREAK).value,
            "kinds": list(self.kinds),
            "operations": list(self.operations),
            "model": self.model or None,
            "before": self.first.before,
            "after": self.first.after,
        }


def model_of(change: ApiChange) -> str:
    spot = change.head or change.base
    if spot is None or not spot.component:
        return ""
    return ".".join(filter(None, (model_name(spot.component), spot.field)))


def group(changes: Iterable[ApiChange], locate: Locate) -> list[Break]:
    """Changes with one cause together, in the order in which they were found."""
    groups: dict[tuple[str, ...], tuple[list[ApiChange], CodePlace]] = {}
    changes = list(changes)
    alike = Counter(_parameter(change) for change in changes)
    for change in changes:
        model = model_of(change)
        spot = change.head or change.base
        place = locate(change)
        shared = not model and alike[_parameter(change)] >= SHARED and bool(_parameter(change)[0])
        cause = ("" if shared else _place(change, spot), model, "" if model else change.noun, change.statement)
        if place.exact:
            cause = (f"{place.side}:{place.path}:{place.line}", spot.field if spot else "", "", change.statement)
        groups.setdefault(cause, ([], place))[0].append(change)
    return [Break(tuple(found), place) for found, place in groups.values()]


def _parameter(change: ApiChange) -> tuple[str, str]:
    """What becomes of a parameter, whatever the operation: a dependency that many ask for changes it for all of them."""
    return (change.noun, change.statement) if " parameter `" in change.noun else ("", "")


def together(breaks: Iterable[Break]) -> Iterator[Break]:
    """What became of one field or model on one line as one break; what breaks clients apart from what may."""
    found: dict[tuple[CodePlace, str, bool] | int, Break] = {}
    for number, one in enumerate(breaks):
        key = (one.place, one.model, one.certain) if one.model and one.place.path else number
        known = found.get(key)
        found[key] = one if known is None else Break((*known.changes, *one.changes), one.place)
    yield from found.values()


def _place(change: ApiChange, spot: Spot | None) -> str:
    """What changes with one cause have in common: a model, a part that operations share, or their operation."""
    if spot is not None and spot.component:
        return MODE.sub("", spot.component)
    if change.kind.startswith("security-"):
        return ""  # one statement of the application or a router changes it for many operations
    return spot.pointer if spot is not None and spot.pointer.startswith("/components/") else change.operation


def locate_in_code(base: ApiContract, head: ApiContract) -> Locate:
    """On the line of the model's field, else on the handler; at head where it is still there."""
    handlers = {Side.BASE: _by_shape(base), Side.HEAD: _by_shape(head)}
    contracts = {Side.BASE: base, Side.HEAD: head}

    def locate(change: ApiChange) -> CodePlace:
        """A field without a line of its own is inherited: then its model's line is meant."""
        for side, spot in ((Side.HEAD, change.head), (Side.BASE, change.base)):
            found = contracts[side].place_of_model(spot.component, spot.field or None) if spot is not None and spot.component else None
            if found is not None:
                return CodePlace(side, found.path, found.line, found.end_line, exact=True)
            model = contracts[side].place_of_model(spot.component, None) if spot is not None and spot.component else None
            if model is not None:
                return CodePlace(side, model.path, model.line, model.end_line)
        for side in (Side.HEAD, Side.BASE):
            handler = handlers[side].get((change.method, shape_of(change.path)))
            if handler is not None:
                return CodePlace(side, handler.file, handler.line, handler.end_line)
        return CodePlace()

    return locate


def _by_shape(contract: ApiContract) -> dict[tuple[str, str], ApiOperation]:
    return {(operation.method, shape_of(operation.path)): operation for operation in reversed(contract.operations)}


def shape_of(path: str) -> str:
    """A path without the names of its parameters and without a slash at its end."""
    return PARAMETER.sub("{}", path).rstrip("/") or "/"


def locate_in_documents(base: CommittedDocument, head: CommittedDocument | None) -> Locate:
    def locate(change: ApiChange) -> CodePlace:
        sides: Sequence[tuple[Side, CommittedDocument | None, Spot | None]] = (
            (Side.HEAD, head, change.head),
            (Side.BASE, base, change.base),
        )
        for side, document, spot in sides:
            if document is not None and spot is not None:
                line = document.line_of(spot.pointer)
                return CodePlace(side, document.path, line, line)
        return CodePlace(Side.BASE, base.path, 1, 1)

    return locate


def remedy(found: Break) -> str:
    """Which change would have done, and where the new form may live."""
    kind, path = found.first.kind, found.first.path
    version = VERSION.search(path)
    prefix = f"/v{int(version.group(1)) + 1}" if version else "/v1"
    return f"{_instead(kind)}, or serve the new form under a new version prefix (`{prefix}`)."


def _instead(kind: str) -> str:
    if kind.endswith("operation-removed"):
        return "Keep it and mark it deprecated until the policy announces its removal (`announced`)"
    if "new-required" in kind or kind.endswith("became-required"):
        return "Let it be left out: give it a default"
    if kind.startswith("security"):
        return "Announce the day from which clients need it (`announced`)"
    if kind.startswith("response"):
        return "Keep what was there and add the new beside it"
    return "Go on taking what was taken before"
