"""`tenet action`: what the container runs in a workflow."""

import os
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from tenet.api.dispatch import asked
from tenet.api.job import Job, attempted
from tenet.api.judging import judge
from tenet.api.merge_queue import guarded
from tenet.core.errors import ExitStatus, Fault, PlatformFault, PolicyFault
from tenet.core.settings import ActionSettings, read_settings
from tenet.infrastructure.files import write_text
from tenet.infrastructure.github_client import GitHubClient
from tenet.infrastructure.runner import Runner
from tenet.pipeline import Reviewed
from tenet.report.escape import block, prose
from tenet.report.workflow_commands import command
from tenet.schemas.event import WorkflowRunEvent


def run_action() -> ExitStatus:
    with guarded(_runner()):
        return run_in_workflow(_run)


def run_in_workflow(run: Callable[[Job], ExitStatus]) -> ExitStatus:
    """With what the runner gives to a step. A fault is told as an annotation and in the job summary before it is raised."""
    runner = _runner()
    try:
        settings = read_settings(os.environ)
        return run(Job(settings, runner, GitHubClient(settings.place, settings.token)))
    except Fault as fault:
        for annotation in _annotations(fault):
            runner.command(annotation)
        said = ("## Tenet could not judge this change", block(fault.message), prose(fault.hint), "No review was posted.")
        with suppress(PlatformFault):  # the annotation has said it already
            runner.add_summary("\n\n".join(filter(None, said)))
        raise


def _runner() -> Runner:
    return Runner(os.environ.get("GITHUB_OUTPUT", ""), os.environ.get("GITHUB_STEP_SUMMARY", ""))


def _annotations(fault: Fault) -> list[str]:
    """Problems of a policy where they are; any other fault as one."""
    if isinstance(fault, PolicyFault):
        return [
            command("error", f"{each.message}\n{each.hint}".strip(), file=each.file, line=each.line, col=each.column, title="tenet")
            for each in fault.problems
        ]
    return [command("error", f"{fault.message}\n{fault.hint}".strip(), title="tenet")]


def _run(job: Job) -> ExitStatus:
    settings = job.settings
    event = job.event()
    if isinstance(event, WorkflowRunEvent):
        from tenet.api.workflow_run import run_after

        return run_after(job, event)
    files, base_file = job.files_asked_for(), _base_file(settings)

    def write(reviewed: Reviewed) -> list[PlatformFault]:
        return job.write_files(reviewed.verdict, files) + ([] if base_file is None else _write_base(job, base_file, reviewed))

    return judge(job, asked(event, settings, job.client), write)


def _base_file(settings: ActionSettings) -> str | None:
    """Raises InputFault."""
    if settings.event_name != "push":
        return None
    from tenet.api.base_coverage import base_coverage_file

    return base_coverage_file(settings)


def _write_base(job: Job, file: str, reviewed: Reviewed) -> list[PlatformFault]:
    from tenet.api.base_coverage import base_coverage

    text = base_coverage(reviewed)
    job.runner.log(f"{file}: {'not written, since no report gives the coverage' if text is None else 'the coverage of this branch'}.")
    return [] if text is None else attempted([partial(write_text, file, text)])
