"""What is on the pull request already."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from tenet.domain.review_marker import CommentKind, CommentState, Marker, read_marker
from tenet.domain.review_plan import OUR_MARK, Posted, PostedCheckRun, PostedComment, PullState, ReviewTarget, ReviewThread, WriteKind
from tenet.infrastructure.github_client import PER_PAGE, GitHubClient
from tenet.infrastructure.github_failures import Failure, GitHubError, fault
from tenet.infrastructure.github_payloads import (
    CHECK_RUNS,
    ISSUE_COMMENTS,
    LOGIN,
    PULL,
    REVIEW_COMMENTS,
    THREADS,
    IssueCommentPayload,
    PullPayload,
    ReviewCommentPayload,
    ThreadPayload,
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
        nodes {
          id isResolved viewerCanResolve viewerCanUnresolve resolvedBy { login }
          comments(first: 1) { nodes { id isMinimized } }
        }
      }
    }
  }
}
"""


@dataclass(frozen=True, slots=True)
class Threads:
    """What only GraphQL tells: who we are, and how the threads stand (by the first comment's node id).

    `head_sha` is the pull request's head at that time, empty where there is no GraphQL.
    """

    viewer: str = ACTIONS_BOT
    by_first: Mapping[str, ThreadPayload] = field(default_factory=dict)
    head_sha: str = ""


@dataclass(frozen=True)
class GitHubReader:
    """`known` are the threads where they have been read already: then they are not asked for again, nor comments if there are none."""

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
            if not _is_older_server(error):
                raise
            return self.pull(number), None

    def posted(self, target: ReviewTarget, name: str) -> Posted:
        """Our own comments of every configuration, and the check runs called `name` on the head. Raises PlatformFault."""
        denied: frozenset[WriteKind] = frozenset()
        comments = Posted()
        runs: tuple[PostedCheckRun, ...] = ()
        try:
            comments = comments if target.number is None else self.comments(target.number)
        except GitHubError as error:
            denied |= _denied(error, COMMENT_KINDS, "The comments on the pull request could not be read")
        try:
            runs = self.check_runs(target.head_sha, name)
        except GitHubError as error:
            if error.status not in UNKNOWN_COMMIT:
                denied |= _denied(error, frozenset({WriteKind.CHECK_RUN}), "The check runs of the commit could not be read")
        return replace(comments, check_runs=runs, denied=denied)

    def review_comments(self, number: int) -> tuple[ReviewCommentPayload, ...]:
        """Raises GitHubError."""
        return tuple(self.client.pages(self.client.path(f"pulls/{number}/comments"), REVIEW_COMMENTS))

    def issue_comments(self, number: int) -> tuple[IssueCommentPayload, ...]:
        """Raises GitHubError."""
        return tuple(self.client.pages(self.client.path(f"issues/{number}/comments"), ISSUE_COMMENTS))

    def check_runs(self, sha: str, name: str) -> tuple[PostedCheckRun, ...]:
        """Those of this name that carry our mark. Raises GitHubError."""
        path = self.client.path(f"commits/{sha}/check-runs")
        found = self.client.read(path, CHECK_RUNS, check_name=name, filter="all", per_page=PER_PAGE).check_runs
        marked = ((run, run.external_id) for run in found if run.external_id and run.external_id.startswith(OUR_MARK))
        return tuple(PostedCheckRun(run.id, mark, run.conclusion or "") for run, mark in marked)

    def comments(self, number: int) -> Posted:
        """Our own comments of every configuration. Raises GitHubError."""
        no_threads = self.known is not None and not self.known.by_first
        on_lines, on_pull = () if no_threads else self.review_comments(number), self.issue_comments(number)
        bodies = [*(each.body for each in on_lines), *(each.body for each in on_pull)]
        if not any(read_marker(body or "") for body in bodies):
            return Posted()
        threads = self._threads(number)
        answered = frozenset(_answered(on_lines))
        inline = (own for each in on_lines for own in _inline(each, threads, answered))
        summaries = (own for each in on_pull for own in _summary(each, threads.viewer))
        return Posted((*inline, *summaries), head_sha=threads.head_sha)

    def _threads(self, number: int) -> Threads:
        """What GraphQL tells of the threads; an older server knows of no resolution either. Raises GitHubError."""
        if self.known is not None:
            return self.known
        try:
            return self._all_threads(number)[1]
        except GitHubError as error:
            if not _is_older_server(error):
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
        by_first: dict[str, ThreadPayload] = {}
        after: str | None = None
        while True:
            answer = self.client.query(THREADS_QUERY, {"owner": owner, "name": name, "number": number, "after": after}, THREADS)
            pull = answer.data.repository.pull
            threads = pull.threads
            by_first |= {thread.comments.nodes[0].id: thread for thread in threads.nodes if thread.comments.nodes}
            if not threads.page.has_next:
                return pull.pull, Threads(answer.data.viewer.login, by_first, pull.pull.head.sha)
            after = threads.page.end


