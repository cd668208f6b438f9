"""Reads `git diff --raw --patch --no-abbrev` into the files of a change.

The raw part names every file; the patch part brings the hunks. The names of both are quoted alike, so a section of the
patch is found by its header, whatever bytes the name holds.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

from unidiff.errors import UnidiffParseError
from unidiff.patch import Hunk as PatchHunk
from unidiff.patch import PatchSet

from tenet.domain.change import FileChange, FileStatus, Hunk

STATUSES = {"A": FileStatus.ADDED, "D": FileStatus.REMOVED, "R": FileStatus.RENAMED, "C": FileStatus.ADDED}
SECTION = "\ndiff --git "
FILE_MODES = ("100644", "100755", "100664")


@dataclass(frozen=True, slots=True)
class RawEntry:
    """One line of the raw part; names as git quoted them. Blobs are all zeros where git has not hashed the file."""

    base_mode: str
    head_mode: str
    base_blob: str
    head_blob: str
    status: str
    base_name: str
    head_name: str

    @property
    def header(self) -> str:
        """The line that opens this file's section of the patch, without `diff --git `."""
        return f"{_prefixed(self.base_name, 'a')} {_prefixed(self.head_name, 'b')}"


def _prefixed(name: str, prefix: str) -> str:
    return f'"{prefix}/{name[1:]}' if name.startswith('"') else f"{prefix}/{name}"


def unquote(name: str) -> str:
    """A path as git quotes it (C style, octal escapes for bytes over 0x7f), with surrogate escapes for non-UTF-8."""
    if not name.startswith('"'):
        return name
    data: bytes = ast.literal_eval("b" + name)
    return data.decode("utf-8", "surrogateescape")


def read_raw_diff(output: bytes) -> tuple[FileChange, ...]:
    """The files of a change, in git's order. Raises ValueError for text that is not such output."""
    text = output.decode("latin-1")
    raw, separator, patch = text.partition("\n\n")
    if not text.startswith(":"):
        return ()
    sections = _sections(patch) if separator else {}
    return tuple(_file_change(entry, sections.get(entry.header, "")) for entry in raw_entries(raw))


def raw_entries(raw: str) -> Iterator[RawEntry]:
    for line in raw.split("\n"):
        if not line.startswith(":"):
            continue
        about, *names = line[1:].split("\t")
        base_mode, head_mode, base_blob, head_blob, status = about.split(" ")
        yield RawEntry(base_mode, head_mode, base_blob, head_blob, status[0], names[0], names[-1])


def _sections(patch: str) -> dict[str, str]:
    """The sections of the patch by their header. Lines of hunks never start with `diff`, so the split is exact."""
    found: dict[str, str] = {}
    for section in ("\n" + patch).split(SECTION)[1:]:
        header, _, body = section.partition("\n")
        found[header] = found.get(header, "") + body + "\n"
    return found


def _file_change(entry: RawEntry, section: str) -> FileChange:
    status = STATUSES.get(entry.status, FileStatus.MODIFIED)
    path = unquote(entry.base_name if status is FileStatus.REMOVED else entry.head_name)
    base_path = None if status is FileStatus.ADDED else unquote(entry.base_name)
    reason = _why_no_lines(entry, section)
    if reason:
        return FileChange(path, base_path, status, lines_known=False, reason=reason)
    return with_hunks(FileChange(path, base_path, status), section)


def _why_no_lines(entry: RawEntry, section: str) -> str:
    modes = {mode for mode in (entry.base_mode, entry.head_mode) if mode != "000000"}
    if "160000" in modes:
        return "it is a submodule"
    if "120000" in modes:
        return "it is a symbolic link"
    if entry.status == "U":
        return "it has merge conflicts"
    if not section.startswith("@@") and "\n@@ " not in section and ("\nBinary files " in "\n" + section):
        return "it is binary or larger than 5 MiB"
    return ""


def with_hunks(file: FileChange, section: str) -> FileChange:
    """The file with the lines and hunks of a patch section (from its first `@@`; what comes before is ignored)."""
    at = 0 if section.startswith("@@ ") else section.find("\n@@ ") + 1
    if not section.startswith("@@ ", at):
        return file
    try:
        patch = PatchSet(StringIO(f"--- a/file\n+++ b/file\n{section[at:]}", newline="\n"))
    except UnidiffParseError as error:
        return FileChange(file.path, file.base_path, file.status, lines_known=False, reason=f"its diff cannot be read: {error}")
    hunks = [hunk for patched in patch for hunk in patched]
    return FileChange(
        file.path,
        file.base_path,
        file.status,
        added=frozenset(line.target_line_no for hunk in hunks for line in hunk if line.is_added and line.target_line_no),
        removed=frozenset(line.source_line_no for hunk in hunks for line in hunk if line.is_removed and line.source_line_no),
        hunks=tuple(_hunk(hunk) for hunk in hunks),
    )


def _hunk(hunk: PatchHunk) -> Hunk:
    return Hunk(hunk.source_start, hunk.source_length, hunk.target_start, hunk.target_length)
