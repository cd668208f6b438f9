"""The texts of one side, read once."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from tenet.ports.tree import Content, Entry, EntryKind, Tree, Unreadable

LONE_RETURN = re.compile(rb"\r(?!\n)")


def decoded(data: bytes) -> str:
    """Bytes as UTF-8, undecodable ones replaced, line ends folded to a newline."""
    return data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")


class Sources:
    """A tree whose files are read at most once, in bulk where the caller knows what it wants."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._contents: dict[str, Content] = {}
        self._lines: dict[str, list[str]] = {}

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        return self._tree.entries()

    @cached_property
    def files(self) -> frozenset[str]:
        """The paths of regular files."""
        return frozenset(path for path, entry in self.entries.items() if entry.kind is EntryKind.FILE)

    def load(self, paths: Iterable[str]) -> None:
        """Reads these files in one go, so that what follows finds them in memory."""
        missing = [path for path in paths if path not in self._contents and path in self.files]
        if missing:
            self._contents.update(self._tree.read(missing))

    def content(self, path: str) -> Content | None:
        """The bytes of a file, why they cannot be had, or None if there is no such file."""
        if path not in self._contents:
            self.load((path,))
        return self._contents.get(path)

    def data(self, path: str) -> bytes | None:
        """The bytes of a file, or None where there is no such file or it cannot be read."""
        content = self.content(path)
        return None if isinstance(content, Unreadable) else content

    def text(self, path: str) -> str | None:
        """The text of a file as UTF-8 (undecodable bytes replaced, line ends folded to a newline), or None."""
        data = self.data(path)
        if data is None:
            return None
        return decoded(data)

    def has_lone_returns(self, path: str) -> bool:
        """Whether Python and git count the lines of a file differently: a carriage return alone ends a line for Python."""
        return LONE_RETURN.search(self.data(path) or b"") is not None

    def line(self, path: str, number: int) -> str:
        """One line without its end; empty where there is none."""
        if path not in self._lines:
            self._lines[path] = (self.text(path) or "").split("\n")
        lines = self._lines[path]
        return lines[number - 1] if 0 < number <= len(lines) else ""
