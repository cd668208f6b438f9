"""`tenet action`: what the container runs in a workflow."""

import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from tenet.api.action_change import opened_change
from tenet.api.coverage_reading import ReportsNamed, coverage_reading
from tenet.api.publishing import Published, conclude_unjudged, publish
from tenet.api.rendering import render, render_for_code_scanning
from tenet.api.subject import Subject, subject_of
from tenet.api.wire import clock, policy_choice_of_base
from tenet.core.errors import ExitStatus, Fault, InputFault, PlatformFault, PolicyFault
from tenet.core.settings import ActionSettings, GitHubPlace, read_settings
from tenet.domain.severity import FailOn, Mode
from tenet.domain.verdict import Conclusion, Verdict
from tenet.infrastructure.files import inside, read_text, write_text
from tenet.infrastructure.github_client import GitHubClient
from tenet.infrastructure.github_policies import GitHubPolicies
from tenet.infrastructure.packaged_policies import PackagedPolicies
from tenet.infrastructure.ruff import Ruff
from tenet.infrastructure.runner import Runner
from tenet.infrastructure.terminal import NoProgress
from tenet.pipeline import Ports, Question, Reviewed, review
from tenet.ports.change_source import ChangeSource
from tenet.report.escape import block, prose
from tenet.report.formats import Format
from tenet.report.outputs import action_outputs
from tenet.report.result import render_json
from tenet.report.text import plain, render_text
from tenet.report.workflow_commands import command
from tenet.schemas.event import WorkflowRunEvent, read_event


@dataclass(frozen=True, slots=True)
class Action:
    """One run of the action."""

    settings: ActionSettings
    runner: Runner
    client: GitHubClient


def run_action() -> ExitStatus:
    return run_in_workflow(_run)


def run_in_workflow(run: Callable[[Action], ExitStatus]) -> ExitStatus:
    """With what the runner gives to a step. A fault is told as an annotation and in the job summary before it is raised."""
    runner = Runner(os.environ.get("GITHUB_OUTPUT", ""), os.environ.get("GITHUB_STEP_SUMMARY", ""))
    try:
        settings = read_settings(os.environ)
        return run(Action(settings, runner, GitHubClient(settings.place, settings.token)))
    except Fault as fault:
        for annotation in _annotations(fault):
            runner.command(annotation)
        said = ("## Tenet could not judge this change", block(fault.message), prose(fault.hint), "No review was posted.")
        with suppress(PlatformFault):  # the annotation has said it already
            runner.add_summary("\n\n".join(filter(None, said)))
        raise


def _annotations(fault: Fault) -> list[str]:
    """Problems of a policy where they are; any other fault as one."""
    if isinstance(fault, PolicyFault):
        return [
            command("error", f"{each.message}\n{each.hint}".strip(), file=each.file, line=each.line, col=each.column, title="tenet")
            for each in fault.problems
        ]
    return [command("error", f"{fault.message}\n{fault.hint}".strip(), title="tenet")]


def _run(action: Action) -> ExitStatus:
    settings = action.settings
    event = read_event(settings.event_name, read_text(settings.files.event, what="event"))
    if isinstance(event, WorkflowRunEvent):
        from tenet.api.workflow_run import run_after

        return run_after(action, event)
    subject = subject_of(event)
    try:
        files = files_asked_for(settings)
        with opened_change(settings, subject, action.client) as source:
            reviewed = review_change(action, subject, source)
    except Fault as fault:
        if subject.queued:
            _log(action.runner, conclude_unjudged(fault, subject, settings, action.client))
        raise
    return conclude(action, reviewed, subject, files)


def conclude(action: Action, reviewed: Reviewed, subject: Subject, files: Mapping[str, Format]) -> ExitStatus:
    """Writes the files, publishes, and tells what came of it."""
    verdict, settings = reviewed.verdict, action.settings
    unwritten = _attempted(partial(write_text, path, _rendered(verdict, form, settings.place)) for path, form in files.items())
    published = publish(reviewed, subject, settings, action.client)
    return _status(verdict, published, _tell(action, reviewed, published, unwritten))


def _rendered(verdict: Verdict, form: Format, place: GitHubPlace) -> str:
    """The text of a file that an input asks for. The SARIF file is for code scanning, which reads a part of the standard."""
    if form is Format.JSON:
        return render_json(verdict, place.repository)
    if form is Format.SARIF:
        return render_for_code_scanning(verdict, f"{place.server_url}/{place.repository}")
    return render(verdict, form)


def files_asked_for(settings: ActionSettings) -> Mapping[str, Format]:
    """The paths that the inputs ask for, in the workspace and nowhere else. Raises InputFault."""
    inputs = settings.inputs
    files: dict[str, Format] = {}
    for name, file, form in (
        ("result-file", inputs.result_file, Format.JSON),
        ("sarif-file", inputs.sarif_file, Format.SARIF),
        ("html-file", inputs.html_file, Format.HTML),
    ):
        try:
            files |= {inside(settings.workspace, file): form} if file else {}
        except InputFault as fault:
            raise InputFault(f"The input `{name}`: {fault.message}", hint=fault.hint) from fault
    return files


def review_change(action: Action, subject: Subject, source: ChangeSource) -> Reviewed:
    inputs = action.settings.inputs
    texts = PackagedPolicies(GitHubPolicies(action.settings))
    ports = Ports(
        source=source,
        choose_policy=policy_choice_of_base(inputs.policy, texts),
        policy_texts=texts,
        read_coverage=coverage_reading(ReportsNamed(inputs.coverage, inputs.base_coverage, root=action.settings.workspace, in_action=True)),
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


def _attempted(writes: Iterable[Callable[[], None]]) -> list[PlatformFault]:
    """What could not be written: it is no reason to keep the rest back."""
    faults = []
    for write in writes:
        try:
            write()
        except PlatformFault as fault:
            faults.append(fault)
    return faults


def _tell(action: Action, reviewed: Reviewed, published: Published, unwritten: list[PlatformFault]) -> list[PlatformFault]:
    """Outputs, job summary and log: what a person finds who looks at the run. Returns what could not be written by now."""
    runner, outputs = action.runner, action_outputs(reviewed.verdict, action.settings.inputs.result_file)
    runner.log(plain(render_text(reviewed.verdict)))
    _log(runner, published)
    faults = unwritten + _attempted((partial(runner.set_outputs, outputs), partial(runner.add_summary, published.job_summary)))
    for fault in faults:
        runner.command(command("error", fault.message, title="tenet"))
    return faults


def _log(runner: Runner, published: Published) -> None:
    for line in published.log:
        runner.log(line)
    for warning in published.warnings:
        runner.command(command("warning", warning, title="tenet"))


def _status(verdict: Verdict, published: Published, unwritten: list[PlatformFault]) -> ExitStatus:
    """A head that moved judges nothing; findings that block weigh more than a GitHub or a disk that failed."""
    if published.head_moved:
        return ExitStatus.PASSED
    if verdict.conclusion is Conclusion.FAILED:
        return ExitStatus.BLOCKED
    return ExitStatus.PLATFORM_FAILED if published.fault or unwritten else ExitStatus.PASSED
