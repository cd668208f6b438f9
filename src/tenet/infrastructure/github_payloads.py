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


class CommitPayload(Payload):
    parents: tuple[CommitReference, ...] = ()


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


class GraphQLExtensions(Payload):
    code: str = ""


class GraphQLError(Payload):
    message: str = ""
    extensions: GraphQLExtensions = GraphQLExtensions()
    type: str = ""
    path: tuple[str | int, ...] = ()

    @property
    def unknown_field(self) -> bool:
        """Whether the server is of a version that came before a field or a mutation."""
        return self.extensions.code == "undefinedField"


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


class LabelsPayload(Payload):
    nodes: tuple[LabelPayload, ...] = ()


class PullThreads(Payload):
    """A pull request as GraphQL tells it: its state in capitals."""

    number: int
    state: str
    title: str
    body: str
    labels: LabelsPayload | None = None
    head_sha: str = Field(alias="headRefOid")
    base_sha: str = Field(alias="baseRefOid")
    base_ref: str = Field(alias="baseRefName")
    threads: ThreadsPayload = Field(alias="reviewThreads")

    @property
    def pull(self) -> PullPayload:
        labels = () if self.labels is None else self.labels.nodes
        head, base = HeadReference(sha=self.head_sha), CommitReference(sha=self.base_sha, ref=self.base_ref)
        state = self.state.lower()
        return PullPayload(number=self.number, state=state, title=self.title, body=self.body, labels=labels, head=head, base=base)


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
COMMIT = TypeAdapter(CommitPayload)
COMPARISON = TypeAdapter(ComparisonPayload)
TREE = TypeAdapter(TreePayload)
BLOB = TypeAdapter(BlobPayload)
THREADS = TypeAdapter(ThreadsAnswer)
LOGIN = TypeAdapter(Login)
ERRORS = TypeAdapter(GraphQLErrors)
ERROR = TypeAdapter(ErrorPayload)
