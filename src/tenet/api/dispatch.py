"""What a run is to judge, where the event alone does not tell: started by hand (`workflow_dispatch`), or started again."""

import re

from tenet.api.pull_now import subject_if_open, subject_now, subject_of_pull
from tenet.api.subject import DEFAULT_BRANCH, Nothing, Subject, subject_of
from tenet.core.errors import InputFault
from tenet.core.settings import ActionSettings
from tenet.infrastructure.github_client import GitHubClient
from tenet.infrastructure.github_failures import Failure, GitHubError, fault
from tenet.infrastructure.github_pulls import open_pulls
from tenet.infrastructure.github_read import GitHubReader
from tenet.schemas.event import Event, WorkflowDispatchEvent

INPUT = "pull-request"
NAMES = frozenset({INPUT, "pull-request-number", "pull", "pr", "pr-number", "number"})
"""What people call the input, `_` read as `-`."""
NUMBER = re.compile(r"#?([1-9]\d{0,9})(?:\.0+)?")
HINT = f"Give the workflow's input `{INPUT}` the number of an open pull request, or run it on a branch of its own."


def asked(event: Event, settings: ActionSettings, client: GitHubClient) -> Subject | Nothing:
    """Raises InputFault, PlatformFault."""
    if isinstance(event, WorkflowDispatchEvent):
        return dispatched(event, settings, client)
    found = subject_of(event)
    # a run that is started again has the event of its first attempt, and others may have judged what came after it
    return subject_now(found, client) if isinstance(found, Subject) and settings.run_attempt > 1 else found


def dispatched(event: WorkflowDispatchEvent, settings: ActionSettings, client: GitHubClient) -> Subject | Nothing:
    """The pull request that an input names, else the one of the branch, else the branch against the default one.

    Raises InputFault, PlatformFault.
    """
    named = _named(event)
    if named is not None:
        return _named_pull(named, client)
    found = open_pulls(client, settings.place.repository, event.branch) if event.branch else ()
    if len(found) == 1:
        return subject_of_pull(found[0])
    default = event.repository.default_branch or DEFAULT_BRANCH
    if event.branch == default:
        raise InputFault(f"`{default}` is the branch that others are held against, so it has no change to judge.", hint=HINT)
    if not settings.sha:
        raise InputFault("GITHUB_SHA is not set, so nothing says which commit to judge.", hint=HINT)
    several = ", ".join(f"#{pull.number}" for pull in found)
    note = f"`{event.branch}` has {len(found)} open pull requests ({several}), so nothing is posted on any. {HINT}" if found else ""
    return Subject("", default, settings.sha, note=note)


def _named(event: WorkflowDispatchEvent) -> int | None:
    """Raises InputFault for what is no number."""
    for name, value in (event.inputs or {}).items():
        text = "" if value is None else str(value).strip()
        if not text or name.lower().replace("_", "-") not in NAMES:
            continue
        number = NUMBER.fullmatch(text)
        if number is None:
            raise InputFault(f"The workflow's input `{name}` is `{text[:60]}`, which is no number of a pull request.", hint=HINT)
        return int(number[1])
    return None


def _named_pull(number: int, client: GitHubClient) -> Subject | Nothing:
    try:
        return subject_if_open(*GitHubReader(client).pull_with_threads(number))
    except GitHubError as error:
        if error.failure is Failure.REFUSED:
            missing = f"There is no pull request {number} in {client.place.repository} that the token may see."
            raise InputFault(missing, hint=HINT) from error
        raise fault(f"Pull request {number} could not be read", error) from error
