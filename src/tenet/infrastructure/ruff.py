"""Runs ruff, cut off from every configuration: of the repository, of the user, of the environment."""

import json
import os
import subprocess
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from tenet.core.errors import PlatformFault
from tenet.domain.diagnostic import Diagnostic, TextEdit, Unlinted

SECONDS = 60.0
SHARED_MEMORY = "/dev/shm"  # noqa: S108 - for a folder of our own with a name that nobody can guess
MEMORY = 32 * 1024 * 1024
"""In bytes: a container has 64 MiB of it."""
SETTINGS = ("lint.flake8-annotations.mypy-init-return=true",)
"""`__init__` needs no return type once a parameter has one, as mypy reads it (PEP 484)."""


class Position(TypedDict):
    row: int
    column: int


class Edit(TypedDict):
    content: str
    location: Position
    end_location: Position


class Fix(TypedDict):
    edits: list[Edit]


class Row(TypedDict):
    """One line of ruff's output format `json-lines`."""

    code: str
    filename: str
    message: str
    location: Position
    end_location: Position
    noqa_row: int | None
    fix: Fix | None


@dataclass(frozen=True, slots=True)
class Ruff:
    """A `Linter`. The files are written under numbers into a folder of their own: no name of a pull request reaches ruff."""

    seconds: float = SECONDS

    def lint(self, files: Mapping[str, bytes], codes: Collection[str]) -> tuple[Diagnostic | Unlinted, ...]:
        if not files or not codes:
            return ()
        paths = sorted(files)
        with tempfile.TemporaryDirectory(prefix="tenet-", dir=_folder_in_memory(files)) as folder:
            names = {f"{number}.py": path for number, path in enumerate(paths)}
            for name, path in names.items():
                Path(folder, name).write_bytes(files[path])
            found = list(self._checked(folder, names, sorted(codes)))
        return tuple(sorted(found, key=lambda one: (one.path, one.line, one.column) if isinstance(one, Diagnostic) else (one.path, 0, 0)))

    def _checked(self, folder: str, names: Mapping[str, str], codes: Sequence[str]) -> Iterator[Diagnostic | Unlinted]:
        """A run that breaks off is parted in two, until it is known which file breaks it."""
        rows = self._rows(folder, names, codes)
        if rows is not None:
            yield from (_diagnostic(row, names[Path(row["filename"]).name]) for row in rows if row["code"] in codes)
            yield from _with_wrong_syntax(rows, names, codes)
        elif len(names) == 1:
            yield from (Unlinted(path, "ruff breaks off on it") for path in names.values())
        else:
            halves = list(names.items())
            for half in (halves[: len(halves) // 2], halves[len(halves) // 2 :]):
                yield from self._checked(folder, dict(half), codes)

    def _rows(self, folder: str, names: Collection[str], codes: Sequence[str]) -> list[Row] | None:
        """None where ruff breaks off."""
        try:
            done = subprocess.run(
                [*_command(codes), *names],
                cwd=folder, env={}, capture_output=True, timeout=self.seconds, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return None
        except OSError as error:
            raise PlatformFault(f"ruff could not be run: {error}") from error
        if done.returncode:
            return None
        return [json.loads(line) for line in done.stdout.splitlines()]


def _with_wrong_syntax(rows: Sequence[Row], names: Mapping[str, str], codes: Sequence[str]) -> Iterator[Unlinted]:
    """Beside the codes that it is asked for, ruff tells errors of syntax alone."""
    for name in sorted({Path(row["filename"]).name for row in rows if row["code"] not in codes}):
        yield Unlinted(names[name], "ruff cannot parse it", wrong_syntax=True)


def _folder_in_memory(files: Mapping[str, bytes]) -> str | None:
    """Where Linux keeps files in memory, if it does and there is room: there a thousand files take 20 ms instead of a second."""
    small = sum(map(len, files.values())) <= MEMORY
    return SHARED_MEMORY if small and os.access(SHARED_MEMORY, os.W_OK | os.X_OK) else None


def _command(codes: Sequence[str]) -> list[str]:
    from ruff import find_ruff_bin  # type: ignore[import-untyped]  # it ships no types

    settings = (argument for setting in SETTINGS for argument in ("--config", setting))
    return [
        str(find_ruff_bin()), "check", "--isolated", "--no-cache", "--quiet", "--exit-zero", "--ignore-noqa", "--no-respect-gitignore",
        "--output-format", "json-lines", "--target-version", "py314", "--select", ",".join(codes), *settings,
    ]  # fmt: skip


def _diagnostic(row: Row, path: str) -> Diagnostic:
    start, end, fix = row["location"], row["end_location"], row["fix"]
    return Diagnostic(
        code=row["code"],
        path=path,
        line=start["row"],
        column=start["column"],
        end_line=end["row"],
        end_column=end["column"],
        message=row["message"],
        noqa_line=row["noqa_row"] or start["row"],
        edits=tuple(map(_edit, fix["edits"])) if fix is not None else (),
    )


def _edit(edit: Edit) -> TextEdit:
    start, end = edit["location"], edit["end_location"]
    return TextEdit(start["row"], start["column"], end["row"], end["column"], edit["content"])
