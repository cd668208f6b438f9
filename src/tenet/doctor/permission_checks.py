"""Whether the token may do what Tenet asks of it, and no more.

Source: GitHub's documentation of `permissions` and of the endpoints that Tenet calls.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tenet.doctor.checkout_checks import checks_out
from tenet.doctor.diagnosis import Diagnosis, Edit, Fix, advice, problem, quoted
from tenet.doctor.edits import entry, first_in, replaced_entry, replaced_value
from tenet.doctor.permissions import Level, Permissions
from tenet.doctor.step_effects import DOWNLOAD_ARTIFACT, UPLOAD_SARIF, is_harmless
from tenet.doctor.tenet_runs import Kind, Repository, TenetRun
from tenet.doctor.workflow import Job, Workflow, words
from tenet.policy.nodes import MapNode

PULL_REQUEST_EVENTS = frozenset({"pull_request", "pull_request_target", "workflow_run"})
OWN_TOKEN = ("github.token", "secrets.github_token")
REASONS = {
    "contents": "read the code (a private repository cannot be checked out without it)",
    "pull-requests": "post the review and its comments",
    "checks": "write the check run",
    "security-events": "upload the SARIF file",
    "actions": "download an artifact of another run",
}


@dataclass(frozen=True, slots=True)
class Stated:
    """The `permissions` that hold for one job of the way to Tenet, as far as that job and its workflow state them."""

    workflow: Workflow
    job: Job
    permissions: Permissions | None


def stated_on_the_way(run: TenetRun) -> tuple[Stated, ...]:
    return tuple(Stated(workflow, job, job.permissions or workflow.permissions) for workflow, job in run.chain)


def needed(run: TenetRun, repository: Repository) -> Mapping[str, Level]:
    """What the steps from the checkout to the upload need, by scope."""
    wanted: dict[str, Level] = {}
    if run.kind is Kind.ACTION or any(checks_out(step) for step in run.steps):
        wanted["contents"] = Level.READ
    if run.posts and uses_own_token(run) and not judges_for_another(run, repository):
        comments = run.step.input("comment") != "off"
        if run.events & PULL_REQUEST_EVENTS or not run.events - {"workflow_call"}:
            wanted |= {"pull-requests": Level.WRITE if comments else Level.READ, "checks": Level.WRITE}
        elif "merge_group" in run.events:
            wanted["checks"] = Level.WRITE
    if any(step.uses.action == UPLOAD_SARIF for step in run.after):
        wanted["security-events"] = Level.WRITE
    if any(step.uses.action == DOWNLOAD_ARTIFACT and step.input("run-id") for step in run.before):
        wanted["actions"] = Level.READ
    return wanted


def uses_own_token(run: TenetRun) -> bool:
    """Whether the job's own token posts: what another token may do is not written here."""
    given = run.step.input("github-token").lower()
    return not given or any(name in given for name in OWN_TOKEN)


def judges_for_another(run: TenetRun, repository: Repository) -> bool:
    """Whether this is the half of the pair for forks that stores its result, which a workflow on `workflow_run` posts."""
    return "workflow_run" not in run.events and run.kind is Kind.ACTION and run.workflow.name in posting_for(repository)


def posting_for(repository: Repository) -> frozenset[str]:
    """The names of the workflows whose results are posted by another one."""
    names: set[str] = set()
    for run in repository.runs:
        if run.posts and "workflow_run" in run.events:
            names |= set(followed_by(run.workflow))
    return frozenset(names)


def followed_by(workflow: Workflow) -> tuple[str, ...]:
    """The names under `workflow_run.workflows`."""
    settings = workflow.events.get("workflow_run")
    return words(settings.get("workflows")) if settings else ()


def check_permissions(run: TenetRun, repository: Repository) -> Iterator[Diagnosis]:
    wanted = needed(run, repository)
    way = stated_on_the_way(run)
    for stated in way:
        if stated.permissions is not None:
            lacking = {scope: level for scope, level in wanted.items() if stated.permissions.level(scope) < level}
            if lacking:
                yield _lacking(stated, lacking, wanted)
            yield from _too_much(stated, wanted, run)
    if wanted and run.posts and all(stated.permissions is None for stated in way):
        yield _unstated(way[0], wanted)


