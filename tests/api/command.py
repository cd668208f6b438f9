"""Runs the command as a user does: in this process, or in one of its own."""

import gc
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest

from tenet.api.cli import main


@dataclass(frozen=True)
class Ended:
    status: int
    out: str
    err: str

    @property
    def result(self) -> dict[str, object]:
        """What `--format json` printed."""
        return cast("dict[str, object]", json.loads(self.out))

    @property
    def rules(self) -> list[str]:
        findings = cast("list[dict[str, str]]", self.result["findings"])
        return [finding["rule"] for finding in findings]


class Tenet:
    """The command in this process, started in a folder."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
        monkeypatch.chdir(folder)
        self._monkeypatch = monkeypatch
        self._capfd = capfd

    def __call__(self, *arguments: str) -> Ended:
        self._monkeypatch.setattr(sys, "argv", ["tenet", *arguments])
        self._capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        gc.unfreeze()  # this process goes on
        out, err = self._capfd.readouterr()
        return Ended(int(ended.value.code or 0), out, err)


def process(
    *arguments: str, folder: Path, environment: dict[str, str | None] | None = None, timeout: float = 60
) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own. A variable that is None is taken out."""
    changed = {**os.environ, **(environment or {})}
    kept = {name: value for name, value in changed.items() if value is not None}
    command = [sys.executable, "-m", "tenet", *arguments]
    return subprocess.run(command, cwd=folder, env=kept, capture_output=True, text=True, errors="replace", timeout=timeout, check=False)
