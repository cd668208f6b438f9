"""Whether the change is there for Tenet to read.

The action needs no checkout on a pull request and any fetch depth will do: what a shallow one lacks it fetches by itself
(docs/action.md). `tenet check` reads the local repository alone.
"""

import re
from collections.abc import Iterator

from tenet.doctor.diagnosis import Diagnosis, Fix, advice, problem
from tenet.doctor.edits import before_item, with_input
from tenet.doctor.step_effects import is_unknown
from tenet.doctor.tenet_runs import Kind, TenetRun
from tenet.doctor.workflow import Step, is_static
from tenet.policy.nodes import Place

CHECKOUT = "actions/checkout"
WITHOUT_PULL_REQUEST = frozenset({"merge_group", "push"})
PULL_REQUEST = frozenset({"pull_request", "pull_request_target"})
NEEDS_CREDENTIALS = re.compile(
    r"\bgit\s+(-\S+\s+\S+\s+)*(push|fetch|pull|clone|submodule|lfs|ls-remote)\b|\bpre-commit\b|semantic-release|\bcz\b"
)
OF_BASE = re.compile(r"github\.base_ref|github\.event\.pull_request\.base\.")
NEARBY = re.compile(r"HEAD[\^~]")
DEEPENING = re.compile(r"\bgit\s+(-\S+\s+\S+\s+)*(fetch|pull)\b")
NEW = (
    "- uses: actions/checkout@v5",
    "  with:",
    "    persist-credentials: false",
)


def checks_out(step: Step) -> bool:
    """Whether a step checks out this repository (another one's, named by `repository`, is not meant)."""
    other = step.input("repository")
    return step.uses.action == CHECKOUT and (not other or "github.repository" in other or "head.repo" in other)


def may_check_out(step: Step) -> bool:
    """A step that gets the code in a way of its own, or may: an action that is not known to do something else."""
    return bool(re.search(r"\bgit\s+(clone|init|checkout|worktree)\b", step.run)) or is_unknown(step)


def check_checkout(run: TenetRun) -> Iterator[Diagnosis]:
    if run.kind is Kind.PUBLISH:
        return
    before = [step for step in run.before if checks_out(step)]
    whole = [step for step in before if not step.input("path") or not is_static(step.input("path"))]
    if not whole and not any(may_check_out(step) for step in run.before if step not in before):
        yield from _absent(run, before)
    for step in before:
        yield from _credentials(run, step)
        yield from _other_commit(run, step)
    if run.kind is Kind.CHECK and before:
        yield from _shallow(run, before[-1])


def _absent(run: TenetRun, elsewhere: list[Step]) -> Iterator[Diagnosis]:
    if elsewhere and run.kind is Kind.CHECK:
        return  # its path or its working directory may lead there
    place, said, fix = _absence(run, elsewhere)
    if run.kind is Kind.CHECK:
        yield problem("missing-checkout", place, f"the repository {said}, and `tenet check` reads nothing else", fix)
    elif run.events & WITHOUT_PULL_REQUEST:
        events = " and ".join(f"`{name}`" for name in sorted(run.events & WITHOUT_PULL_REQUEST))
        yield problem("missing-checkout", place, f"the repository {said}, and on {events} Tenet cannot read the change without it", fix)
    elif "pull_request" in run.events:
        message = f"the repository {said}: the change is then read through GitHub's API, which is slower and ends at 3,000 files"
        yield advice("missing-checkout", place, message, fix)


def _absence(run: TenetRun, elsewhere: list[Step]) -> tuple[Place, str, Fix]:
    after = next((step for step in run.after if checks_out(step)), None)
    if elsewhere:
        said = "is checked out into a folder (`path`), where the action does not look"
        fix = Fix("Check out into the workspace itself: leave out `path`, or check out once more without it.")
        return elsewhere[0].place_of_input("path"), said, fix
    if after is not None:
        return after.place, "is checked out only after Tenet has run", Fix("Move the checkout before the tests and before Tenet.")
    edits = before_item(run.home.lines, run.job.steps[0].node, NEW)
    return run.step.place, "is not checked out in this job", Fix("Check it out first.", edits, NEW)


def _credentials(run: TenetRun, step: Step) -> Iterator[Diagnosis]:
    given = step.input("persist-credentials").lower()
    if given == "false" or not is_static(given) or any(_needs_credentials(run, other) for other in run.steps):
        return
    message = "the checkout leaves its token in `.git/config`, where every later step can read it; Tenet fetches with its own"
    fix = Fix("Do not keep it.", with_input(run.home.lines, step.node, "persist-credentials", "false"))
    yield advice("persisted-credentials", step.place_of("uses"), message, fix)


def _needs_credentials(run: TenetRun, step: Step) -> bool:
    """Whether a step talks to the remote, or is an action that may."""
    return bool(NEEDS_CREDENTIALS.search(step.run)) or (step is not run.step and is_unknown(step))


def _other_commit(run: TenetRun, step: Step) -> Iterator[Diagnosis]:
    ref = step.input("ref")
    if not ref or not run.events <= PULL_REQUEST | {"workflow_call"} or "pull_request" not in run.events:
        return
    if (is_static(ref) and not ref.startswith("refs/pull/")) or OF_BASE.search(ref):
        message = "the job checks out another commit than the pull request's, so its tests and their coverage are not of the change"
        fix = Fix("Leave out `ref`: the default is the merge of the pull request.")
        yield problem("other-commit", step.place_of_input("ref"), message, fix)


def _shallow(run: TenetRun, step: Step) -> Iterator[Diagnosis]:
    depth = step.input("fetch-depth")
    if depth == "0" or not is_static(depth) or any(DEEPENING.search(other.run) for other in run.before):
        return
    script = run.step.run
    if (NEARBY.search(script) and depth not in {"", "1"}) or DEEPENING.search(script):
        return
    message = (
        f"the checkout has {'the last commit' if depth in {'', '1'} else f'{depth} commits'} alone, and `tenet check` needs the base too"
    )
    fix = Fix("Fetch the whole history.", with_input(run.home.lines, step.node, "fetch-depth", "0"))
    yield problem("shallow-checkout", step.place_of("uses"), message, fix)
