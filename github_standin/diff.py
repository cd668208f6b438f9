"""Unified diffs as GitHub sees them: files, hunks, and which lines can carry a review comment."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

Side = Literal["LEFT", "RIGHT"]
HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}


@dataclass(frozen=True, slots=True)
class Hunk:
    """One hunk. Counts are in lines; ``lines`` hold the marker in their first column."""

    header: str
    old_start: int
    old_count: int
    new_start: int
    new_count: int
    lines: tuple[str, ...] = ()

    def holds(self, side: Side, line: int) -> bool:
        """Whether a comment may stand on the line: changed and context lines of that side."""
        if side == "RIGHT":
            return self.new_start <= line < self.new_start + self.new_count
        return self.old_start <= line < self.old_start + self.old_count

    def until(self, side: Side, line: int) -> tuple[str, ...]:
        """The hunk's lines up to and including the given line of a side."""
        current, skipped = (self.new_start, "-") if side == "RIGHT" else (self.old_start, "+")
        for index, content in enumerate(self.lines):
            if content[:1] in (skipped, "\\"):
                continue
            if current == line:
                return self.lines[: index + 1]
            current += 1
        return self.lines


@dataclass(frozen=True, slots=True)
class FileDiff:
    """The change of one file. ``old_path`` differs from ``path`` in renames alone."""

    path: str
    old_path: str
    status: Literal["added", "removed", "modified", "renamed"] = "modified"
    sha: str = "0" * 40
    binary: bool = False
    hunks: tuple[Hunk, ...] = ()

    def hunk_at(self, side: Side, line: int) -> Hunk | None:
        return next((hunk for hunk in self.hunks if hunk.holds(side, line)), None)

    def count(self, marker: str) -> int:
        return sum(line.startswith(marker) for hunk in self.hunks for line in hunk.lines)

    @property
    def patch(self) -> str:
        """The text that GitHub puts under ``patch``: hunks without file headers, no newline at the end."""
        return "\n".join("\n".join((hunk.header, *hunk.lines)) for hunk in self.hunks)

    def position(self, side: Side, line: int) -> int | None:
        """Lines below the file's first hunk header: the deprecated way to say where a comment is."""
        before = 0
        for hunk in self.hunks:
            if hunk.holds(side, line):
                return before + len(hunk.until(side, line))
            before += len(hunk.lines) + 1
        return None


@dataclass(frozen=True, slots=True)
class Diff:
    files: tuple[FileDiff, ...] = ()
    text: str = ""

    def file(self, path: str) -> FileDiff | None:
        return next((each for each in self.files if each.path == path), None)

    def accepts(self, path: str, side: Side, line: int, start: int | None, start_side: Side | None) -> bool:
        """Whether GitHub takes a comment there: each end inside a hunk, a range inside one hunk."""
        found = self.file(path)
        hunk = found.hunk_at(side, line) if found else None
        if hunk is None:
            return False
        return start is None or hunk.holds(start_side or side, start)


def parse_diff(text: str) -> Diff:
    """Reads the output of ``git diff``. Lines end at a line feed alone, whatever else the content holds."""
    files: list[FileDiff] = []
    current: FileDiff | None = None
    lines = text.split("\n")
    index = 0
    while index < len(lines):
        line = lines[index]
        index += 1
        if line.startswith("diff --git "):
            if current:
                files.append(current)
            path = _path_of_command(line.removeprefix("diff --git "))
            current = FileDiff(path, path)
        elif current and (match := HUNK.match(line)):
            hunk, index = _read_hunk(line, match, lines, index)
            current = replace(current, hunks=(*current.hunks, hunk))
        elif current:
            current = _with_header(current, line)
    return Diff((*files, current) if current else (), text)


def _read_hunk(header: str, match: re.Match[str], lines: list[str], index: int) -> tuple[Hunk, int]:
    old_start, old_count, new_start, new_count = (1 if part is None else int(part) for part in match.groups())
    old_left, new_left, first = old_count, new_count, index
    while index < len(lines) and (old_left > 0 or new_left > 0 or lines[index].startswith("\\")):
        marker = lines[index][:1]
        old_left -= marker not in ("+", "\\")
        new_left -= marker not in ("-", "\\")
        index += 1
    return Hunk(header, old_start, old_count, new_start, new_count, tuple(lines[first:index])), index


def _with_header(current: FileDiff, line: str) -> FileDiff:
    if line.startswith("new file mode"):
        return replace(current, status="added")
    if line.startswith("deleted file mode"):
        return replace(current, status="removed")
    if line.startswith("rename from "):
        return replace(current, status="renamed", old_path=unquoted(line.removeprefix("rename from ")))
    if line.startswith("rename to "):
        return replace(current, path=unquoted(line.removeprefix("rename to ")))
    if line.startswith("index "):
        return replace(current, sha=line.split()[1].partition("..")[2])
    if line.startswith("Binary files "):
        return replace(current, binary=True)
    return current


def _path_of_command(rest: str) -> str:
    """The path in ``a/PATH b/PATH``. Where the two differ, rename headers follow and win."""
    if rest.startswith('"'):
        return unquoted(rest[: len(rest) // 2]).removeprefix("a/")
    return rest[: len(rest) // 2].removeprefix("a/")


def unquoted(path: str) -> str:
    """A path as git prints it, with git's C-style quoting undone."""
    if not (len(path) > 1 and path.startswith('"') and path.endswith('"')):
        return path
    out = bytearray()
    for match in re.finditer(r"\\([0-7]{3})|\\(.)|([^\\]+)", path[1:-1]):
        octal, escaped, plain = match.groups()
        out += bytes([int(octal, 8)]) if octal else (ESCAPES[escaped] if escaped else plain).encode()
    return out.decode("utf-8", "replace")
