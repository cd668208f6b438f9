"""`tenet action`: what the container runs in a workflow."""

import os
from dataclasses import dataclass

from tenet.api.action_change import opened_change
from tenet.api.coverage_reading import ReportsNamed, coverage_reading
from tenet.api.publishing import Published, publish
from tenet.api.rendering import render
from tenet.api.subject import Subject, subject_of
from tenet.api.wire import clock, policy_choice_of_base
from tenet.core.errors import ExitStatus, Fault
from tenet.core.settings import ActionSettings, read_settings
from tenet.domain.severity import FailOn, Mode
from tenet.domain.verdict import Conclusion, Verdict
from tenet.infrastructure.files import inside, read_text, write_text
from tenet.infrastructure.github_client import GitHubClient
from tenet.infrastructure.github_policies import GitHubPolicies
from tenet.infrastructure.packaged_policies import PackagedPolicies
from tenet.infrastructure.runner import Runner
from tenet.infrastructure.terminal import NoProgress
from tenet.pipeline import Ports, Question, Reviewed, review
from tenet.ports.change_source import ChangeSource
from tenet.report.formats import Format
from tenet.report.outputs import action_outputs
from tenet.report.text import plain, render_text
from tenet.report.workflow_commands import command
from tenet.schemas.event import read_event


@dataclass(frozen=True, slots=True)
class Action:
    """One run of the action."""

    settings: ActionSettings
    runner: Runner
    client: GitHubClient


def run_action() -> ExitStatus:
    settings = read_settings(os.environ)
    runner = Runner(settings.files.output, settings.files.step_summary)
    action = Action(settings, runner, GitHubClient(settings.place, settings.token))
    try:
        return _run(action)
    except Fault as fault:
        runner.add_summary(f"## Tenet could not judge this change\n\n{fault.message}\n\n{fault.hint}")
        runner.command(command("error", f"{fault.message}\n{fault.hint}".strip(), title="tenet"))
        raise


def _run(action: Action) -> ExitStatus:
    settings = action.settings
    subject = subject_of(read_event(settings.event_name, read_text(settings.files.event, what="event")))
    with opened_change(settings, subject, action.client) as source:
        reviewed = _review(action, subject, source)
    _write_files(settings, reviewed.verdict)
    published = publish(reviewed, subject, settings, action.client)
    _tell(action, reviewed, published)
    return _status(reviewed.verdict, published)


def _review(action: Action, subject: Subject, source: ChangeSource) -> Reviewed:
    inputs = action.settings.inputs
    texts = PackagedPolicies(GitHubPolicies(action.settings))
    ports = Ports(
        source=source,
        choose_policy=policy_choice_of_base(inputs.policy, texts),
        policy_texts=texts,
        read_coverage=coverage_reading(ReportsNamed(inputs.coverage, inputs.base_coverage, root=action.settings.workspace, in_action=True)),
        clock=clock(),
        progress=NoProgress(),
    )
    question = Question(
        mode=Mode(inputs.mode) if inputs.mode else None,
        fail_on=FailOn(inputs.fail_on) if inputs.fail_on else None,
        pull_request=subject.description,
    )
    return review(question, ports)


def _write_files(settings: ActionSettings, verdict: Verdict) -> None:
    """The files that the inputs ask for, in the workspace and nowhere else."""
    inputs = settings.inputs
    for name, form in ((inputs.result_file, Format.JSON), (inputs.sarif_file, Format.SARIF), (inputs.html_file, Format.HTML)):
        if name:
            write_text(inside(settings.workspace, name), render(verdict, form))


def _tell(action: Action, reviewed: Reviewed, published: Published) -> None:
    """Outputs, job summary and log: what a person finds who looks at the run."""
    action.runner.set_outputs(action_outputs(reviewed.verdict, action.settings.inputs.result_file))
    action.runner.add_summary(published.job_summary)
    action.runner.log(plain(render_text(reviewed.verdict)))
    for line in published.log:
        action.runner.log(line)
    for warning in published.warnings:
        action.runner.command(command("warning", warning, title="tenet"))


def _status(verdict: Verdict, published: Published) -> ExitStatus:
    """A head that moved judges nothing; findings that block weigh more than a GitHub that failed."""
    if published.head_moved:
        return ExitStatus.PASSED
    if verdict.conclusion is Conclusion.FAILED:
        return ExitStatus.BLOCKED
    return ExitStatus.PLATFORM_FAILED if published.fault else ExitStatus.PASSED
