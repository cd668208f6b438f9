"""The stand-in's memory of one repository, and what each write does to it. Who may write is decided elsewhere."""

from __future__ import annotations

import hashlib
import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from github_standin.diff import Diff, Hunk, parse_diff
from github_standin.errors import not_found
from github_standin.git import Commit, GitRepository, UnknownRevisionError
from github_standin.records import (
    MONA,
    Account,
    Artifact,
    CheckRun,
    IssueComment,
    PullRequest,
    Review,
    ReviewComment,
    Thread,
)

EPOCH = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


class Counter:
    """Ids that rise over all kinds, and times that rise by a second for each event."""

    def __init__(self) -> None:
        self._ids = itertools.count(1_000_001)
        self._seconds = itertools.count()

    def new_id(self) -> int:
        return next(self._ids)

    def now(self) -> str:
        return (EPOCH + timedelta(seconds=next(self._seconds))).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(slots=True)
class Repository:
    """One repository. Records are kept in the order in which they were made; a test may read and change them."""

    full_name: str
    git: GitRepository | None = None
    default_branch: str = "main"
    private: bool = False
    id: int = 186_853_002
    counter: Counter = field(default_factory=Counter)
    pulls: dict[int, PullRequest] = field(default_factory=dict)
    issue_comments: dict[int, IssueComment] = field(default_factory=dict)
    reviews: dict[int, Review] = field(default_factory=dict)
    review_comments: dict[int, ReviewComment] = field(default_factory=dict)
    threads: dict[int, Thread] = field(default_factory=dict)
    check_runs: dict[int, CheckRun] = field(default_factory=dict)
    artifacts: dict[int, Artifact] = field(default_factory=dict)

    @property
    def owner(self) -> str:
        return self.full_name.partition("/")[0]

    @property
    def name(self) -> str:
        return self.full_name.partition("/")[2]

    def add_pull(
        self,
        *,
        base: str = "main",
        head: str = "feature",
        diff: str = "",
        number: int | None = None,
        title: str = "A change",
        body: str | None = None,
        labels: tuple[str, ...] = (),
        draft: bool = False,
        author: Account = MONA,
        fork: str | None = None,
        base_ref: str | None = None,
        head_ref: str | None = None,
        merge: str | None = None,
    ) -> PullRequest:
        """A pull request from ``head`` to ``base``. With a git repository these are revisions; else ``diff`` is what it changes.

        ``fork`` is the full name of the head's repository where it is another one. The names of the branches default to the revisions.
        ``merge`` is the merge commit that GitHub made to try the pull request: GITHUB_SHA of its events.
        """
        number = number or max(self.pulls, default=0) + 1
        base_sha, head_sha = self._sha(base), self._sha(head)
        pull = PullRequest(
            id=self.counter.new_id(),
            number=number,
            title=title,
            body=body,
            base_ref=base_ref or base,
            base_sha=base_sha,
            head_ref=head_ref or head,
            head_sha=head_sha,
            diff=self._change(base_sha, head_sha, diff),
            created_at=self.counter.now(),
            author=author,
            labels=labels,
            draft=draft,
            fork=fork,
            merge_commit_sha=self._sha(merge) if merge else None,
            commits=self.git.commits(base_sha, head_sha) if self.git else (Commit(head_sha, parents=(base_sha,), message=title),),
        )
        self.pulls[number] = pull
        return pull

    def push(self, number: int, head: str, diff: str = "") -> PullRequest:
        """Moves a pull request's head, as a push does: comments whose lines are gone become outdated."""
        pull = self.pulls[number]
        old_base = self._merge_base(pull)
        pull.head_sha = self._sha(head)
        pull.diff = self._change(pull.base_sha, pull.head_sha, diff)
        added = (Commit(pull.head_sha, parents=(pull.head_sha,)),)
        pull.commits = self.git.commits(pull.base_sha, pull.head_sha) if self.git else (*pull.commits, *added)
        for comment in self.review_comments.values():
            if comment.pull == number:
                self._follow(comment, pull, old_base)
        return pull

    def _sha(self, revision: str) -> str:
        return self.git.resolve(revision) if self.git else hashlib.sha1(revision.encode(), usedforsecurity=False).hexdigest()

    def _change(self, base_sha: str, head_sha: str, diff: str) -> Diff:
        if self.git is None:
            return parse_diff(diff)
        return self.git.diff(self.git.merge_base(base_sha, head_sha), head_sha)

    def _merge_base(self, pull: PullRequest) -> str:
        return self.git.merge_base(pull.base_sha, pull.head_sha) if self.git else pull.base_sha

    def _follow(self, comment: ReviewComment, pull: PullRequest, old_base: str) -> None:
        """Finds the comment's lines in the new diff, or makes it outdated."""
        if comment.subject == "file" or comment.original_line is None:
            return
        old = comment.original_commit_id if comment.side == "RIGHT" else old_base
        new = pull.head_sha if comment.side == "RIGHT" else self._merge_base(pull)
        hunks: tuple[Hunk, ...] = ()
        if self.git:
            found = self.git.diff(old, new, "-U0").file(comment.path)
            hunks = found.hunks if found else ()
        line = moved(comment.original_line, hunks)
        start = None if comment.original_start_line is None else moved(comment.original_start_line, hunks)
        lost_start = comment.original_start_line is not None and start is None
        if line is None or lost_start or not pull.diff.accepts(comment.path, comment.side, line, start, comment.start_side):
            comment.line = comment.start_line = comment.position = None
            return
        changed = pull.diff.file(comment.path)
        comment.line, comment.start_line, comment.commit_id = line, start, pull.head_sha
        comment.position = changed.position(comment.side, line) if changed else None

    def pull(self, number: int) -> PullRequest:
        """Raises GitHub's 404 where there is none."""
        if number not in self.pulls:
            raise not_found()
        return self.pulls[number]

    def knows_commit(self, sha: str) -> bool:
        if any(sha in {pull.head_sha, pull.base_sha, *(commit.sha for commit in pull.commits)} for pull in self.pulls.values()):
            return True
        try:
            return self.git is not None and self.git.resolve(sha) == sha
        except UnknownRevisionError:
            return False

    def commit(self, revision: str) -> Commit:
        """The commit of a hash or a branch. Raises GitHub's 404 where there is none."""
        if self.git:
            try:
                return self.git.commit(revision)
            except UnknownRevisionError:
                raise not_found() from None
        known = {commit.sha: commit for pull in self.pulls.values() for commit in pull.commits}
        known |= {pull.base_sha: Commit(pull.base_sha) for pull in self.pulls.values()}
        known |= {pull.head_ref: known[pull.head_sha] for pull in self.pulls.values()}
        known |= {pull.base_ref: known[pull.base_sha] for pull in self.pulls.values()}
        if revision not in known:
            raise not_found()
        return known[revision]

    def thread_of(self, comment: ReviewComment) -> Thread:
        return self.threads[comment.reply_to or comment.id]

    def comments_of(self, thread: Thread) -> list[ReviewComment]:
        return [each for each in self.review_comments.values() if thread.first in {each.id, each.reply_to}]

    def visible_comments(self, number: int) -> list[ReviewComment]:
        """A pull request's review comments, without those of pending reviews."""
        of_pull = [each for each in self.review_comments.values() if each.pull == number]
        return [each for each in of_pull if self.reviews[each.review].state != "PENDING"]


def moved(line: int, hunks: tuple[Hunk, ...]) -> int | None:
    """Where a line of the old text is in the new one, by hunks without context; None if it was changed."""
    shift = 0
    for hunk in hunks:
        first = hunk.old_start + (hunk.old_count == 0)
        if line < first:
            break
        if line < first + hunk.old_count:
            return None
        shift += hunk.new_count - hunk.old_count
    return line + shift
