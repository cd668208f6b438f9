"""The kinds of change in a schema, and how much each weighs in what a client sends and in what it receives."""

from dataclasses import dataclass
from enum import StrEnum

from tenet.facts.openapi.comparison.api_change import Effect


class Movement(StrEnum):
    """What becomes of the values that a schema allows."""

    NARROWS = "narrows"
    WIDENS = "widens"
    CHANGES = "changes"
    """Some come and some go."""


class Direction(StrEnum):
    REQUEST = "request"
    RESPONSE = "response"


@dataclass(frozen=True, slots=True)
class What:
    """One kind of change. `request`, `parameter` and `response` are set where it weighs other than its movement does.

    `statement` follows the name of what changed; `{before}` and `{after}` stand in it for the two values.
    """

    name: str
    movement: Movement
    statement: str
    request: Effect | None = None
    response: Effect | None = None
    parameter: Effect | None = None

    def effect(self, direction: Direction, *, of_parameter: bool) -> Effect:
        """A request may only take more, a response may only give less than before."""
        stated = self.response if direction is Direction.RESPONSE else self.request
        if of_parameter and self.parameter is not None:
            stated = self.parameter
        if stated is not None:
            return stated
        harmless = Movement.WIDENS if direction is Direction.REQUEST else Movement.NARROWS
        return Effect.COMPATIBLE if self.movement is harmless else Effect.BREAKS


N, W, C = Movement.NARROWS, Movement.WIDENS, Movement.CHANGES
MAY, FINE = Effect.MAY_BREAK, Effect.COMPATIBLE

TYPE_CHANGED = What("type-changed", C, "was {before} and is {after}")
TYPE_NARROWED = What("type-narrowed", N, "was {before} and is {after}")
TYPE_WIDENED = What("type-widened", W, "was {before} and is {after}")
ALTERNATIVE_REMOVED = What("alternative-removed", N, "can no longer be {before}")
ALTERNATIVE_ADDED = What("alternative-added", W, "can now be {after} too")
BECAME_NULLABLE = What("became-nullable", W, "can now be null")
BECAME_NOT_NULLABLE = What("became-not-nullable", N, "can no longer be null", parameter=FINE)
"""A query or a header has no way to write null; FastAPI says that one may be null where it may be left out."""
FORMAT_ADDED = What("format-added", N, "was {before} and is {after}")
FORMAT_REMOVED = What("format-removed", W, "was {before} and is {after}")
FORMAT_CHANGED = What("format-changed", C, "was {before} and is {after}")
ENUM_VALUE_REMOVED = What("enum-value-removed", N, "no longer allows {before}")
ENUM_VALUE_ADDED = What("enum-value-added", W, "can now be {after}", response=MAY)
ENUM_REPLACED = What("enum-replaced", C, "allowed {before} and allows {after}")
BECAME_ENUM = What("became-enum", N, "allows only {after} now")
ENUM_LIFTED = What("enum-lifted", W, "is no longer limited to {before}", response=MAY)
LIMIT_TIGHTENED = What("limit-tightened", N, "is limited by {after}, before by {before}")
LIMIT_SET = What("limit-set", N, "is limited by {after} now", request=MAY)
LIMIT_LOOSENED = What("limit-loosened", W, "is limited by {after}, before by {before}", response=MAY)
LIMIT_LIFTED = What("limit-lifted", W, "is no longer limited by {before}", response=MAY)
PATTERN_ADDED = What("pattern-added", N, "has to match {after} now")
PATTERN_CHANGED = What("pattern-changed", C, "has to match {after}, before {before}", request=MAY, response=FINE)
PATTERN_REMOVED = What("pattern-removed", W, "need not match {before} any more", response=FINE)
CONSTRAINT_ADDED = What("constraint-added", N, "is constrained by {after} now")
CONSTRAINT_CHANGED = What("constraint-changed", C, "is constrained by another {after} now", request=MAY, response=MAY)
CONSTRAINT_REMOVED = What("constraint-removed", W, "is no longer constrained by {before}")
PROPERTY_REMOVED = What("property-removed", W, "is gone")
PROPERTY_FORBIDDEN = What("property-removed", C, "is gone, and what is not named is refused")
PROPERTY_ADDED = What("property-added", W, "is new", response=FINE)
NEW_REQUIRED_PROPERTY = What("new-required-property", N, "is new and required")
PROPERTY_BECAME_REQUIRED = What("property-became-required", N, "is required now")
PROPERTY_BECAME_OPTIONAL = What("property-became-optional", W, "may be left out now")
DEFAULTED_PROPERTY_BECAME_OPTIONAL = What("property-became-optional", W, "is no longer promised, though it has a default", response=MAY)
OTHERS_FORBIDDEN = What("other-properties-forbidden", N, "refuses properties that it does not name now", request=MAY)
OTHERS_ALLOWED = What("other-properties-allowed", W, "may have properties that it does not name now", response=FINE)
DEFAULT_CHANGED = What("default-changed", C, "has the default {after}, before {before}", request=FINE, response=FINE, parameter=MAY)
DISCRIMINATOR_CHANGED = What("discriminator-changed", C, "is told apart by {after}, before by {before}")
POSITIONS_CHANGED = What("positions-changed", C, "had {before} positions and has {after}")
