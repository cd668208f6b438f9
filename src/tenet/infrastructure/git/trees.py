"""The files of a commit, and of the work tree."""

import os
import stat
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from tenet.facts.diff.raw_diff import RawEntry, unquote
from tenet.infrastructure.git.objects import MAX_BYTES, ObjectReader
from tenet.infrastructure.git.process import Git
from tenet.ports.tree import Content, Entry, EntryKind, Unreadable

KINDS = {b"120000": EntryKind.SYMLINK, b"160000": EntryKind.SUBMODULE}


class RevisionTree:
    """The tree of one commit, read from git's objects."""

    def __init__(self, git: Git, objects: ObjectReader, commit: str) -> None:
        self._git = git
        self._objects = objects
        self._commit = commit

    def entries(self) -> Mapping[str, Entry]:
        return self._entries

    @cached_property
    def _entries(self) -> Mapping[str, Entry]:
        found = {}
        for row in self._git.run("ls-tree", "-r", "-z", "--full-tree", self._commit).split(b"\0")[:-1]:
            about, _, name = row.partition(b"\t")
            mode, _, blob = about.split(b" ")
            found[os.fsdecode(name)] = Entry(KINDS.get(mode, EntryKind.FILE), blob.decode())
        return found

    def read(self, paths: Iterable[str]) -> Mapping[str, Content]:
        blobs = {path: entry.blob for path in paths if (entry := self._entries.get(path)) and entry.kind is EntryKind.FILE and entry.blob}
        contents = self._objects.read(blobs.values())
        return {path: contents[blob] for path, blob in blobs.items()}


class ChangedTree(RevisionTree):
    """The tree of a commit as a diff makes it of another one, which git lists once for both."""

    def __init__(self, git: Git, objects: ObjectReader, before: RevisionTree, diff: Sequence[RawEntry]) -> None:
        super().__init__(git, objects, "")
        self._before = before
        self._diff = diff

    @cached_property
    def _entries(self) -> Mapping[str, Entry]:
        gone = {unquote(entry.base_name) for entry in self._diff if entry.status in {"D", "R"}}
        found = {path: entry for path, entry in self._before.entries().items() if path not in gone}
        for entry in self._diff:
            if entry.status != "D":
                found[unquote(entry.head_name)] = Entry(KINDS.get(entry.head_mode.encode(), EntryKind.FILE), entry.head_blob)
        if found.keys() <= self._before.entries().keys():
            return found
        return dict(sorted(found.items(), key=lambda item: os.fsencode(item[0])))  # as git lists them


class WorkTree:
    """The files of the work tree as they are on disk: tracked ones and untracked ones that git does not ignore."""

    def __init__(self, git: Git, root: str) -> None:
        self._git = git
        self._root = root

    def entries(self) -> Mapping[str, Entry]:
        return self._entries

    @cached_property
    def _entries(self) -> dict[str, Entry]:
        found: dict[str, Entry] = {}
        for row in self._git.run("ls-files", "-s", "-z").split(b"\0")[:-1]:
            about, _, name = row.partition(b"\t")
            self._add(found, name, EntryKind.SUBMODULE if about.startswith(b"160000") else None)
        for path in self.untracked:
            self._add(found, os.fsencode(path), None)
        return found

    @cached_property
    def untracked(self) -> tuple[str, ...]:
        listing = self._git.run("ls-files", "--others", "--exclude-standard", "-z")
        return tuple(os.fsdecode(name) for name in listing.split(b"\0")[:-1] if not name.endswith(b"/"))

    def _add(self, found: dict[str, Entry], name: bytes, kind: EntryKind | None) -> None:
        try:
            mode = os.lstat(os.path.join(os.fsencode(self._root), name)).st_mode
        except OSError:
            return
        if kind is None:
            kind = EntryKind.SYMLINK if stat.S_ISLNK(mode) else EntryKind.FILE if stat.S_ISREG(mode) else None
        if kind is not None:
            found[os.fsdecode(name)] = Entry(kind, None)

    def read(self, paths: Iterable[str]) -> Mapping[str, Content]:
        return {path: self._read(path) for path in paths if (entry := self._entries.get(path)) and entry.kind is EntryKind.FILE}

    def _read(self, path: str) -> Content:
        full = os.path.join(self._root, path)
        if os.path.realpath(os.path.dirname(full)) != os.path.join(os.path.realpath(self._root), os.path.dirname(path)).rstrip("/"):
            return Unreadable("a folder above it is a symbolic link")
        try:
            with open(full, "rb", opener=_without_following) as file:
                data = file.read(MAX_BYTES + 1)
        except OSError as error:
            return Unreadable(error.strerror or "it cannot be opened")
        return data if len(data) <= MAX_BYTES else Unreadable(f"it is larger than {MAX_BYTES // 1024 // 1024} MiB")


def _without_following(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0))
