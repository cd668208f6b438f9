"""The runner of GitHub Actions: outputs, the job summary, its log.

Sources: GitHub's documentation of workflow commands (environment files, multi-line values with a delimiter).
"""

import secrets
import sys
from collections.abc import Mapping

from tenet.core.errors import PlatformFault
from tenet.core.text import displayable, without_commands
from tenet.report.budget import JOB_SUMMARY_LIMIT


class Runner:
    """Writes what later steps and people read. Empty paths (no runner) are skipped."""

    def __init__(self, output: str, step_summary: str) -> None:
        self._output = output
        self._step_summary = step_summary

    def set_outputs(self, values: Mapping[str, str]) -> None:
        """Each value between lines of a random delimiter, so that no value can end itself and begin another output."""
        parts = []
        for name, value in values.items():
            delimiter = f"tenet-{secrets.token_hex(16)}"
            parts.append(f"{name}<<{delimiter}\n{displayable(value)}\n{delimiter}\n")
        self._append(self._output, "".join(parts))

    def add_summary(self, markdown: str) -> None:
        data = displayable(markdown).encode()
        if len(data) > JOB_SUMMARY_LIMIT:
            data = data[:JOB_SUMMARY_LIMIT].decode("utf-8", "ignore").encode() + b"\n\n(cut: the job summary is full)\n"
        self._append(self._step_summary, data.decode() + "\n")

    def log(self, text: str) -> None:
        """Text for the log. What comes from the judged change cannot issue workflow commands."""
        for line in text.split("\n"):
            sys.stdout.write(without_commands(displayable(line)) + "\n")
        sys.stdout.flush()

    def command(self, text: str) -> None:
        """One workflow command, already escaped."""
        sys.stdout.write(text + "\n")
        sys.stdout.flush()

    def _append(self, path: str, text: str) -> None:
        if not path:
            return
        try:
            with open(path, "a", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except OSError as error:
            raise PlatformFault(f"The runner's file {path} cannot be written: {error.strerror}.") from error
