"""What came of a plan: what was written, and what was not."""

from dataclasses import dataclass

from tenet.core.errors import PlatformFault
from tenet.domain.review_plan import PullState, ReviewPlan, WriteKind

PERMISSIONS = {
    WriteKind.REVIEW: "pull-requests: write",
    WriteKind.EDITS: "pull-requests: write",
    WriteKind.SUMMARY: "pull-requests: write",
    WriteKind.CHECK_RUN: "checks: write",
}


@dataclass(frozen=True, slots=True)
class Undone:
    """Something that was not written, and why. `denied`: the token lacks the permission; else GitHub failed or refused."""

    kind: WriteKind
    reason: str
    denied: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """What came of a plan. `plan` is the one carried out last: what GitHub would not take inline is in its summary.

    `head_moved` is the head that the pull request has by now, where it is another: then nothing was written. Nor was anything where
    its words or its base are others than those that were judged: then `now` is what they are.
    """

    plan: ReviewPlan
    written: tuple[str, ...] = ()
    undone: tuple[Undone, ...] = ()
    head_moved: str | None = None
    now: PullState | None = None
    reads: int = 0
    writes: int = 0

    @property
    def permissions(self) -> str:
        """The block that a workflow needs for what was denied, as YAML; empty where nothing was."""
        missing = sorted({PERMISSIONS[each.kind] for each in self.undone if each.denied})
        return "\n".join(("permissions:", "  contents: read", *(f"  {line}" for line in missing))) if missing else ""

    @property
    def fault(self) -> PlatformFault | None:
        """What GitHub failed at, if it did. A denied write is none: the job summary holds what it would have said."""
        failed = [each for each in self.undone if not each.denied]
        if not failed:
            return None
        message = "; ".join(f"{each.kind.value} was not written: {each.reason}" for each in failed)
        return PlatformFault(message, hint="Run the job again: what was written is recognised and not written twice.")
