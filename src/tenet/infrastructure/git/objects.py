"""Reading many objects through one process."""

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import IO

from tenet.core.errors import PlatformFault
from tenet.infrastructure.git.process import Git
from tenet.ports.tree import Content, Unreadable

MAX_BYTES = 5 * 1024 * 1024
"""A larger file is not read: it is data, not something that people review."""

BATCH = 400
"""How many ids are asked for before the answers are read: as many as a pipe's buffer holds, so neither side waits."""


@dataclass(frozen=True, slots=True)
class StoredCommit:
    """A commit's full id, and those of its parents as the commit itself names them, also where a shallow clone lacks them."""

    id: str
    parents: tuple[str, ...]


class ObjectReader(AbstractContextManager["ObjectReader"]):
    """`git cat-file --batch`, started at the first use and kept for the run."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._process: subprocess.Popen[bytes] | None = None

    def commit(self, revision: str) -> StoredCommit | None:
        """The commit that a revision names, or None. A revision is what `git rev-parse` reads, on one line."""
        if not revision or "\n" in revision or "\0" in revision:
            return None
        ((_, found),) = self._exchange([f"{revision}^{{commit}}"])
        if not isinstance(found, _Object):
            return None
        headers = found.data.partition(b"\n\n")[0].decode("ascii", "replace").split("\n")
        return StoredCommit(found.id, tuple(line.removeprefix("parent ") for line in headers if line.startswith("parent ")))

    def read(self, blobs: Iterable[str]) -> Mapping[str, Content]:
        """The contents by object id. Raises PlatformFault if git ends meanwhile."""
        wanted = list(dict.fromkeys(blobs))
        found: dict[str, Content] = {}
        for start in range(0, len(wanted), BATCH):
            for blob, answer in self._exchange(wanted[start : start + BATCH]):
                found[blob] = answer.data if isinstance(answer, _Object) else answer
        return found

    def _exchange(self, batch: list[str]) -> Iterator[tuple[str, "_Object | Unreadable"]]:
        source, sink = self._pipes()
        try:
            sink.write(os.fsencode("".join(f"{blob}\n" for blob in batch)))
            sink.flush()
        except BrokenPipeError as error:
            raise self._ended() from error
        for blob in batch:
            yield blob, self._answer(source)

    def _answer(self, source: IO[bytes]) -> "_Object | Unreadable":
        header = source.readline().split()
        if not header:
            raise self._ended()
        if len(header) != 3 or not header[2].isdigit():  # else `... missing`, `... ambiguous`
            return Unreadable("its object is missing in this clone (partial, or damaged)")
        size = int(header[2])
        if size > MAX_BYTES:
            left = size + 1
            while left:
                left -= len(source.read(min(left, 1 << 20))) or left
            return Unreadable(f"it is larger than {MAX_BYTES // 1024 // 1024} MiB")
        data = source.read(size)
        source.read(1)
        return _Object(header[0].decode(), data)

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._process is None:
            self._process = subprocess.Popen(
                self._git.command("cat-file", "--batch"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=self._git.environment(),
            )
        if self._process.stdin is None or self._process.stdout is None:
            raise self._ended()
        return self._process.stdout, self._process.stdin

    def _ended(self) -> PlatformFault:
        return PlatformFault("git stopped while objects were being read.", hint="Is the clone damaged? `git fsck` tells.")

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    pipe.close()
            self._process.wait(timeout=5)
            self._process = None


@dataclass(frozen=True, slots=True)
class _Object:
    id: str
    data: bytes
