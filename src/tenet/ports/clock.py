from datetime import date
from typing import Protocol


class Clock(Protocol):
    def today(self) -> date:
        """The date in UTC: waivers and `enforce_from` are judged by it."""
        ...

    def seconds(self) -> float:
        """A monotonic reading, in seconds."""
        ...
