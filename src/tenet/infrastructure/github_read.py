"""What is on the pull request already."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tenet.core.errors import PlatformFault
from tenet.domain.review_marker import CommentKind, read_marker
from tenet.domain.review_plan import Posted, PostedCheckRun, PostedComment, PullState, ReviewTarget, WriteKind
from tenet.infrastructure.github_client import PER_PAGE, GitHubClient
from tenet.infrastructure.github_failures import Failure, GitHubError
from tenet.infrastructure.github_payloads import (
    CHECK_RUNS,
    ISSUE_COMMENTS,
    LOGIN,
    PULL,
    PULLS,
    REVIEW_COMMENTS,
    THREADS,
    IssueCommentPayload,
    PullPayload,
    ReviewCommentPayload,
    ThreadsPayload,
)

ACTIONS_BOT = "github-actions[bot]"
"""Who writes with a workflow's own token, on github.com and on Enterprise Server (the numeric ids differ)."""
UNKNOWN_COMMIT = frozenset({404, 422})
"""A commit that a force push has thrown away: it has no check runs, and whether the head is another is looked at later."""
COMMENT_KINDS = frozenset({WriteKind.REVIEW, WriteKind.EDITS, WriteKind.SUMMARY})
THREADS_QUERY = """
query ($owner: String!, $name: String!, $number: Int!, $after: String) {
  viewer { login }
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      number state title body headRefOid baseRefOid baseRefName
      labels(first: 100) { nodes { name } }
      reviewThreads(first: 100, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes { isResolved resolvedBy { login } comments(first: 1) { nodes { id isMinimized } } }
      }
    }
  }
}
"""


@dataclass(frozen=True, slots=True)
class Threads:
    """What only GraphQL tells: who we are, and what people did with the threads (by the first comment's node id)."""

    viewer: str = ACTIONS_BOT
    resolved: frozenset[str] = frozenset()
    minimised: frozenset[str] = frozenset()


@dataclass(frozen=True)
class GitHubReader:
    """`known` are the threads where they have been read already: then they are not asked for again."""

    client: GitHubClient
    known: Threads | None = None

    def pull(self, number: int) -> PullPayload:
        """The pull request as it is now. Raises GitHubError."""
        return self.client.read(self.client.path(f"pulls/{number}"), PULL)

    def pull_with_threads(self, number: int) -> tuple[PullPayload, Threads | None]:
        """As it is now, with the threads, which `posted` would ask for in a call of their own. Raises GitHubError."""
        try:
            return self._all_threads(number)
        except GitHubError as error:
            if error.status != 404:  # a server without GraphQL
                raise
            return self.pull(number), None

    def open_pulls(self, owner: str, branch: str) -> tuple[PullPayload, ...]:
        """The open pull requests of a branch, whatever they are to be merged into. Raises GitHubError."""
        return tuple(self.client.pages(self.client.path("pulls"), PULLS, state="open", head=f"{owner}:{branch}"))

    def posted(self, target: ReviewTarget, name: str) -> Posted:
        """Our own comments of every configuration, and the check runs called `name` on the head. Raises PlatformFault."""
        denied: frozenset[WriteKind] = frozenset()
        comments: tuple[PostedComment, ...] = ()
        runs: tuple[PostedCheckRun, ...] = ()
        try:
            comments = () if target.number is None else self.comments(target.number)
        except GitHubError as error:
            denied |= _denied(error, COMMENT_KINDS, "The comments on the pull request could not be read")
        try:
            runs = self.check_runs(target.head_sha, name)
        except GitHubError as error:
            if error.status in UNKNOWN_COMMIT:
                return Posted(comments, runs, denied)
            denied |= _denied(error, frozenset({WriteKind.CHECK_RUN}), "The check runs of the commit could not be read")
        return Posted(comments, runs, denied)

    def review_comments(self, number: int) -> tuple[ReviewCommentPayload, ...]:
        """Raises GitHubError."""
        return tuple(self.client.pages(self.client.path(f"pulls/{number}/comments"), REVIEW_COMMENTS))

    def issue_comments(self, number: int) -> tuple[IssueCommentPayload, ...]:
        """Raises GitHubError."""
        return tuple(self.client.pages(self.client.path(f"issues/{number}/comments"), ISSUE_COMMENTS))

    def check_runs(self, sha: str, name: str) -> tuple[PostedCheckRun, ...]:
        """Those of this name that carry our mark: a job of the same name has a check run too. Raises GitHubError."""
        path = self.client.path(f"commits/{sha}/check-runs")
        found = self.client.read(path, CHECK_RUNS, check_name=name, filter="all", per_page=PER_PAGE).check_runs
        return tuple(PostedCheckRun(run.id, run.external_id) for run in found if run.external_id and run.external_id.startswith("tenet:"))

    def comments(self, number: int) -> tuple[PostedComment, ...]:
        """Our own comments of every configuration. Raises GitHubError."""
        return tuple(self._own(number))

    def _own(self, number: int) -> Iterator[PostedComment]:
        on_lines, on_pull = self.review_comments(number), self.issue_comments(number)
        bodies = [*(each.body for each in on_lines), *(each.body for each in on_pull)]
        if not any(read_marker(body or "") for body in bodies):
            return
        threads = self._threads(number)
        answered = frozenset(_answered(on_lines, threads.viewer))
        for line_comment in on_lines:
            yield from _inline(line_comment, threads, answered)
        for comment in on_pull:
            yield from _summary(comment, threads.viewer)

    def _threads(self, number: int) -> Threads:
        """What GraphQL tells of the threads. A server that has none (404) knows of no resolution either. Raises GitHubError."""
        if self.known is not None:
            return self.known
        try:
            return self._all_threads(number)[1]
        except GitHubError as error:
            if error.status != 404:
                raise
            return Threads(self._login())

    def _login(self) -> str:
        """Who we are by REST, which a workflow's own token may not ask. Raises GitHubError."""
        try:
            return self.client.read("/user", LOGIN).login
        except GitHubError as error:
            if error.failure not in {Failure.DENIED, Failure.REFUSED}:
                raise
            return ACTIONS_BOT

    def _all_threads(self, number: int) -> tuple[PullPayload, Threads]:
        owner, _, name = self.client.place.repository.partition("/")
        found = _Found()
        while True:
            answer = self.client.query(THREADS_QUERY, {"owner": owner, "name": name, "number": number, "after": found.after}, THREADS)
            pull = answer.data.repository.pull
            threads = pull.threads
            found.add(threads, answer.data.viewer.login)
            if not threads.page.has_next:
                return pull.pull, Threads(answer.data.viewer.login, frozenset(found.resolved), frozenset(found.minimised))
            found.after = threads.page.end


