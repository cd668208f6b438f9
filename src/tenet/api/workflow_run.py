"""The second half of the fork-safe pair: `workflow_run`, on the trusted side.

The first half ran with the pull request's code in the job, so nothing that it left behind is believed: which pull request
it was about comes from the event and from GitHub, and the policy that names comments and check run is the base's.
"""

from dataclasses import dataclass, replace

from tenet.api.action import Action, conclude, files_asked_for, review_change
from tenet.api.action_change import fetched_change
from tenet.api.publishing import DEFAULT_NAME
from tenet.api.stored import publish_stored
from tenet.api.subject import Subject
from tenet.core.errors import ExitStatus, InputFault
from tenet.domain.change import PullRequest
from tenet.infrastructure.files import inside, is_file
from tenet.infrastructure.github_client import GitHubClient
from tenet.infrastructure.github_runs import OpenPull, open_pulls
from tenet.pipeline import Reviewed
from tenet.report.escape import prose
from tenet.schemas.event import WorkflowRunEvent


@dataclass(frozen=True, slots=True)
class NothingToReview:
    """Why there is no pull request to post on. It is no fault of anyone's."""

    reason: str


@dataclass(frozen=True, slots=True)
class PullOfRun:
    """The pull request that the run was about. `merge` is the merge commit that GitHub made to try it."""

    subject: Subject
    merge: str | None


def run_after(action: Action, event: WorkflowRunEvent) -> ExitStatus:
    """Publishes the result that the input `result-file` names; where there is no such file, judges the change here."""
    found = pull_of_run(event, action.client)
    if isinstance(found, NothingToReview):
        return leave(action, found)
    stored = _stored_file(action)
    if stored is not None:
        return publish_stored(action, found.subject, stored)
    files = files_asked_for(action.settings)
    with fetched_change(action.settings, found.subject, action.client, found.merge) as source:
        reviewed = _named_by_base(review_change(action, found.subject, source))
    return conclude(action, reviewed, found.subject, files)


def pull_of_run(event: WorkflowRunEvent, client: GitHubClient) -> PullOfRun | NothingToReview:
    """Raises InputFault where several pull requests have the run's head, PlatformFault where GitHub does not answer."""
    run = event.workflow_run
    if run.event != "pull_request":
        return NothingToReview(f"The run was of `{run.event or 'another event'}`, not of a pull request.")
    if run.head_repository is None or not run.head_branch:
        return NothingToReview("The branch that the run was of is gone, and with it its pull request.")
    place = f"{run.head_repository.full_name}, branch `{run.head_branch}`"
    pulls = open_pulls(client, run.head_repository.full_name, run.head_branch)
    if not pulls:
        return NothingToReview(f"There is no open pull request from {place}: it was closed or merged meanwhile.")
    there = [each for each in pulls if each.head.sha == run.head_sha]
    if not there:
        moved = pulls[0].head.sha
        return NothingToReview(f"The head of {place} is {moved[:12]} by now: nothing is posted for {run.head_sha[:12]}.")
    named = {each.number for each in run.pull_requests}
    chosen = [each for each in there if each.number in named] or there
    if len(chosen) > 1:
        numbers = ", ".join(str(each.number) for each in chosen)
        raise InputFault(
            f"{len(chosen)} open pull requests ({numbers}) have the head {run.head_sha[:12]} of {place}, and the run does not say which.",
            hint="Close all but one of them, or give each a branch of its own.",
        )
    return PullOfRun(_subject(chosen[0], run.head_sha), chosen[0].merge_commit_sha)


def _subject(pull: OpenPull, head: str) -> Subject:
    description = PullRequest(pull.title or "", pull.body or "", tuple(label.name for label in pull.labels))
    return Subject(pull.base.sha, pull.base.ref, head, pull.number, description)


def leave(action: Action, nothing: NothingToReview) -> ExitStatus:
    action.runner.log(f"Nothing was posted. {nothing.reason}")
    action.runner.add_summary(f"### Nothing was posted\n\n{prose(nothing.reason)}")
    return ExitStatus.PASSED


def _stored_file(action: Action) -> str | None:
    """Raises InputFault for a name that leads out of the workspace, by a link of the artifact too."""
    named = action.settings.inputs.result_file
    if not named:
        return None
    try:
        path = inside(action.settings.workspace, named)
    except InputFault as fault:
        raise InputFault(f"The input `result-file`: {fault.message}", hint=fault.hint) from fault
    return path if is_file(path) else None


def _named_by_base(reviewed: Reviewed) -> Reviewed:
    """A first policy, which only the head has, gets the default name: its own could be that of a check that must pass."""
    verdict = reviewed.verdict
    if not verdict.policy.source.startswith("head:"):
        return reviewed
    return replace(reviewed, verdict=replace(verdict, policy=replace(verdict.policy, name=DEFAULT_NAME)))
