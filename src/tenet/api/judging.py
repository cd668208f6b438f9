"""Judges what an event asks for, and posts the verdict."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from tenet.api.action_change import opened_change
from tenet.api.coverage_reading import ReportsNamed, coverage_reading
from tenet.api.job import Job
from tenet.api.publishing import Published, publish
from tenet.api.pull_now import described, instead, judged_state, subject_now
from tenet.api.subject import Nothing, Subject
from tenet.api.wire import clock, policy_choice_of_base
from tenet.core.errors import ExitStatus, PlatformFault
from tenet.domain.policy import DEFAULT_NAME
from tenet.domain.review_plan import Posted
from tenet.domain.severity import FailOn, Mode
from tenet.infrastructure.github_policies import GitHubPolicies
from tenet.infrastructure.packaged_policies import PackagedPolicies
from tenet.infrastructure.ruff import Ruff
from tenet.infrastructure.terminal import NoProgress
from tenet.pipeline import Ports, Question, Reviewed, review
from tenet.ports.change_source import ChangeSource

MOST_JUDGEMENTS = 3
"""As often a pull request is judged that is edited meanwhile; the last time stands whatever happens."""

WRITES_FOR_FORKS = frozenset({"pull_request_target", "workflow_run", "workflow_dispatch"})
"""Events on which the token may write although the head is anyone's."""

Write = Callable[[Reviewed], list[PlatformFault]]
"""Writes the files that are asked for, and returns what could not be written."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A judgement, what came of posting it, and how many more there may be."""

    subject: Subject
    reviewed: Reviewed
    published: Published
    unwritten: list[PlatformFault]
    left: int


def judge(job: Job, subject: Subject | Nothing, write: Write, attempts: int = MOST_JUDGEMENTS) -> ExitStatus:
    """Again, where the pull request is another by the end than the one that was judged: somebody has edited it meanwhile."""
    if isinstance(subject, Nothing):
        return job.leave(subject)
    try:
        with opened_change(job.settings, subject, job.client) as source:
            made = _judged_and_posted(job, subject, source, write, attempts)
    except PlatformFault as fault:
        if attempts == 1:
            raise
        return judge(job, instead(subject, fault, job.client), write, attempts - 1)
    if made.published.changed:
        return judge(job, subject_now(made.subject, job.client), write, made.left)
    if subject.note:
        job.runner.log(subject.note)
    return job.conclude(made.reviewed, made.published, made.unwritten)


def _judged_and_posted(job: Job, subject: Subject, source: ChangeSource, write: Write, attempts: int) -> Attempt:
    """Other words are judged on the same change and held against what was read already; another base is another change."""
    known: Posted | None = None
    while True:
        reviewed = review_change(job, subject, source)
        unwritten = write(reviewed)
        judged = judged_state(subject) if attempts > 1 else None
        published = publish(reviewed, subject, job.settings, job.client, judged, known)
        attempts, now = attempts - 1, published.now
        if now is not None:
            job.runner.log("The pull request was edited meanwhile: it is judged again as it is now.")
        if now is None or now.base_ref != subject.base_ref:
            return Attempt(subject, reviewed, published, unwritten, attempts)
        subject, known = described(subject, now), published.posted


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
    reviewed = review(question, ports)
    return _named_by_base(reviewed) if job.settings.event_name in WRITES_FOR_FORKS else reviewed


def _named_by_base(reviewed: Reviewed) -> Reviewed:
    """A first policy, which only the head has, gets the default name: its own could be that of a check that must pass."""
    verdict = reviewed.verdict
    if not verdict.policy.source.startswith("head:"):
        return reviewed
    return replace(reviewed, verdict=replace(verdict, policy=replace(verdict.policy, name=DEFAULT_NAME)))
