"""Whether what a job downloads is uploaded somewhere, and what it stores can be found.

Source: the documentation of actions/upload-artifact and actions/download-artifact.
"""

import re
from collections.abc import Iterator

from tenet.doctor.diagnosis import Diagnosis, Fix, problem
from tenet.doctor.edits import first_in, replaced_entry, replaced_value, with_input
from tenet.doctor.permission_checks import followed_by
from tenet.doctor.step_effects import DOWNLOAD_ARTIFACT, UPLOAD_ARTIFACT, UPLOAD_SARIF
from tenet.doctor.tenet_runs import Repository, TenetRun
from tenet.doctor.workflow import Job, Step, Workflow, is_static, runs_after_failure
from tenet.domain.glob import Glob
from tenet.policy.wording import closest, shown

HIDING = re.compile(r"v([4-9]|\d\d+)")
"""Versions that leave hidden files out (4.4 and later; `v4` is the last of its line)."""
HIDDEN = re.compile(r"(^|/)\.[^./]")


def check_artifacts(run: TenetRun, repository: Repository) -> Iterator[Diagnosis]:
    for step in run.before:
        if step.uses.action == DOWNLOAD_ARTIFACT and step.outer is None:
            yield from _download(run, step, repository)
    yield from _hidden(run)
    yield from _sarif(run)


def _download(run: TenetRun, step: Step, repository: Repository) -> Iterator[Diagnosis]:
    other_run = bool(step.input("run-id"))
    if step.input("repository"):
        return
    workflows = _followed(run, repository) if other_run else (run.home,)
    uploads = _uploads(workflows)
    if uploads is None or not workflows:
        return
    name = step.input("name")
    names = [upload.input("name") or "artifact" for _, upload in uploads]
    if name and is_static(name) and all(map(is_static, names)) and name not in names:
        yield _unknown_artifact(run, step, names)
    elif not other_run:
        yield from _unordered(run, step, uploads)


def _followed(run: TenetRun, repository: Repository) -> tuple[Workflow, ...]:
    names = followed_by(run.workflow)
    return tuple(workflow for workflow in repository.workflows if workflow.name in names)


def _uploads(workflows: tuple[Workflow, ...]) -> list[tuple[Job, Step]] | None:
    """Every upload with its job; None where a job or a step may upload unseen."""
    found: list[tuple[Job, Step]] = []
    for workflow in workflows:
        for job in workflow.jobs.values():
            if job.uses or any(map(_may_upload_unseen, job.steps)):
                return None
            found.extend((job, step) for step in job.steps if step.uses.action == UPLOAD_ARTIFACT)
    return found


def _may_upload_unseen(step: Step) -> bool:
    return step.uses.is_local or ("upload" in step.uses.action and step.uses.action != UPLOAD_ARTIFACT)


def _unknown_artifact(run: TenetRun, step: Step, names: list[str]) -> Diagnosis:
    near = closest(step.input("name"), names) or (names[0] if len(names) == 1 else None)
    inputs = step.inputs
    edits = replaced_value(run.home.lines, inputs, "name", near) if near and inputs and re.fullmatch(r"[\w.-]+", near) else ()
    fix = Fix(f"Did you mean {shown(near)}?" if near else "Upload it first, with actions/upload-artifact.", edits)
    return problem("unknown-artifact", step.place_of_input("name"), f"no job uploads an artifact called {shown(step.input('name'))}", fix)


def _unordered(run: TenetRun, step: Step, uploads: list[tuple[Job, Step]]) -> Iterator[Diagnosis]:
    """Jobs run side by side, unless one needs the other."""
    name, pattern = step.input("name"), step.input("pattern")
    if not is_static(name + pattern):
        return
    meant = [job for job, upload in uploads if _is_meant(upload.input("name") or "artifact", name, pattern)]
    if not meant or run.job in meant:
        return
    before = _before(run.home, run.job)
    if any(job.name in before for job in meant):
        return
    needs = [*run.job.needs, meant[0].name]
    new = (f"needs: [{', '.join(needs)}]",)
    node = run.job.node
    edits = replaced_entry(run.home.lines, node, "needs", new) if run.job.needs else first_in(run.home.lines, node, new)
    message = f"the job `{meant[0].name}` uploads this artifact, and nothing makes this job wait for it"
    yield problem("unordered-jobs", step.place, message, Fix("Wait for it.", edits, new))


def _is_meant(uploaded: str, name: str, pattern: str) -> bool:
    if name:
        return uploaded == name
    return is_static(uploaded) and Glob(pattern or "*").matches(uploaded)


def _before(workflow: Workflow, job: Job) -> set[str]:
    """The jobs that it waits for, near and far."""
    found: set[str] = set()
    waiting = list(job.needs)
    while waiting:
        name = waiting.pop()
        if name not in found and name in workflow.jobs:
            found.add(name)
            waiting.extend(workflow.jobs[name].needs)
    return found


def _hidden(run: TenetRun) -> Iterator[Diagnosis]:
    for job in run.home.jobs.values():
        for step in job.steps:
            path = step.input("path")
            if step.uses.action != UPLOAD_ARTIFACT or not HIDING.fullmatch(step.uses.ref) or step.input("include-hidden-files"):
                continue
            if path and "\n" not in path and HIDDEN.search(path) and ".coverage" in path:
                message = f"{shown(path)} is a hidden file, which this version of upload-artifact leaves out"
                fix = Fix("Include it.", with_input(run.home.lines, step.node, "include-hidden-files", "true"))
                yield problem("hidden-artifact", step.place_of_input("path"), message, fix)


def _sarif(run: TenetRun) -> Iterator[Diagnosis]:
    written = run.step.input("sarif-file")
    for step in run.after:
        if step.uses.action != UPLOAD_SARIF or not run.is_by_uses:
            continue
        file = step.input("sarif_file")
        if not written and "tenet" in file.lower():
            edits = with_input(run.home.lines, run.step.node, "sarif-file", file)
            message = f"{shown(file)} is uploaded, and Tenet is not asked to write it"
            yield problem("unwritten-sarif", run.step.place, message, Fix("Ask for it.", edits, (f"sarif-file: {file}",)))
        if (written and file == written) and not runs_after_failure(step.node):
            message = "Tenet's step fails where findings block, and this upload is skipped exactly then"
            edits = first_in(run.home.lines, step.node, ("if: ${{ !cancelled() }}",)) if step.node.get("if") is None else ()
            yield problem("skipped-upload", step.place, message, Fix("Upload whatever came before.", edits, ("if: ${{ !cancelled() }}",)))
