"""What of the types only a run can tell."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unread:
    """A type that is shown as open (`{}`), because only a run, or its library, can tell what it is."""

    name: str
    reason: str
