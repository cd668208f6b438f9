"""The webhook payloads of the events that the action runs on: what Tenet reads of them, and nothing more.

Sources: GitHub's documentation of webhook payloads. The rest of a payload is ignored, so payloads of other versions of
GitHub Enterprise Server are read too.
"""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tenet.core.commit_id import COMMIT_ID
from tenet.core.errors import InputFault

HEXADECIMAL = f"^{COMMIT_ID.pattern}$"


class EventPart(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class EventRepository(EventPart):
    """Programs that run workflows locally leave most of it out: which repository it is, the environment says too."""

    full_name: str = ""
    default_branch: str = ""


NO_REPOSITORY = EventRepository()
BRANCHES = "refs/heads/"


class Revision(EventPart):
    """One end of a pull request."""

    ref: str = ""
    sha: str = Field(pattern=HEXADECIMAL)


class Label(EventPart):
    name: str


class PullRequestPart(EventPart):
    number: int
    title: str = ""
    body: str | None = None
    state: str = "open"
    labels: tuple[Label, ...] = ()
    head: Revision
    base: Revision


class ChangedBase(EventPart):
    """Where the base was before: nothing of that is needed."""


class Changes(EventPart):
    """What an `edited` pull request was before."""

    base: ChangedBase | None = None


NO_CHANGES = Changes()


class PullRequestEvent(EventPart):
    """Of `pull_request` and `pull_request_target`."""

    pull_request: PullRequestPart
    changes: Changes = NO_CHANGES

    @property
    def base_changed(self) -> bool:
        """Whether it has been sent to another base by this very event (`edited`)."""
        return self.changes.base is not None


class MergeGroupPart(EventPart):
    head_sha: str = Field(pattern=HEXADECIMAL)
    base_sha: str = Field(pattern=HEXADECIMAL)


class MergeGroupEvent(EventPart):
    """It names no pull request."""

    action: str = ""
    merge_group: MergeGroupPart


class PushEvent(EventPart):
    """`before` is all zeros for a new branch, `after` for a deleted one."""

    ref: str
    before: str = Field(pattern=HEXADECIMAL)
    after: str = Field(pattern=HEXADECIMAL)
    deleted: bool = False
    repository: EventRepository = NO_REPOSITORY

    @property
    def is_new_branch(self) -> bool:
        return not self.before.strip("0")

    @property
    def branch(self) -> str:
        """Empty for a tag."""
        return self.ref.removeprefix(BRANCHES) if self.ref.startswith(BRANCHES) else ""


class RunPullRequest(EventPart):
    number: int


class WorkflowRunPart(EventPart):
    """`pull_requests` is empty where the run was of a fork's pull request."""

    event: str = ""
    head_sha: str = Field(pattern=HEXADECIMAL)
    head_branch: str | None = None
    head_repository: EventRepository | None = None
    pull_requests: tuple[RunPullRequest, ...] = ()


class WorkflowRunEvent(EventPart):
    workflow_run: WorkflowRunPart


class WorkflowDispatchEvent(EventPart):
    ref: str = ""
    inputs: Mapping[str, str | bool | int | float | None] | None = None
    repository: EventRepository = NO_REPOSITORY

    @property
    def branch(self) -> str:
        """Empty for a tag."""
        return "" if self.ref.startswith("refs/tags/") else self.ref.removeprefix(BRANCHES)


Event = PullRequestEvent | MergeGroupEvent | PushEvent | WorkflowRunEvent | WorkflowDispatchEvent
MODELS: Mapping[str, type[Event]] = {
    "pull_request": PullRequestEvent,
    "pull_request_target": PullRequestEvent,
    "merge_group": MergeGroupEvent,
    "push": PushEvent,
    "workflow_run": WorkflowRunEvent,
    "workflow_dispatch": WorkflowDispatchEvent,
}


def read_event(name: str, text: str | bytes) -> Event:
    """The payload of an event, by the event's name. Raises InputFault for another event, and for a payload of another shape."""
    model = MODELS.get(name)
    if model is None:
        raise InputFault(f"The action does not run on the event `{name}`.", hint=f"It runs on {', '.join(MODELS)}.")
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        where = "; ".join(f"{'.'.join(map(str, each['loc'])) or 'payload'}: {each['msg']}" for each in error.errors())
        hint = "It is the file at GITHUB_EVENT_PATH; act takes one with `--eventpath`."
        raise InputFault(f"The payload of the event `{name}` cannot be read: {where}.", hint=hint) from error