def _is_older_server(error: GitHubError) -> bool:
    """Whether it has no GraphQL, or none that knows all fields of the query."""
    return error.status == 404 or error.unknown_field


def state_of(pull: PullPayload) -> PullState:
    """What a judgement of a pull request goes by."""
    return PullState(pull.title or "", pull.body or "", frozenset(label.name for label in pull.labels), pull.base.ref)


def _answered(comments: Iterable[ReviewCommentPayload]) -> Iterator[int]:
    """The comments that a person replied to. A reply names the first comment of its thread.

    Tenet never replies, so a reply by the account of its own token is a person's too, where that account is one. Who has
    left GitHub (no user) was one.
    """
    for comment in comments:
        if comment.in_reply_to_id is not None and (comment.user is None or comment.user.type != "Bot"):
            yield comment.in_reply_to_id


def _inline(comment: ReviewCommentPayload, threads: Threads, answered: frozenset[int]) -> Iterator[PostedComment]:
    """The comment, if Tenet wrote it: as this account, or with a workflow's own token before it was given another.

    No other account's: what a bot says may be what somebody has made it say.
    """
    body, user = comment.body or "", comment.user
    marker = read_marker(body)
    if marker is None or marker.kind is not CommentKind.INLINE or user is None or user.login not in {threads.viewer, ACTIONS_BOT}:
        return
    thread = threads.by_first.get(comment.node_id)
    by_person = thread is not None and thread.resolved and not _resolved_by_us(thread, marker, threads.viewer)
    yield PostedComment(
        id=comment.id,
        node_id=comment.node_id,
        marker=marker,
        body=body,
        path=comment.path,
        has_human_replies=comment.id in answered,
        resolved=by_person,
        outdated=comment.line is None and comment.subject_type != "file",
        minimised=thread is not None and thread.comments.nodes[0].minimised,
        ours=user.login == threads.viewer,
        thread=None if thread is None or by_person else _thread(thread),
    )


def _thread(thread: ThreadPayload) -> ReviewThread:
    return ReviewThread(thread.id, thread.resolved, thread.can_unresolve if thread.resolved else thread.can_resolve)


def _resolved_by_us(thread: ThreadPayload, marker: Marker, viewer: str) -> bool:
    """Tenet resolves what it closes, and nothing else. GitHub may name no user where an app resolved, or one without `[bot]`."""
    if marker.state is not CommentState.CLOSED:
        return False
    return thread.resolved_by is None or thread.resolved_by.login.removesuffix("[bot]") == viewer.removesuffix("[bot]")


def _summary(comment: IssueCommentPayload, viewer: str) -> Iterator[PostedComment]:
    body = comment.body or ""
    marker = read_marker(body)
    if marker is not None and marker.kind is CommentKind.SUMMARY and comment.user is not None and comment.user.login == viewer:
        yield PostedComment(comment.id, comment.node_id, marker, body)


def _denied(error: GitHubError, kinds: frozenset[WriteKind], what: str) -> frozenset[WriteKind]:
    """The kinds that a token may not even read; it may then not write them. Any other failure is a fault."""
    if error.failure is Failure.DENIED:
        return kinds
    raise fault(what, error) from error
