"""What the stand-in remembers: people, pull requests, comments, reviews, check runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from github_standin.diff import Diff, Side
from github_standin.git import Commit
from github_standin.json_types import JsonObject

Access = Literal["none", "read", "write"]
ReviewState = Literal["PENDING", "COMMENTED", "APPROVED", "CHANGES_REQUESTED", "DISMISSED"]


@dataclass(frozen=True, slots=True)
class Account:
    login: str
    id: int
    kind: Literal["User", "Bot", "Organization"] = "User"


ACTIONS_BOT = Account("github-actions[bot]", 41_898_282, "Bot")
MONA = Account("mona", 21_031_067)


@dataclass(frozen=True, slots=True)
class Permissions:
    """What a workflow's token may do, by GitHub's names. The defaults are those of the workflow that the README shows."""

    contents: Access = "read"
    pull_requests: Access = "write"
    checks: Access = "write"
    issues: Access = "none"
    actions: Access = "read"

    @classmethod
    def read_only(cls) -> Permissions:
        """The token of a pull request from a fork, whatever the workflow asks for."""
        return cls(pull_requests="read", checks="read", issues="read")


@dataclass(slots=True)
class IssueComment:
    id: int
    issue: int
    author: Account
    body: str
    created_at: str
    updated_at: str
    minimized: str | None = None

    @property
    def node_id(self) -> str:
        return f"IC_{self.id}"


@dataclass(slots=True)
class Review:
    id: int
    pull: int
    author: Account
    body: str
    state: ReviewState
    commit_id: str
    submitted_at: str
    minimized: str | None = None

    @property
    def node_id(self) -> str:
        return f"PRR_{self.id}"


@dataclass(slots=True)
class ReviewComment:
    """One comment on the diff. ``line`` is None once the comment is outdated; a file's comment has no lines at all."""

    id: int
    pull: int
    review: int
    author: Account
    body: str
    path: str
    side: Side
    line: int | None
    start_line: int | None
    start_side: Side | None
    commit_id: str
    created_at: str
    updated_at: str
    diff_hunk: str
    position: int | None
    reply_to: int | None = None
    subject: Literal["line", "file"] = "line"
    minimized: str | None = None
    original_line: int | None = field(init=False)
    original_start_line: int | None = field(init=False)
    original_commit_id: str = field(init=False)
    original_position: int | None = field(init=False)

    def __post_init__(self) -> None:
        self.original_line, self.original_start_line = self.line, self.start_line
        self.original_commit_id, self.original_position = self.commit_id, self.position

    @property
    def node_id(self) -> str:
        return f"PRRC_{self.id}"

    @property
    def outdated(self) -> bool:
        return self.line is None and self.subject == "line"


@dataclass(slots=True)
class Thread:
    """A review comment with its replies. ``first`` is the id of the comment that began it."""

    first: int
    pull: int
    resolved_by: Account | None = None

    @property
    def node_id(self) -> str:
        return f"PRRT_{self.first}"


@dataclass(slots=True)
class CheckRun:
    id: int
    name: str
    head_sha: str
    status: str
    conclusion: str | None
    started_at: str
    completed_at: str | None
    external_id: str
    details_url: str
    title: str | None = None
    summary: str | None = None
    text: str | None = None
    annotations: list[JsonObject] = field(default_factory=list)

    @property
    def node_id(self) -> str:
        return f"CR_{self.id}"


@dataclass(frozen=True, slots=True)
class Artifact:
    id: int
    name: str
    run_id: int
    head_sha: str
    content: bytes
    created_at: str
    head_branch: str = "feature"


@dataclass(slots=True)
class PullRequest:
    id: int
    number: int
    title: str
    body: str | None
    base_ref: str
    base_sha: str
    head_ref: str
    head_sha: str
    diff: Diff
    created_at: str
    author: Account = MONA
    labels: tuple[str, ...] = ()
    draft: bool = False
    state: Literal["open", "closed"] = "open"
    merged: bool = False
    merge_commit_sha: str | None = None
    fork: str | None = None
    commits: tuple[Commit, ...] = ()

    @property
    def node_id(self) -> str:
        return f"PR_{self.id}"
