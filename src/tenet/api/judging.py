"""Judges what an event asks for, and posts the verdict."""

from collections.abc import Callable

from tenet.api.action_change import opened_change
from tenet.api.coverage_reading import ReportsNamed, coverage_reading
from tenet.api.job import Job
from tenet.api.publishing import publish
from tenet.api.pull_now import instead, judged_state, subject_now
from tenet.api.subject import Nothing, Subject
from tenet.api.wire import clock, policy_choice_of_base
from tenet.core.errors import ExitStatus, PlatformFault
from tenet.domain.severity import FailOn, Mode
from tenet.infrastructure.github_policies import GitHubPolicies
from tenet.infrastructure.packaged_policies import PackagedPolicies
from tenet.infrastructure.ruff import Ruff
from tenet.infrastructure.terminal import NoProgress
from tenet.pipeline import Ports, Question, Reviewed, review
from tenet.ports.change_source import ChangeSource

MOST_JUDGEMENTS = 3
"""As often a pull request is judged that is edited meanwhile; the last time stands whatever happens."""

Write = Callable[[Reviewed], list[PlatformFault]]
"""Writes the files that are asked for, and returns what could not be written."""


def judge(job: Job, subject: Subject | Nothing, write: Write, attempts: int = MOST_JUDGEMENTS) -> ExitStatus:
    """Again, where the pull request is another by the end than the one that was judged: somebody has edited it meanwhile."""
    if isinstance(subject, Nothing):
        return job.leave(subject)
    try:
        with opened_change(job.settings, subject, job.client) as source:
            reviewed = review_change(job, subject, source)
            unwritten = write(reviewed)
    except PlatformFault as fault:
        if attempts == 1:
            raise
        return judge(job, instead(subject, fault, job.client), write, attempts - 1)
    published = publish(reviewed, subject, job.settings, job.client, judged_state(subject) if attempts > 1 else None)
    if published.changed:
        job.runner.log("The pull request was edited meanwhile: it is judged again as it is now.")
        return judge(job, subject_now(subject, job.client), write, attempts - 1)
    if subject.note:
        job.runner.log(subject.note)
    return job.conclude(reviewed, published, unwritten)


def review_change(job: Job, subject: Subject, source: ChangeSource) -> Reviewed:
    """Under the base's policy, whatever the event. Raises the faults of `tenet.core.errors`."""
    inputs = job.settings.inputs
    base_reports = () if subject.pushed else inputs.base_coverage
    texts = PackagedPolicies(GitHubPolicies(job.settings))
    ports = Ports(
        source=source,
        choose_policy=policy_choice_of_base(inputs.policy, texts),
        policy_texts=texts,
        read_coverage=coverage_reading(ReportsNamed(inputs.coverage, base_reports, root=job.settings.workspace, in_action=True)),
        clock=clock(),
        progress=NoProgress(),
        linter=Ruff(),
    )
    question = Question(
        mode=Mode(inputs.mode) if inputs.mode else None,
        fail_on=FailOn(inputs.fail_on) if inputs.fail_on else None,
        pull_request=subject.description,
    )
    return review(question, ports)
