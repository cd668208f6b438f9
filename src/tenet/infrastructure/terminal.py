"""The terminal: colours and a progress bar where a person looks at one, plain text elsewhere."""

import os
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from tenet.core.errors import PlatformFault
from tenet.report.text import Line, unstyled

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 1.0
"""Seconds before a bar is shown: a short run needs none."""


def print_lines(lines: Sequence[Line]) -> None:
    """Coloured on a terminal (unless NO_COLOR is set, https://no-color.org), plain elsewhere."""
    if sys.stdout is None or not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        print_text(unstyled(lines))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)
    for line in lines:
        console.print(Text.assemble(*((span.text, span.style.value) for span in line)))


def print_text(text: str) -> None:
    """A reader who leaves early (`tenet check | head`) changes nothing of the run. Raises PlatformFault where nothing can be written."""
    if sys.stdout is None:  # closed by whoever started the process
        raise PlatformFault("There is no standard output to write to.", hint="Name a file: `--output FILE`.")
    try:
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.flush()
    except BrokenPipeError:
        _discard_output()
    except OSError as error:
        _discard_output()
        raise PlatformFault(f"Standard output cannot be written: {error.strerror}.", hint="Name a file: `--output FILE`.") from error


def _discard_output() -> None:
    """What is still buffered goes nowhere, or Python would try once more when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class NoProgress:
    """Nobody watches."""

    def step(self, name: str, done: int, total: int) -> None:
        """Says nothing."""


class ProgressBar(AbstractContextManager["ProgressBar"]):
    """A bar on standard error that appears once a run takes longer than a moment."""

    def __init__(self, seconds_now: float) -> None:
        self._started = seconds_now
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def step(self, name: str, done: int, total: int) -> None:
        import time

        if self._progress is None:
            if time.monotonic() - self._started < PATIENCE:
                return
            from rich.console import Console
            from rich.progress import Progress

            self._progress = Progress(console=Console(stderr=True), transient=True)
            self._progress.start()
            self._task = self._progress.add_task(name, total=total)
        if self._task is not None:
            self._progress.update(self._task, description=name, completed=done, total=total)

    def __exit__(self, *_: object) -> None:
        if self._progress is not None:
            self._progress.stop()
