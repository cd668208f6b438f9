"""The change between two revisions, or between a revision and the work tree."""

from dataclasses import dataclass, replace
from functools import partial

from tenet.core.errors import PlatformFault
from tenet.domain.change import Change, FileChange, FileStatus, Hunk
from tenet.facts.diff.raw_diff import raw_entries, read_raw_diff
from tenet.infrastructure.git.objects import ObjectReader
from tenet.infrastructure.git.process import Git, GitFailed
from tenet.infrastructure.git.repository import EMPTY_TREES, Repository
from tenet.infrastructure.git.trees import ChangedTree, RevisionTree, WorkTree
from tenet.ports.change_source import ChangeUnderReview
from tenet.ports.tree import Unreadable

DIFF = (
    "--raw",
    "--patch",
    "--no-abbrev",
    "--full-index",
    "--find-renames",
    "--unified=3",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--src-prefix=a/",
    "--dst-prefix=b/",
    "--submodule=short",
    "--ignore-submodules=dirty",
)


@dataclass(frozen=True)
class RevisionsSource:
    """From the merge base of `base` and `head` to `head`, all from objects: no checkout is needed or touched."""

    repository: Repository
    objects: ObjectReader
    base: str
    head: str
    measured_at: str | None = None
    merge_base: str | None = None
    """Where the caller knows it (a shallow clone that cannot tell); found by git otherwise."""

    def gather(self) -> ChangeUnderReview:
        base, head = self._commit(self.base), self._commit(self.head)
        merge_base = self.merge_base or self.repository.merge_base(base, head)
        git = self.repository.git
        without_attributes = replace(git, settings={**git.settings, "attr.tree": EMPTY_TREES[len(head)]})
        diff = _diff(without_attributes, merge_base, head)
        at = self._measured_at(head)
        measured = None if at == head else at
        before = self._tree(merge_base)
        return ChangeUnderReview(
            Change(base, merge_base, head, read_raw_diff(diff)),
            base=before,
            head=ChangedTree(git, self.objects, before, tuple(raw_entries(diff.partition(b"\n\n")[0].decode("latin-1")))),
            base_tip=before if base == merge_base else self._tree(base),
            measured=self._tree(measured) if measured else None,
            moves=partial(_moves, without_attributes, measured, head) if measured else None,
        )

    def _tree(self, commit: str) -> RevisionTree:
        return RevisionTree(self.repository.git, self.objects, commit)

    def _measured_at(self, head: str) -> str | None:
        """The tree that tests ran on: as named, or a merge commit at HEAD whose second parent is the head."""
        if self.measured_at is not None:
            return self._commit(self.measured_at)
        at = self.objects.commit("HEAD")
        return at.id if at is not None and at.parents[1:2] == (head,) else None

    def _commit(self, revision: str) -> str:
        found = self.objects.commit(revision)
        return self.repository.commit(revision) if found is None else found.id


@dataclass(frozen=True)
class WorkTreeSource:
    """From the merge base of `base` and HEAD to the work tree, with what is uncommitted and untracked."""

    repository: Repository
    objects: ObjectReader
    base: str
    root: str

    def gather(self) -> ChangeUnderReview:
        found, at = self.objects.commit(self.base), self.objects.commit("HEAD")
        base = self.repository.commit(self.base) if found is None else found.id
        merge_base = self.repository.merge_base(base, self.repository.commit("HEAD") if at is None else at.id)
        git = Git(self.root)
        tree = WorkTree(git, self.root)
        # the index is not refreshed, as that writes it: git then lists files that were touched and not changed
        changed = (
            file
            for file in read_raw_diff(_diff(git, merge_base))
            if file.hunks or not file.lines_known or file.status is not FileStatus.MODIFIED
        )
        files = (*changed, *self._untracked(tree))
        before = RevisionTree(self.repository.git, self.objects, merge_base)
        return ChangeUnderReview(
            Change(base, merge_base, None, files),
            base=before,
            head=tree,
            base_tip=before if base == merge_base else RevisionTree(self.repository.git, self.objects, base),
        )

    def _untracked(self, tree: WorkTree) -> tuple[FileChange, ...]:
        contents = tree.read(tree.untracked)
        return tuple(_added(path, contents[path]) for path in tree.untracked if path in contents)


def _added(path: str, content: bytes | Unreadable) -> FileChange:
    """A file that git does not know yet, as a diff against nothing would show it."""
    if isinstance(content, Unreadable):
        return FileChange(path, None, FileStatus.ADDED, lines_known=False, reason=content.reason)
    if b"\0" in content[:8000]:
        return FileChange(path, None, FileStatus.ADDED, lines_known=False, reason="it is binary or larger than 5 MiB")
    count = content.count(b"\n") + (not content.endswith(b"\n") and bool(content))
    hunks = (Hunk(0, 0, 1, count),) if count else ()
    return FileChange(path, None, FileStatus.ADDED, added=frozenset(range(1, count + 1)), hunks=hunks)


def _moves(git: Git, measured: str, head: str) -> tuple[FileChange, ...]:
    return read_raw_diff(_diff(git, "--unified=0", measured, head))


def _diff(git: Git, *revisions: str) -> bytes:
    try:
        return git.run("diff", *DIFF, *revisions, "--")
    except GitFailed as error:
        raise PlatformFault(
            f"git cannot make the diff: {error.message}", hint="Does the clone lack objects? Fetch without a filter."
        ) from error
