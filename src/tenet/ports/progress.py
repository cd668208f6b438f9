from typing import Protocol


class Progress(Protocol):
    """Told how far a run has come, for a person who waits."""

    def step(self, name: str, done: int, total: int) -> None: ...
