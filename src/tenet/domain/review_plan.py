"""The review: what is on the pull request already, and what is to be written."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from tenet.domain.change import Side
from tenet.domain.review_marker import CommentState, Marker, digest
from tenet.domain.severity import Severity

OUR_MARK = "tenet:"
"""Begins the `external_id` of a check run that Tenet wrote: a job of the same name has a check run too."""


class WriteKind(StrEnum):
    """The kinds of writes that fail or are denied one by one."""

    REVIEW = "the review"
    EDITS = "the edit of earlier comments"
    SUMMARY = "the summary comment"
    CHECK_RUN = "the check run"


@dataclass(frozen=True, slots=True)
class PullState:
    """What a judgement goes by beside the commits: the words of a pull request, and the branch that it is to be merged into."""

    title: str
    body: str
    labels: frozenset[str]
    base_ref: str


@dataclass(frozen=True, slots=True)
class ReviewTarget:
    """What is reviewed. `number` is None where there is no pull request (a merge queue, a push).

    `judged` is what the verdict went by; None where it does not matter that it is another by now.
    """

    number: int | None
    head_sha: str
    judged: PullState | None = None


@dataclass(frozen=True, slots=True)
class ReviewThread:
    """The thread that a comment began. `switchable`: the token may resolve it, or, where it is resolved, take that back."""

    id: str
    resolved: bool = False
    switchable: bool = False


@dataclass(frozen=True, slots=True)
class PostedComment:
    """One of our own comments. `resolved`: by a person. `outdated`: its line is gone from the diff. `path` is None for a summary.

    `ours` is False for one of the workflow's own account, from before Tenet was given another: it can be read but not edited.
    `thread` is None for a summary, and where GitHub does not tell.
    """

    id: int
    node_id: str
    marker: Marker
    body: str
    path: str | None = None
    has_human_replies: bool = False
    resolved: bool = False
    outdated: bool = False
    minimised: bool = False
    ours: bool = True
    thread: ReviewThread | None = None

    @property
    def touched(self) -> bool:
        """Whether a person has answered, resolved or hidden it: then it is theirs, and left as it is.

        Tenet hides only what it closes, so whatever is hidden while it is open, a person has hidden.
        """
        return self.has_human_replies or self.resolved or (self.minimised and self.marker.state is CommentState.OPEN)

    @property
    def editable(self) -> bool:
        """Whether it can be written again: not another account's, nor a later version's."""
        return self.ours and not self.marker.newer

    @property
    def can_be_shown(self) -> bool:
        """Whether, once closed, it can say its finding again where people see it."""
        stays_resolved = self.thread is not None and self.thread.resolved and not self.thread.switchable
        return self.editable and not self.outdated and not stays_resolved


@dataclass(frozen=True, slots=True)
class PostedCheckRun:
    """A check run of ours on the head commit. `external_id` holds the digest of what it says."""

    id: int
    external_id: str
    conclusion: str


@dataclass(frozen=True, slots=True)
class Posted:
    """What is there already, by our own hand, of any configuration. `denied` are the kinds that the token may not even read.

    `head_sha` is the pull request's head at that time, empty where it was not told.
    """

    comments: tuple[PostedComment, ...] = ()
    check_runs: tuple[PostedCheckRun, ...] = ()
    denied: frozenset[WriteKind] = frozenset()
    head_sha: str = ""

    def says_last(self, check_run: "CheckRunDraft") -> bool:
        """Whether the newest check run says this: GitHub goes by that one, and whoever may write checks can copy the mark of ours."""
        newest = max(self.check_runs, key=lambda run: run.id, default=None)
        return newest is not None and (newest.external_id, newest.conclusion) == (check_run.external_id, check_run.conclusion)


@dataclass(frozen=True, slots=True)
class HeldBack:
    """Findings (whole fingerprints) that stand in the summary although a line of the diff would do.

    `refused`: GitHub does not take a comment there; remembered for the commit. `unwritten`: the review failed this time.
    """

    refused: frozenset[str] = frozenset()
    unwritten: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class InlineComment:
    """A comment on lines of the diff. `start_line` is None for a single line. `fingerprints` are whole ones."""

    path: str
    side: Side
    line: int
    start_line: int | None
    body: str
    fingerprints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewReview:
    body: str
    comments: tuple[InlineComment, ...]


class Visibility(StrEnum):
    """What becomes of an edited comment: GitHub's reasons to minimise, shown again, or as it is."""

    KEEP = "keep"
    SHOW = "show"
    RESOLVED = "resolved"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class CommentEdit:
    comment: PostedComment
    body: str
    visibility: Visibility = Visibility.KEEP


@dataclass(frozen=True, slots=True)
class SummaryComment:
    """The summary as it shall be: `edits` is the comment that is there, None to make one."""

    body: str
    edits: PostedComment | None = None


@dataclass(frozen=True, slots=True)
class Annotation:
    path: str
    start_line: int
    end_line: int
    severity: Severity
    title: str
    message: str


@dataclass(frozen=True, slots=True)
class CheckRunDraft:
    """A completed check run. `external_id` holds a digest of everything it says, so that the same is not said twice.

    `details_url` is the page of the run that judged; empty where there is none.
    """

    name: str
    head_sha: str
    conclusion: str
    title: str
    summary: str
    annotations: tuple[Annotation, ...]
    external_id: str
    details_url: str = ""


def check_run_mark(said: str) -> str:
    """The `external_id` of a check run that says this."""
    return f"{OUR_MARK}{digest(said)}"


@dataclass(frozen=True, slots=True)
class Counts:
    """Where the findings are said: in comments of their own, in grouped ones, in the summary alone; waived ones apart.

    `closed` counts earlier comments whose finding is gone.
    """

    inline: int = 0
    grouped: int = 0
    summary: int = 0
    waived: int = 0
    closed: int = 0

    @property
    def total(self) -> int:
        return self.inline + self.grouped + self.summary + self.waived


@dataclass(frozen=True, slots=True)
class ReviewPlan:
    """Everything that one run writes. `posted` is what it was made from."""

    head_sha: str
    review: NewReview | None
    edits: tuple[CommentEdit, ...]
    summary: SummaryComment | None
    check_run: CheckRunDraft | None
    job_summary: str
    counts: Counts
    posted: Posted

    @property
    def writes_nothing(self) -> bool:
        return self.review is None and not self.edits and self.summary is None and self.check_run is None


Planner = Callable[[Posted, HeldBack], ReviewPlan]
"""Plans again, when something could not be said inline: the summary and the check run then say it."""
