"""What an event asks to be judged."""

from dataclasses import dataclass

from tenet.core.errors import InputFault
from tenet.domain.change import PullRequest
from tenet.infrastructure.github_read import Threads
from tenet.schemas.event import Event, MergeGroupEvent, PullRequestEvent, PushEvent

DEFAULT_BRANCH = "HEAD"
"""What git and GitHub's API call it where nobody says its name."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Two revisions, and the pull request where there is one. `base_ref` names the branch that `base` was the tip of."""

    base: str
    base_ref: str
    head: str
    number: int | None = None
    description: PullRequest | None = None
    pushed: bool = False
    """It is on its branch already: what it is covered by is what later pull requests are held against."""
    fallback_ref: str = ""
    """The branch to compare with where `base` is gone: a forced push throws it away."""
    base_known: bool = True
    """False where the checkout and the run's own commit may know another base than `base_ref` by now."""
    threads: Threads | None = None
    """The threads of the pull request, where they have been read already."""
    note: str = ""
    """Why it is this that is judged, where a person may have expected something else."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """There is nothing to judge, and that is as it should be: `reason` is for people."""

    reason: str


def subject_of(event: Event) -> Subject | Nothing:
    """Raises InputFault for an event that has no change."""
    if isinstance(event, PullRequestEvent):
        return _pull_request(event)
    if isinstance(event, MergeGroupEvent):
        group = event.merge_group
        if event.action == "destroyed":
            return Nothing("The merge group is no more.")
        return Subject(group.base_sha, "", group.head_sha)
    if isinstance(event, PushEvent):
        return _push(event)
    raise InputFault(
        "This event names no change to judge.",
        hint="Run the action on pull_request, pull_request_target, merge_group, push or workflow_dispatch.",
    )


def _pull_request(event: PullRequestEvent) -> Subject | Nothing:
    pull = event.pull_request
    if pull.state != "open":
        return Nothing(f"Pull request {pull.number} is closed.")
    description = PullRequest(pull.title, pull.body or "", tuple(label.name for label in pull.labels))
    return Subject(pull.base.sha, pull.base.ref, pull.head.sha, pull.number, description, base_known=not event.base_changed)


def _push(event: PushEvent) -> Subject | Nothing:
    """A new branch is held against the default one."""
    if event.deleted or not event.after.strip("0"):
        return Nothing(f"{event.ref} has been deleted.")
    if not event.branch:
        return Nothing(f"{event.ref} is a tag: it changes nothing on a branch.")
    default = event.repository.default_branch or DEFAULT_BRANCH
    other = "" if event.branch == default else default
    return Subject(event.before, default if event.is_new_branch else "", event.after, pushed=True, fallback_ref=other)
