"""The change and its trees through GitHub's API, where the checkout lacks commits that git cannot fetch."""

import base64
import binascii
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from tenet.core.errors import PlatformFault
from tenet.domain.change import Change, FileChange, FileStatus
from tenet.facts.diff.raw_diff import with_hunks
from tenet.infrastructure.git.objects import MAX_BYTES
from tenet.infrastructure.github_client import GitHubClient
from tenet.infrastructure.github_failures import GitHubError, fault
from tenet.infrastructure.github_payloads import BLOB, COMPARISON, FILES, TREE, BlobPayload, FilePayload, TreeEntryPayload
from tenet.ports.change_source import ChangeUnderReview
from tenet.ports.tree import Content, Entry, EntryKind, Unreadable

MOST_FILES = 3_000
"""As many as GitHub lists of one pull request."""
MOST_BLOBS = 300
"""As many files as are asked for one by one: a workflow's token has 1,000 requests an hour."""
STATUSES = {
    "added": FileStatus.ADDED,
    "copied": FileStatus.ADDED,
    "removed": FileStatus.REMOVED,
    "renamed": FileStatus.RENAMED,
}
KINDS = {"120000": EntryKind.SYMLINK, "160000": EntryKind.SUBMODULE}
DEPTH_HINT = "Let the checkout bring the commits: `fetch-depth: 0`, or 2 on `pull_request`."


class ApiTree:
    """The tree of one commit. Files are asked for one by one, each content once for all trees that share `blobs`."""

    def __init__(self, client: GitHubClient, commit: str, blobs: dict[str, Content]) -> None:
        self._client = client
        self._commit = commit
        self._blobs = blobs

    def entries(self) -> Mapping[str, Entry]:
        return {path: Entry(KINDS.get(entry.mode, EntryKind.FILE), entry.sha) for path, entry in self._files.items()}

    def read(self, paths: Iterable[str]) -> Mapping[str, Content]:
        """Raises PlatformFault where a file cannot be had, or too many are asked for."""
        wanted = {path: entry for path in paths if (entry := self._files.get(path)) and entry.mode not in KINDS and entry.sha}
        missing = {entry.sha for entry in wanted.values()} - self._blobs.keys()
        if len(missing) > MOST_BLOBS:
            raise PlatformFault(
                f"{len(missing)} files of {self._commit[:12]} are not in this clone, too many for the API.", hint=DEPTH_HINT
            )
        return {path: self._content(entry) for path, entry in wanted.items()}

    @cached_property
    def _files(self) -> dict[str, TreeEntryPayload]:
        try:
            tree = self._client.read(self._client.path(f"git/trees/{self._commit}"), TREE, recursive="1")
        except GitHubError as error:
            raise fault(f"The files of {self._commit[:12]} could not be listed", error) from error
        if tree.truncated:
            raise PlatformFault(f"GitHub lists not all files of {self._commit[:12]}: they are too many.", hint=DEPTH_HINT)
        return {entry.path: entry for entry in tree.tree if entry.type != "tree"}

    def _content(self, entry: TreeEntryPayload) -> Content:
        blob = entry.sha or ""
        if blob not in self._blobs:
            self._blobs[blob] = self._fetched(entry.path, blob) if entry.size <= MAX_BYTES else _too_large()
        return self._blobs[blob]

    def _fetched(self, path: str, blob: str) -> Content:
        try:
            return _decoded(self._client.read(self._client.path(f"git/blobs/{blob}"), BLOB))
        except GitHubError as error:
            raise fault(f"{path} of {self._commit[:12]} could not be read", error) from error


def _too_large() -> Unreadable:
    return Unreadable(f"it is larger than {MAX_BYTES // 1024 // 1024} MiB")


def _decoded(blob: BlobPayload) -> Content:
    if blob.encoding != "base64":
        return blob.content.encode()
    try:
        return base64.b64decode(blob.content)
    except binascii.Error:
        return Unreadable("GitHub sent it in a form that cannot be decoded")


@dataclass(frozen=True, slots=True)
class Comparison:
    """The commits that a comparison of a base (a branch, or a commit) with a head is about."""

    base: str
    merge_base: str


def compare(client: GitHubClient, base: str, head: str) -> Comparison:
    """Raises PlatformFault."""
    try:
        found = client.read(client.path(f"compare/{quote(base)}...{quote(head)}"), COMPARISON, per_page=1)
    except GitHubError as error:
        raise fault(f"{base} and {head[:12]} could not be compared", error) from error
    return Comparison(found.base_commit.sha, found.merge_base_commit.sha)


@dataclass(frozen=True)
class ApiChangeSource:
    """The change of a pull request."""

    client: GitHubClient
    number: int
    base: str
    merge_base: str
    head: str
    measured_at: str | None = None
    """The merge commit that the tests ran on, where it is not the head."""

    def gather(self) -> ChangeUnderReview:
        """Raises PlatformFault; a change that is too large for the API is one too, never a part of itself."""
        try:
            files = tuple(self._files())
        except GitHubError as error:
            raise fault(f"The change of pull request {self.number} could not be read", error) from error
        if len(files) >= MOST_FILES:
            raise PlatformFault(f"Pull request {self.number} changes {MOST_FILES} files or more: GitHub lists no more.", hint=DEPTH_HINT)
        blobs: dict[str, Content] = {}
        base = ApiTree(self.client, self.merge_base, blobs)
        return ChangeUnderReview(
            Change(self.base, self.merge_base, self.head, files),
            base=base,
            head=ApiTree(self.client, self.head, blobs),
            base_tip=base if self.base == self.merge_base else ApiTree(self.client, self.base, blobs),
            measured=ApiTree(self.client, self.measured_at, blobs) if self.measured_at else None,
        )

    def _files(self) -> Iterator[FileChange]:
        for file in self.client.pages(self.client.path(f"pulls/{self.number}/files"), FILES):
            if file.status != "unchanged":
                yield _file_change(file)


def _file_change(file: FilePayload) -> FileChange:
    status = STATUSES.get(file.status, FileStatus.MODIFIED)
    base_path = None if status is FileStatus.ADDED else file.previous_filename or file.filename
    change = FileChange(file.filename, base_path, status)
    if file.patch is not None:
        return with_hunks(change, file.patch)
    if file.changes == 0 and status is FileStatus.RENAMED:
        return change
    return FileChange(file.filename, base_path, status, lines_known=False, reason="it is binary, or too large for GitHub's API")
