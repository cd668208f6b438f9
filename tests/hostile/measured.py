"""Runs the command on hostile input and accounts for what it took."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

KILOBYTES = 1 if sys.platform.startswith("linux") else 1024
"""What `ru_maxrss` counts in: kilobytes on Linux, bytes on macOS."""


@dataclass(frozen=True)
class Measured:
    """`seconds` are of the processor (this process and git's), so that a busy machine does not fail a test; `peak` is in MiB."""

    status: int
    out: str
    err: str
    seconds: float
    peak: float


LAUNCH = """
import os, sys
child = os.fork()
if not child:
    os.execv(sys.argv[2], sys.argv[2:])
_, status, usage = os.wait4(child, 0)
with open(sys.argv[1], "w") as file:
    print(usage.ru_utime + usage.ru_stime, usage.ru_maxrss, file=file)
sys.exit(os.waitstatus_to_exitcode(status) % 256)
"""
"""A small process between: the peak of a process counts the memory of the one that it was forked from."""


def measured(folder: Path, *arguments: str, environment: Mapping[str, str] | None = None, timeout: float = 120) -> Measured:
    """`tenet ARGUMENTS` in a folder. Raises AssertionError if it prints a traceback, TimeoutExpired if it does not end."""
    ended = measured_python(folder, "-m", "tenet", *arguments, environment=environment, timeout=timeout)
    assert "Traceback" not in ended.err, ended.err[-3000:]
    return ended


def measured_python(folder: Path, *arguments: str, environment: Mapping[str, str] | None = None, timeout: float = 120) -> Measured:
    """`python ARGUMENTS` in a folder. Raises TimeoutExpired if it does not end."""
    with tempfile.NamedTemporaryFile("r") as usage:
        command = [sys.executable, "-S", "-c", LAUNCH, usage.name, sys.executable, *arguments]
        env = {**os.environ, **(environment or {})}
        ended = subprocess.run(command, cwd=folder, env=env, capture_output=True, timeout=timeout, check=False)
        out, err = ended.stdout.decode(errors="replace"), ended.stderr.decode(errors="replace")
        seconds, peak = map(float, usage.read().split())
    return Measured(ended.returncode, out, err, seconds, peak / KILOBYTES / 1024)