def state_of(pull: PullPayload) -> PullState:
    """What a judgement of a pull request goes by."""
    return PullState(pull.title or "", pull.body or "", frozenset(label.name for label in pull.labels), pull.base.ref)


@dataclass(slots=True)
class _Found:
    """What the pages of threads have told so far."""

    resolved: set[str] = field(default_factory=set)
    minimised: set[str] = field(default_factory=set)
    after: str | None = None

    def add(self, threads: ThreadsPayload, viewer: str) -> None:
        """GraphQL names a bot without the `[bot]` that its login ends with elsewhere."""
        for thread in threads.nodes:
            first = thread.comments.nodes[0] if thread.comments.nodes else None
            if first is None:
                continue
            by_us = thread.resolved_by is not None and thread.resolved_by.login == viewer.removesuffix("[bot]")
            if thread.resolved and not by_us:
                self.resolved.add(first.id)
            if first.minimised:
                self.minimised.add(first.id)


def _answered(comments: Iterable[ReviewCommentPayload], viewer: str) -> Iterator[int]:
    """The comments that a person replied to. A reply names the first comment of its thread."""
    for comment in comments:
        by_person = comment.user is not None and comment.user.login != viewer and comment.user.type != "Bot"
        if comment.in_reply_to_id is not None and by_person:
            yield comment.in_reply_to_id


def _inline(comment: ReviewCommentPayload, threads: Threads, answered: frozenset[int]) -> Iterator[PostedComment]:
    body = comment.body or ""
    marker = read_marker(body)
    if marker is None or marker.kind is not CommentKind.INLINE or comment.user is None or comment.user.login != threads.viewer:
        return
    yield PostedComment(
        id=comment.id,
        node_id=comment.node_id,
        author=comment.user.login,
        marker=marker,
        body=body,
        path=comment.path,
        has_human_replies=comment.id in answered,
        resolved=comment.node_id in threads.resolved,
        outdated=comment.line is None and comment.subject_type != "file",
        minimised=comment.node_id in threads.minimised,
    )


def _summary(comment: IssueCommentPayload, viewer: str) -> Iterator[PostedComment]:
    body = comment.body or ""
    marker = read_marker(body)
    if marker is not None and marker.kind is CommentKind.SUMMARY and comment.user is not None and comment.user.login == viewer:
        yield PostedComment(comment.id, comment.node_id, comment.user.login, marker, body)


def _denied(error: GitHubError, kinds: frozenset[WriteKind], what: str) -> frozenset[WriteKind]:
    """The kinds that a token may not even read; it may then not write them. Any other failure is a fault."""
    if error.failure is Failure.DENIED:
        return kinds
    raise fault(what, error) from error


def fault(what: str, error: GitHubError) -> PlatformFault:
    """A failure on the way, in words for the person who can mend it."""
    hints = {
        Failure.UNAUTHORISED: "Is the token right, and not expired? The input is `github-token`.",
        Failure.DENIED: "The workflow's `permissions:` do not allow it.",
        Failure.LIMITED: "GitHub's rate limit is used up: run the job again later.",
        Failure.REFUSED: "Do the repository and the pull request exist, and may the token see them?",
        Failure.UNCERTAIN: "GitHub or the network failed: run the job again.",
    }
    return PlatformFault(
        f"{what}: GitHub answered {error.message}." if error.status else f"{what}: {error.message}.", hint=hints[error.failure]
    )
