"""What an event asks to be judged."""

from dataclasses import dataclass

from tenet.core.errors import InputFault
from tenet.domain.change import PullRequest
from tenet.schemas.event import Event, MergeGroupEvent, PullRequestEvent, PushEvent


@dataclass(frozen=True, slots=True)
class Subject:
    """Two revisions, and the pull request where there is one. `base_ref` names the branch that `base` was the tip of."""

    base: str
    base_ref: str
    head: str
    number: int | None = None
    description: PullRequest | None = None
    queued: bool = False
    """A merge queue waits for it: a required check that never reports stalls it."""


def subject_of(event: Event) -> Subject:
    """Raises InputFault for an event that has no change."""
    if isinstance(event, PullRequestEvent):
        pull = event.pull_request
        description = PullRequest(pull.title, pull.body or "", tuple(label.name for label in pull.labels))
        return Subject(pull.base.sha, pull.base.ref, pull.head.sha, pull.number, description)
    if isinstance(event, MergeGroupEvent):
        group = event.merge_group
        return Subject(group.base_sha, "", group.head_sha, queued=True)
    if isinstance(event, PushEvent) and not event.deleted:
        base_ref = event.repository.default_branch if event.is_new_branch else ""
        return Subject(event.before, base_ref, event.after)
    raise InputFault(
        "This event names no change to judge.",
        hint="Run the action on pull_request, pull_request_target, merge_group or push.",
    )
