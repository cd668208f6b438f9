"""`tenet action`: what the container runs in a workflow."""

import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from tenet.api.action_change import opened_change
from tenet.api.coverage_reading import ReportsNamed, coverage_reading
from tenet.api.dispatch import asked
from tenet.api.merge_queue import guarded
from tenet.api.publishing import Published, publish
from tenet.api.pull_now import instead, judged_state, subject_now
from tenet.api.rendering import render
from tenet.api.subject import Nothing, Subject
from tenet.api.wire import clock, policy_choice_of_base
from tenet.core.errors import ExitStatus, Fault, InputFault, PlatformFault, PolicyFault
from tenet.core.settings import ActionSettings, read_settings
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
from tenet.report.text import plain, render_text
from tenet.report.workflow_commands import command
from tenet.schemas.event import read_event

MOST_JUDGEMENTS = 3
"""As often a pull request is judged that is edited meanwhile; the last time stands whatever happens."""


@dataclass(frozen=True, slots=True)
class Action:
    """One run of the action."""

    settings: ActionSettings
    runner: Runner
    client: GitHubClient


def run_action() -> ExitStatus:
    runner = Runner(os.environ.get("GITHUB_OUTPUT", ""), os.environ.get("GITHUB_STEP_SUMMARY", ""))
    try:
        with guarded(runner):
            settings = read_settings(os.environ)
            return _run(Action(settings, runner, GitHubClient(settings.place, settings.token)))
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
    files, base_file = _files_asked_for(settings), _base_file(settings)
    subject = asked(event, settings, action.client)
    return _judge(action, subject, partial(_write, files, base_file, action.runner), MOST_JUDGEMENTS)


def _judge(action: Action, subject: Subject | Nothing, write: Callable[[Reviewed], list[PlatformFault]], attempts: int) -> ExitStatus:
    """Again, where the pull request is another by the end than the one that was judged: somebody has edited it meanwhile."""
    settings, client = action.settings, action.client
    if isinstance(subject, Nothing):
        return _nothing(action.runner, subject)
    try:
        with opened_change(settings, subject, client) as source:
            reviewed = _review(action, subject, source)
            unwritten = write(reviewed)
    except PlatformFault as fault:
        if attempts == 1:
            raise
        return _judge(action, instead(subject, fault, client), write, attempts - 1)
    published = publish(reviewed, subject, settings, client, judged_state(subject) if attempts > 1 else None)
    if published.changed:
        action.runner.log("The pull request was edited meanwhile: it is judged again as it is now.")
        return _judge(action, subject_now(subject, client), write, attempts - 1)
    if subject.note:
        action.runner.log(subject.note)
    return _status(reviewed.verdict, published, _tell(action, reviewed, published, unwritten))


def _nothing(runner: Runner, nothing: Nothing) -> ExitStatus:
    """It is no fault: a step that says nothing would look as if it had judged."""
    said = f"Nothing to judge. {nothing.reason}"
    runner.log(said)
    with suppress(PlatformFault):  # the log has it
        runner.add_summary(f"## Tenet\n\n{prose(said)}")
    return ExitStatus.PASSED


def _base_file(settings: ActionSettings) -> str | None:
    """Raises InputFault."""
    if settings.event_name != "push" or not settings.inputs.base_coverage:
        return None
    from tenet.api.base_coverage import base_coverage_file

    return base_coverage_file(settings)


def _write(files: Mapping[str, Format], base_file: str | None, runner: Runner, reviewed: Reviewed) -> list[PlatformFault]:
    """Returns what could not be written."""
    writes = [partial(write_text, path, render(reviewed.verdict, form)) for path, form in files.items()]
    if base_file is not None:
        from tenet.api.base_coverage import base_coverage

        text = base_coverage(reviewed)
        writes += [] if text is None else [partial(write_text, base_file, text)]
        runner.log(f"{base_file}: {'not written, since no report gives the coverage' if text is None else 'the coverage of this branch'}.")
    return _attempted(writes)


def _files_asked_for(settings: ActionSettings) -> Mapping[str, Format]:
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


def _review(action: Action, subject: Subject, source: ChangeSource) -> Reviewed:
    inputs = action.settings.inputs
    base_reports = () if subject.pushed else inputs.base_coverage
    texts = PackagedPolicies(GitHubPolicies(action.settings))
    ports = Ports(
        source=source,
        choose_policy=policy_choice_of_base(inputs.policy, texts),
        policy_texts=texts,
        read_coverage=coverage_reading(ReportsNamed(inputs.coverage, base_reports, root=action.settings.workspace, in_action=True)),
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
