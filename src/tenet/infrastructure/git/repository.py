"""Which repository a path is in, and which commits the revisions of a check name."""

import os
from dataclasses import dataclass, replace

from tenet.core.errors import InputFault
from tenet.infrastructure.git.process import Git, GitFailed

DEFAULT_BRANCHES = ("origin/HEAD", "main", "master", "origin/main", "origin/master")
EMPTY_TREES = {40: "4b825dc642cb6eb9a060e54bf8d69288fbee4904", 64: "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321"}
"""The id of the tree without entries, by the length of the ids (SHA-1, SHA-256): git knows both without storing them."""

PROMISOR = r"^(remote\..*\.promisor|extensions\.partialclone)$"


@dataclass(frozen=True)
class Repository:
    """A repository on this machine. `root` is the top of its work tree, None for a bare one."""

    git: Git
    git_dir: str
    root: str | None

    @property
    def shallow(self) -> bool:
        return self.git.line("rev-parse", "--is-shallow-repository") == "true"

    def commit(self, revision: str) -> str:
        """The full id of the commit that a revision names. Raises InputFault."""
        found = self.find_commit(revision)
        if found is None:
            hint = "Fetch it, or fetch with full depth (`fetch-depth: 0`)." if self.shallow else "See `git branch --all` for what there is."
            raise InputFault(f"There is no commit `{revision}` in this repository.", hint=hint)
        return found

    def find_commit(self, revision: str) -> str | None:
        if revision.startswith("-"):
            return None
        try:
            return self.git.line("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        except GitFailed:
            return None

    def default_base(self) -> str:
        """The tip of the default branch: origin/HEAD, main or master, in this order. Raises InputFault."""
        for name in DEFAULT_BRANCHES:
            found = self.find_commit(name)
            if found is not None:
                return found
        raise InputFault(f"None of {', '.join(DEFAULT_BRANCHES)} exists in this repository.", hint="Name the base: `--base REVISION`.")

    def merge_base(self, base: str, head: str) -> str:
        found = self.find_merge_base(base, head)
        if found is None:
            hint = (
                "This clone is shallow: fetch more history (`git fetch --unshallow`, or `fetch-depth: 0`)."
                if self.shallow
                else "Are they of the same repository?"
            )
            raise InputFault(f"{base[:12]} and {head[:12]} have no common ancestor here, so there is no merge base.", hint=hint)
        return found

    def find_merge_base(self, base: str, head: str) -> str | None:
        try:
            return self.git.line("merge-base", base, head)
        except GitFailed:
            return None

    @property
    def partial(self) -> bool:
        """Whether objects were left out when it was cloned (`--filter`), for git to fetch when it needs them."""
        try:
            return bool(self.git.line("config", "--name-only", "--get-regexp", PROMISOR))
        except GitFailed:
            return False

    def parents(self, commit: str) -> tuple[str, ...]:
        """As the commit itself names them: in a shallow clone they may not be there."""
        header, _, _ = self.git.line("cat-file", "commit", commit).partition("\n\n")
        return tuple(line.removeprefix("parent ") for line in header.split("\n") if line.startswith("parent "))


def open_repository(path: str, git: Git | None = None) -> Repository:
    """The repository that holds a path: a work tree (or a folder in it), or a bare repository. Raises InputFault."""
    probe = git or Git(path)
    try:
        inside, _, places = probe.line("rev-parse", "--is-inside-work-tree", "--show-cdup", "--absolute-git-dir").partition("\n")
    except GitFailed as error:
        foreign = "dubious ownership" in error.message
        hint = "If you trust it: `git config --global --add safe.directory PATH`." if foreign else "Give the path of a clone."
        raise InputFault(f"{path} is no git repository that can be read: {error.message}", hint=hint) from error
    if inside != "true":  # then git leaves the way up out
        return Repository(replace(probe, git_dir=places), places, None)
    up, _, git_dir = places.partition("\n")
    return Repository(replace(probe, git_dir=git_dir), git_dir, os.path.realpath(os.path.join(path, up)))
