"""Times a whole process: wall seconds and peak memory, as the operating system accounts for them."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

BYTES_PER_UNIT = 1024 if sys.platform.startswith("linux") else 1
"""The unit of `ru_maxrss`: kilobytes on Linux, bytes on macOS."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Medians over the runs, the least for `user`: what else the machine does adds to it. `peak` is in MiB."""

    seconds: float
    user: float
    peak: float
    fastest: float
    slowest: float


def measure(command: Sequence[str], *, runs: int = 7, cwd: str | None = None) -> Timing:
    """Runs a command once to warm the disk's cache, then `runs` times. Raises AssertionError if it fails by itself."""
    taken = [_once(command, cwd) for _ in range(runs + 1)][1:]
    seconds = [wall for wall, _, _ in taken]
    peak = statistics.median(peak for _, _, peak in taken)
    return Timing(statistics.median(seconds), min(user for _, user, _ in taken), peak, min(seconds), max(seconds))


def _once(command: Sequence[str], cwd: str | None) -> tuple[float, float, float]:
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 1):
        message = process.stderr.read().decode() if process.stderr else ""
        raise AssertionError(f"{' '.join(command)} ended with {code}: {message}")
    process.returncode = code
    return wall, usage.ru_utime, usage.ru_maxrss * BYTES_PER_UNIT / 1024 / 1024
