"""The second half of the fork-safe pair: `workflow_run`, on the trusted side.

The first half ran with the pull request's code in the job, so nothing that it left behind is believed: which pull request
it was about comes from the event and from GitHub, and the policy that names comments and check run is the base's.
"""

from dataclasses import dataclass

from tenet.api.action_change import fetched_change
from tenet.api.job import Job, in_workspace
from tenet.api.judging import review_change
from tenet.api.publishing import publish
from tenet.api.pull_now import subject_of_pull
from tenet.api.stored import publish_stored
from tenet.api.subject import Nothing, Subject
from tenet.core.errors import ExitStatus, InputFault
from tenet.infrastructure.files import is_file
from tenet.infrastructure.github_client import GitHubClient
from tenet.infrastructure.github_pulls import open_pulls
from tenet.schemas.event import WorkflowRunEvent


@dataclass(frozen=True, slots=True)
class PullOfRun:
    """The pull request that the run was about. `merge` is the merge commit that GitHub made to try it."""

    subject: Subject
    merge: str | None


def run_after(job: Job, event: WorkflowRunEvent) -> ExitStatus:
    """Publishes the result that the input `result-file` names; where there is no such file, judges the change here."""
    found = pull_of_run(event, job.client)
    if isinstance(found, Nothing):
        return job.leave(found)
    stored = _stored_file(job)
    if stored is not None:
        return publish_stored(job, found.subject, stored)
    files = job.files_asked_for()
    with fetched_change(job.settings, found.subject, job.client, found.merge) as source:
        reviewed = review_change(job, found.subject, source)
    unwritten = job.write_files(reviewed.verdict, files)
    return job.conclude(reviewed, publish(reviewed, found.subject, job.settings, job.client), unwritten)


def pull_of_run(event: WorkflowRunEvent, client: GitHubClient) -> PullOfRun | Nothing:
    """Raises InputFault where several pull requests have the run's head, PlatformFault where GitHub does not answer."""
    run = event.workflow_run
    if run.event != "pull_request":
        return Nothing(f"The run was of `{run.event or 'another event'}`, not of a pull request.")
    if run.head_repository is None or not run.head_branch:
        return Nothing("The branch that the run was of is gone, and with it its pull request.")
    place = f"{run.head_repository.full_name}, branch `{run.head_branch}`"
    pulls = open_pulls(client, run.head_repository.full_name, run.head_branch)
    if not pulls:
        return Nothing(f"There is no open pull request from {place}: it was closed or merged meanwhile.")
    there = [each for each in pulls if each.head.sha == run.head_sha]
    if not there:
        moved = pulls[0].head.sha
        return Nothing(f"The head of {place} is {moved[:12]} by now, and no longer {run.head_sha[:12]}.")
    named = {each.number for each in run.pull_requests}
    chosen = [each for each in there if each.number in named] or there
    if len(chosen) > 1:
        numbers = ", ".join(str(each.number) for each in chosen)
        raise InputFault(
            f"{len(chosen)} open pull requests ({numbers}) have the head {run.head_sha[:12]} of {place}, and the run does not say which.",
            hint="Close all but one of them, or give each a branch of its own.",
        )
    return PullOfRun(subject_of_pull(chosen[0]), chosen[0].merge_commit_sha)


def _stored_file(job: Job) -> str | None:
    """Raises InputFault for a name that leads out of the workspace, by a link of the artifact too."""
    named = job.settings.inputs.result_file
    path = in_workspace(job.settings, "result-file", named) if named else None
    return path if path is not None and is_file(path) else None
