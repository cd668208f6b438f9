"""Reads a real git repository, as the objects that the stand-in serves."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from github_standin.diff import Diff, parse_diff

COMMIT_FORMAT = "%H%x00%T%x00%P%x00%an%x00%ae%x00%aI%x00%cn%x00%ce%x00%cI%x00%B"


class UnknownRevisionError(LookupError):
    """The repository has no such object."""


@dataclass(frozen=True, slots=True)
class Signature:
    name: str = "Mona Lisa"
    email: str = "mona@example.org"
    date: str = "2026-01-02T03:04:05Z"


@dataclass(frozen=True, slots=True)
class Commit:
    sha: str
    tree: str = "0" * 40
    parents: tuple[str, ...] = ()
    message: str = "A change"
    author: Signature = Signature()
    committer: Signature = Signature()


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """``size`` is in bytes, None for trees and submodules."""

    mode: str
    kind: str
    sha: str
    size: int | None
    path: str


@dataclass(frozen=True, slots=True)
class GitRepository:
    """The objects of one repository, bare or with a work tree."""

    path: Path

    def run(self, *arguments: str) -> bytes:
        """git's output. Raises UnknownRevisionError where git refuses."""
        command = ["git", "-c", "core.quotepath=off", "-c", "safe.directory=*", "-C", str(self.path), *arguments]
        done = subprocess.run(command, capture_output=True, check=False)
        if done.returncode:
            raise UnknownRevisionError(done.stderr.decode("utf-8", "replace").strip())
        return done.stdout

    def words(self, *arguments: str) -> str:
        return self.run(*arguments).decode("utf-8", "replace").strip()

    def resolve(self, revision: str) -> str:
        """The commit's full hash. Branches of ``origin`` count where there is no local one."""
        for name in (revision, f"origin/{revision}"):
            try:
                return self.words("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
            except UnknownRevisionError:
                continue
        raise UnknownRevisionError(revision)

    def merge_base(self, one: str, other: str) -> str:
        return self.words("merge-base", one, other)

    def diff(self, old: str, new: str, *options: str) -> Diff:
        text = self.run("diff", "-M", "--no-ext-diff", "--no-color", "--full-index", *options, old, new, "--")
        return parse_diff(text.decode("utf-8", "replace"))

    def commit(self, revision: str) -> Commit:
        fields = self.run("log", "-1", f"--format={COMMIT_FORMAT}", "--end-of-options", self.resolve(revision)).decode("utf-8", "replace")
        sha, tree, parents, *people, message = fields.split("\0")
        return Commit(sha, tree, tuple(parents.split()), message.strip(), Signature(*people[:3]), Signature(*people[3:]))

    def commits(self, old: str, new: str) -> tuple[Commit, ...]:
        """What ``new`` has and ``old`` has not, oldest first."""
        return tuple(self.commit(sha) for sha in self.words("rev-list", "--reverse", f"{old}..{new}").split())

    def count(self, old: str, new: str) -> int:
        return int(self.words("rev-list", "--count", f"{old}..{new}"))

    def tree(self, revision: str, *, recursive: bool) -> tuple[TreeEntry, ...]:
        options = ("-r", "-t") if recursive else ()
        raw = self.run("ls-tree", "-z", "-l", *options, "--end-of-options", revision).decode("utf-8", "replace")
        entries = []
        for record in raw.split("\0")[:-1]:
            details, _, path = record.partition("\t")
            mode, kind, sha, size = details.split()
            entries.append(TreeEntry(mode, kind, sha, int(size) if size.isdigit() else None, path))
        return tuple(entries)

    def blob(self, sha: str) -> bytes:
        return self.run("cat-file", "blob", sha)

    def archive(self, revision: str, prefix: str) -> bytes:
        """The tree as a gzipped tar file, every name under ``prefix``."""
        return self.run("archive", "--format=tar.gz", f"--prefix={prefix}/", self.resolve(revision))
