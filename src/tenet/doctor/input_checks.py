"""Whether the step calls the action as it wants to be called."""

import re
from collections.abc import Iterator, Mapping

from tenet.core.commit_id import COMMIT_ID
from tenet.core.settings import CommentLevel
from tenet.doctor.diagnosis import Diagnosis, Fix, advice, problem
from tenet.doctor.edits import replaced_entry, replaced_value
from tenet.doctor.report_writers import is_outside
from tenet.doctor.tenet_runs import Kind, TenetRun
from tenet.doctor.workflow import is_static, mapping, word, words
from tenet.domain.severity import FailOn, Mode
from tenet.policy.nodes import MapNode
from tenet.policy.wording import closest, shown, suggestion

INPUTS = (
    "github-token",
    "policy",
    "coverage",
    "base-coverage",
    "mode",
    "comment",
    "fail-on",
    "policy-token",
    "result-file",
    "sarif-file",
    "html-file",
)
"""Those of action.yml."""
VALUES: Mapping[str, tuple[str, ...]] = {
    "mode": tuple(mode.value for mode in Mode),
    "comment": tuple(level.value for level in CommentLevel),
    "fail-on": tuple(level.value for level in FailOn),
}
FILES = ("result-file", "sarif-file", "html-file")
BRANCH = re.compile(r"main|master|develop|dev|trunk|HEAD|latest")
PLACEHOLDER = "owner/tenet"
OWN_SECRET = re.compile(r"secrets\.(?!github_token\b)\w+", re.IGNORECASE)
NEVER = re.compile(r"(\$\{\{\s*)?false(\s*\}\})?")
OTHER_SYSTEM = re.compile(r"(windows|macos)(-.*)?", re.IGNORECASE)
PLAIN = re.compile(r"[\w./*-]+|\$\{\{[^\n#]*\}\}")
TOKENS = ("GITHUB_TOKEN", "INPUT_GITHUB-TOKEN")


def check_step(run: TenetRun) -> Iterator[Diagnosis]:
    if run.is_by_uses:
        yield from _reference(run)
        yield from _inputs(run)
        yield from _runner(run)
    yield from _token(run)
    yield from _outcome(run)


def _reference(run: TenetRun) -> Iterator[Diagnosis]:
    uses = run.step.uses
    place = run.step.place_of("uses")
    if uses.is_local or uses.action.startswith("docker:"):
        return
    if uses.action == PLACEHOLDER:
        fix = Fix("Name the repository that publishes Tenet, at a release's full commit SHA.")
        yield advice("placeholder-owner", place, "`OWNER` stands for the account that publishes Tenet: GitHub finds no such action", fix)
    elif not uses.ref:
        yield problem(
            "missing-reference", place, "the action is named without a version, which GitHub refuses", Fix("Add `@` and a version.")
        )
    elif is_static(uses.ref) and not COMMIT_ID.fullmatch(uses.ref):
        kind = "a branch, which changes under it" if BRANCH.fullmatch(uses.ref) else "a tag, which can be moved"
        fix = Fix("Name a release's full commit SHA, with the version as a comment.", (), (f"uses: {uses.action}@<commit> # {uses.ref}",))
        yield advice("movable-reference", place, f"the action is named by {kind}", fix)


def _inputs(run: TenetRun) -> Iterator[Diagnosis]:
    given = run.step.inputs
    if given is None:
        return
    for name in given.entries:
        if name.lower() not in INPUTS:
            yield _unknown(run, given, name)
    for name, allowed in VALUES.items():
        value = run.step.input(name)
        if value and is_static(value) and value not in allowed:
            near = closest(value, allowed)
            edits = replaced_value(run.home.lines, given, name, near) if near else ()
            fix = Fix(_sentence(suggestion(value, allowed)), edits)
            yield problem("wrong-input", run.step.place_of_input(name), f"`{name}` is {shown(value)}, which Tenet refuses", fix)
    for name in FILES:
        if is_outside(run.step.input(name)):
            fix = Fix("Name a path inside the workspace, from its root.")
            yield problem("wrong-input", run.step.place_of_input(name), f"`{name}` is outside the workspace, which Tenet refuses", fix)


def _unknown(run: TenetRun, given: MapNode, name: str) -> Diagnosis:
    near, value = closest(name, INPUTS), word(given.get(name))
    edits = replaced_entry(run.home.lines, given, name, (f"{near}: {value}",)) if near and PLAIN.fullmatch(value) else ()
    fix = Fix(_sentence(suggestion(name, INPUTS)), edits)
    return problem("unknown-input", given.keys[name], f"the action has no input {shown(name)}, so it has no effect", fix)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _runner(run: TenetRun) -> Iterator[Diagnosis]:
    for name in words(run.job.node.get("runs-on")):
        if OTHER_SYSTEM.fullmatch(name):
            message = f"the job runs on {shown(name)}, and an action in a container runs on Linux alone"
            edits = replaced_value(run.home.lines, run.job.node, "runs-on", "ubuntu-latest")
            yield problem("wrong-runner", run.job.node.keys["runs-on"], message, Fix("Give Tenet a job on Linux.", edits))


def _token(run: TenetRun) -> Iterator[Diagnosis]:
    given, step = run.step.inputs, run.step
    if run.is_by_uses and given and "github-token" in given.entries and not step.input("github-token"):
        if not _environment(run):
            edits = replaced_value(run.home.lines, given, "github-token", "${{ github.token }}")
            message = "the token is empty: nothing can be read or posted"
            yield problem("missing-token", step.place_of_input("github-token"), message, Fix("Leave it out, or give the job's own.", edits))
    elif not run.is_by_uses and run.posts and not _environment(run):
        message = f"`tenet {run.kind.value}` posts with the token in `GITHUB_TOKEN`, and the step has none"
        fix = Fix("Give it the job's own.", (), ("env:", "  GITHUB_TOKEN: ${{ github.token }}"))
        yield problem("missing-token", step.place, message, fix)
    if "pull_request" in run.events:
        for name in ("github-token", "policy-token"):
            if OWN_SECRET.search(step.input(name)):
                message = f"`{name}` is a secret, which is empty on pull requests from forks and of Dependabot"
                fix = Fix("Give the job's own `${{ github.token }}`, or leave forks to a workflow on `workflow_run`.")
                yield advice("secret-on-forks", step.place_of_input(name), message, fix)


def _environment(run: TenetRun) -> bool:
    """Whether the step, its job or its workflow sets the token, or the step's script takes it from somewhere."""
    nodes: list[MapNode | None] = [mapping(node.get("env")) for node in (run.step.node, run.job.node, run.home.root)]
    return any(name in run.step.run for name in TOKENS) or any(word(node.get(name)) for node in nodes if node for name in TOKENS)


def _outcome(run: TenetRun) -> Iterator[Diagnosis]:
    step, job = run.step.in_job, run.job
    for node, lines, what in ((step.node, run.home.lines, "step"), (job.node, run.home.lines, "job")):
        if word(node.get("continue-on-error")) == "true" and run.kind is not Kind.PUBLISH:
            message = f"`continue-on-error` lets the {what} pass whatever is found, also where Tenet could not judge at all"
            edits = replaced_value(lines, node, "continue-on-error", "false")
            fix = Fix("Leave it out; `mode: advise` in the policy reports and never fails.", edits)
            yield advice("ignored-outcome", node.keys["continue-on-error"], message, fix)
        if NEVER.fullmatch(word(node.get("if"))):
            yield problem("never-runs", node.keys["if"], f"the condition of the {what} is never true", Fix("Leave the condition out."))
