"""One run in a workflow: what it was given, and how it ends."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from tenet.api.publishing import Published
from tenet.api.rendering import render, render_for_code_scanning
from tenet.api.subject import Nothing
from tenet.core.errors import ExitStatus, InputFault, PlatformFault
from tenet.core.settings import ActionSettings, GitHubPlace
from tenet.domain.verdict import Conclusion, Verdict
from tenet.infrastructure.files import inside, read_text, write_text
from tenet.infrastructure.github_client import GitHubClient
from tenet.infrastructure.runner import Runner
from tenet.pipeline import Reviewed
from tenet.report.escape import prose
from tenet.report.formats import Format
from tenet.report.outputs import action_outputs
from tenet.report.result import render_json
from tenet.report.text import render_text, unstyled
from tenet.report.workflow_commands import command
from tenet.schemas.event import Event, read_event


@dataclass(frozen=True, slots=True)
class Job:
    """What a step was given, and its ways to the runner and to GitHub."""

    settings: ActionSettings
    runner: Runner
    client: GitHubClient

    def event(self) -> Event:
        """What started the run. Raises InputFault."""
        return read_event(self.settings.event_name, read_text(self.settings.event_path, what="event"))

    def files_asked_for(self) -> Mapping[str, Format]:
        """The paths that the inputs ask for, in the workspace and nowhere else. Raises InputFault."""
        inputs = self.settings.inputs
        files: dict[str, Format] = {}
        names: dict[str, str] = {}
        for name, file, form in (
            ("result-file", inputs.result_file, Format.JSON),
            ("sarif-file", inputs.sarif_file, Format.SARIF),
            ("html-file", inputs.html_file, Format.HTML),
        ):
            if not file:
                continue
            path = in_workspace(self.settings, name, file)
            if path in names:
                hint = "Give each a file of its own: the second would overwrite the first."
                raise InputFault(f"The inputs `{names[path]}` and `{name}` both name `{file}`.", hint=hint)
            files[path], names[path] = form, name
        return files

    def write_files(self, verdict: Verdict, files: Mapping[str, Format]) -> list[PlatformFault]:
        """Returns what could not be written."""
        place = self.settings.place
        return attempted(partial(write_text, path, _rendered(verdict, form, place)) for path, form in files.items())

    def conclude(self, reviewed: Reviewed, published: Published, unwritten: list[PlatformFault]) -> ExitStatus:
        """Tells what came of it: outputs, job summary and log, for the person who looks at the run."""
        runner, outputs = self.runner, action_outputs(reviewed.verdict, self.settings.inputs.result_file)
        runner.log(unstyled(render_text(reviewed.verdict)))
        for line in published.log:
            runner.log(line)
        for warning in published.warnings:
            runner.command(command("warning", warning, title="tenet"))
        faults = unwritten + attempted((partial(runner.set_outputs, outputs), partial(runner.add_summary, published.job_summary)))
        for fault in faults:
            runner.command(command("error", fault.message, title="tenet"))
        return _status(reviewed.verdict, published, faults)

    def leave(self, nothing: Nothing) -> ExitStatus:
        """It is no fault: a step that says nothing would look as if it had judged."""
        said = f"Nothing to judge, and nothing was posted. {nothing.reason}"
        self.runner.log(said)
        with suppress(PlatformFault):  # the log has it
            self.runner.add_summary(f"## Tenet\n\n{prose(said)}")
        return ExitStatus.PASSED


def in_workspace(settings: ActionSettings, name: str, file: str) -> str:
    """The absolute path of a file that an input names. Raises InputFault for one that leads out of the workspace."""
    try:
        return inside(settings.workspace, file)
    except InputFault as fault:
        raise InputFault(f"The input `{name}`: {fault.message}", hint=fault.hint) from fault


def attempted(writes: Iterable[Callable[[], None]]) -> list[PlatformFault]:
    """What could not be written: it is no reason to keep the rest back."""
    faults = []
    for write in writes:
        try:
            write()
        except PlatformFault as fault:
            faults.append(fault)
    return faults


def _rendered(verdict: Verdict, form: Format, place: GitHubPlace) -> str:
    """The text of a file that an input asks for. The SARIF file is for code scanning, which reads a part of the standard."""
    if form is Format.JSON:
        return render_json(verdict, place.repository)
    if form is Format.SARIF:
        return render_for_code_scanning(verdict, place.page)
    return render(verdict, form)


def _status(verdict: Verdict, published: Published, unwritten: list[PlatformFault]) -> ExitStatus:
    """A head that moved judges nothing; findings that block weigh more than a GitHub or a disk that failed."""
    if published.head_moved:
        return ExitStatus.PASSED
    if verdict.conclusion is Conclusion.FAILED:
        return ExitStatus.BLOCKED
    return ExitStatus.PLATFORM_FAILED if published.fault or unwritten else ExitStatus.PASSED
