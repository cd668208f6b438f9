"""What has come of a plan while it is carried out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tenet.domain.review_plan import PullState, ReviewPlan, WriteKind
from tenet.domain.review_receipt import Undone
from tenet.infrastructure.github_failures import Failure, GitHubError


@dataclass(slots=True)
class Progress:
    """What has come of a plan so far. Grows while it is carried out."""

    plan: ReviewPlan
    denied: frozenset[WriteKind]
    moved: str | None = None
    now: PullState | None = None
    written: list[str] = field(default_factory=list)
    undone: list[Undone] = field(default_factory=list)

    @property
    def out_of_date(self) -> bool:
        """Whether the pull request is no longer what was judged."""
        return self.moved is not None or self.now is not None

    def attempt(self, kind: WriteKind, write: Callable[[], str]) -> GitHubError | None:
        """Runs one write; its failure is noted and given back."""
        try:
            self.written.append(write())
        except GitHubError as error:
            self.failed(kind, error)
            return error
        return None

    def failed(self, kind: WriteKind, error: GitHubError) -> None:
        said = f"GitHub answered {error.message}" if error.status else error.message
        self.undone.append(Undone(kind, said, denied=error.failure is Failure.DENIED))

    def all_failed(self, kinds: Sequence[WriteKind], error: GitHubError) -> None:
        for kind in kinds:
            self.failed(kind, error)

    def refused(self, kinds: Sequence[WriteKind]) -> None:
        self.undone.extend(Undone(kind, "the token may not even read it", denied=True) for kind in kinds)


def wanted_kinds(plan: ReviewPlan) -> list[WriteKind]:
    """The kinds of writes that a plan asks for. Comments that may not be read may need an edit, which nobody can tell."""
    parts = {
        WriteKind.REVIEW: plan.review is not None,
        WriteKind.EDITS: bool(plan.edits) or WriteKind.EDITS in plan.posted.denied,
        WriteKind.SUMMARY: plan.summary is not None,
        WriteKind.CHECK_RUN: plan.check_run is not None,
    }
    return [kind for kind, wanted in parts.items() if wanted]
