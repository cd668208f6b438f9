"""GitHub's answers, as far as Tenet reads them. What else they hold is ignored, so versions may differ."""

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter


class Payload(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Account(Payload):
    login: str
    type: str = "User"


class ReviewCommentPayload(Payload):
    """`line` is null once the comment is outdated."""

    id: int
    node_id: str
    body: str | None = None
    path: str = ""
    line: int | None = None
    subject_type: str | None = None
    user: Account | None = None
    in_reply_to_id: int | None = None


class IssueCommentPayload(Payload):
    id: int
    node_id: str
    body: str | None = None
    user: Account | None = None


class CheckRunOutput(Payload):
    annotations_count: int = 0


class CheckRunPayload(Payload):
    id: int
    external_id: str | None = None
    conclusion: str | None = None
    output: CheckRunOutput = CheckRunOutput()


class CheckRunsPayload(Payload):
    check_runs: tuple[CheckRunPayload, ...] = ()


class CommitReference(Payload):
    sha: str
    ref: str = ""


class LabelPayload(Payload):
    name: str = ""


class RepositoryPayload(Payload):
    full_name: str


class HeadReference(CommitReference):
    """`repo` is null where the fork has been deleted."""

    repo: RepositoryPayload | None = None


class PullPayload(Payload):
    """`merge_commit_sha` is the merge that GitHub made to try the pull request, where there is one."""

    number: int
    state: str = "open"
    title: str | None = None
    body: str | None = None
    labels: tuple[LabelPayload, ...] = ()
    merge_commit_sha: str | None = None
    head: HeadReference
    base: CommitReference


class ComparisonPayload(Payload):
    base_commit: CommitReference
    merge_base_commit: CommitReference


class FilePayload(Payload):
    """`patch` is missing for binary and large files."""

    filename: str
    status: str
    previous_filename: str | None = None
    patch: str | None = None
    changes: int = 0


class TreeEntryPayload(Payload):
    path: str
    mode: str
    type: str
    sha: str | None = None
    size: int = 0


class TreePayload(Payload):
    tree: tuple[TreeEntryPayload, ...]
    truncated: bool = False


class BlobPayload(Payload):
    content: str
    encoding: str


class ErrorPayload(Payload):
    message: str = ""


class GraphQLError(Payload):
    message: str = ""
    type: str = ""
    path: tuple[str | int, ...] = ()


class GraphQLErrors(Payload):
    errors: tuple[GraphQLError, ...] = ()


class Login(Payload):
    login: str


class NodePayload(Payload):
    id: str
    minimised: bool = Field(default=False, alias="isMinimized")


class NodesPayload(Payload):
    nodes: tuple[NodePayload, ...] = ()


class ThreadPayload(Payload):
    id: str
    resolved: bool = Field(alias="isResolved")
    resolved_by: Login | None = Field(default=None, alias="resolvedBy")
    can_resolve: bool = Field(default=False, alias="viewerCanResolve")
    can_unresolve: bool = Field(default=False, alias="viewerCanUnresolve")
    comments: NodesPayload


class PageInfo(Payload):
    has_next: bool = Field(alias="hasNextPage")
    end: str | None = Field(default=None, alias="endCursor")


class ThreadsPayload(Payload):
    page: PageInfo = Field(alias="pageInfo")
    nodes: tuple[ThreadPayload, ...]


class PullThreads(Payload):
    threads: ThreadsPayload = Field(alias="reviewThreads")


class RepositoryThreads(Payload):
    pull: PullThreads = Field(alias="pullRequest")


class ThreadsData(Payload):
    viewer: Login
    repository: RepositoryThreads


class ThreadsAnswer(Payload):
    data: ThreadsData


REVIEW_COMMENTS = TypeAdapter(tuple[ReviewCommentPayload, ...])
ISSUE_COMMENTS = TypeAdapter(tuple[IssueCommentPayload, ...])
FILES = TypeAdapter(tuple[FilePayload, ...])
CHECK_RUN = TypeAdapter(CheckRunPayload)
CHECK_RUNS = TypeAdapter(CheckRunsPayload)
PULL = TypeAdapter(PullPayload)
PULLS = TypeAdapter(tuple[PullPayload, ...])
COMPARISON = TypeAdapter(ComparisonPayload)
CONTENT = TypeAdapter(BlobPayload)
TREE = TypeAdapter(TreePayload)
BLOB = TypeAdapter(BlobPayload)
THREADS = TypeAdapter(ThreadsAnswer)
LOGIN = TypeAdapter(Login)
ERRORS = TypeAdapter(GraphQLErrors)
ERROR = TypeAdapter(ErrorPayload)
