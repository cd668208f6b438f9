"""A tree made of a dict: paths to texts, bytes, or other entries."""

import hashlib
from collections.abc import Iterable, Mapping
from textwrap import dedent

from tenet.ports.tree import Content, Entry, EntryKind, Unreadable

FakeFile = str | bytes | Unreadable | Entry
"""Texts are dedented, and stored as UTF-8. An `Entry` stands for what is no regular file."""


class FakeTree:
    """Follows `tenet.ports.tree.Tree`. `reads` counts what was asked for, so that tests can bound it."""

    def __init__(self, content: Mapping[str, FakeFile] | None = None) -> None:
        self.content = {path: _stored(file) for path, file in (content or {}).items()}
        self.reads: list[str] = []

    def entries(self) -> Mapping[str, Entry]:
        return {path: _entry(file) for path, file in sorted(self.content.items())}

    def read(self, paths: Iterable[str]) -> Mapping[str, Content]:
        wanted = [path for path in paths if path in self.content]
        self.reads.extend(wanted)
        found = ((path, self.content[path]) for path in wanted)
        return {path: file for path, file in found if not isinstance(file, Entry)}


def _stored(file: FakeFile) -> Content | Entry:
    return dedent(file).removeprefix("\n").encode("utf-8", "surrogateescape") if isinstance(file, str) else file


def _entry(file: Content | Entry) -> Entry:
    if isinstance(file, Entry):
        return file
    return Entry(EntryKind.FILE, blob_id(file) if isinstance(file, bytes) else "0" * 40)


def blob_id(data: bytes) -> str:
    """Git's own object id of a blob."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