def _lacking(stated: Stated, lacking: Mapping[str, Level], wanted: Mapping[str, Level]) -> Diagnosis:
    names = [f"{scope}: {level.word}" for scope, level in lacking.items()]
    reasons = ", ".join(f"to {REASONS[scope]}" for scope in lacking)
    whose = "; a workflow that it calls gets no more" if stated.job.uses else ""
    message = f"the token of the job `{stated.job.name}` lacks {quoted(names)} ({reasons}{whose})"
    own = stated.job.permissions
    place = own.place if own else stated.job.place
    return problem("missing-permission", place, message, Fix("State in the job what it needs.", _granting(stated, lacking, wanted)))


def _granting(stated: Stated, lacking: Mapping[str, Level], wanted: Mapping[str, Level]) -> tuple[Edit, ...]:
    """A job's own mapping is completed; a job without one gets one, which takes over what the workflow's gives."""
    lines, own = stated.workflow.lines, stated.job.permissions
    if own is None:
        levels = dict(stated.permissions.levels) if stated.permissions else {}
        levels |= {scope: max(level, levels.get(scope, Level.NONE)) for scope, level in wanted.items()}
        return first_in(lines, stated.job.node, entry("permissions", _as_words(levels)))
    if not isinstance(own.node, MapNode) or not own.node.entries or own.node.place.line == own.place.line:
        levels = {**own.levels, **lacking}
        if own.rest:
            levels |= wanted
        return replaced_entry(lines, stated.job.node, "permissions", entry("permissions", _as_words(levels)))
    edits: list[Edit] = []
    new = [f"{scope}: {level.word}" for scope, level in lacking.items() if scope not in own.node.entries]
    edits.extend(first_in(lines, own.node, new) if new else ())
    for scope, level in lacking.items():
        if scope in own.node.entries:
            edits.extend(replaced_value(lines, own.node, scope, level.word))
    return tuple(edits)


def _as_words(levels: Mapping[str, Level]) -> dict[str, str]:
    return {scope: level.word for scope, level in levels.items() if level}


def _unstated(outermost: Stated, wanted: Mapping[str, Level]) -> Diagnosis:
    message = (
        f"no `permissions` are stated for the job `{outermost.job.name}`: what its token may do is left to a setting of the repository, "
        "which is read-only by default in new ones"
    )
    fix = Fix("State what it needs.", first_in(outermost.workflow.lines, outermost.job.node, entry("permissions", _as_words(wanted))))
    return advice("unstated-permissions", outermost.job.place, message, fix)


def _too_much(stated: Stated, wanted: Mapping[str, Level], run: TenetRun) -> Iterator[Diagnosis]:
    permissions, job = stated.permissions, stated.job
    if not wanted or permissions is None or any(not is_harmless(step) for step in run.steps if step is not run.step):
        return
    own = job.permissions
    if permissions.rest is Level.WRITE:
        new = entry("permissions", _as_words(wanted))
        lines = stated.workflow.lines
        edits = replaced_entry(lines, job.node, "permissions", new) if own else first_in(lines, job.node, new)
        message = f"`write-all` gives the job `{job.name}` every permission; Tenet needs {quoted([line.strip() for line in new[1:]])}"
        yield advice("wide-permissions", permissions.place, message, Fix("State what it needs.", edits))
    elif own and own.levels.get("contents") is Level.WRITE and wanted.get("contents") is Level.READ and isinstance(own.node, MapNode):
        message = f"`contents: write` lets the job `{job.name}` push; of what Tenet does, only resolving review threads takes it"
        edits = replaced_value(stated.workflow.lines, own.node, "contents", "read")
        fix = Fix("Lower it, unless resolved threads are wanted: without it Tenet edits and hides comments of what is fixed.", edits)
        yield advice("wide-permissions", own.node.keys["contents"], message, fix)
