"""What can be said only of all workflows together."""

import re
from collections.abc import Iterator

from tenet.doctor.diagnosis import Diagnosis, Fix, advice, problem
from tenet.doctor.step_effects import may_bring_report
from tenet.doctor.tenet_runs import ELSEWHERE, Kind, Repository, TenetRun
from tenet.doctor.trigger_checks import TYPES, with_types
from tenet.doctor.workflow import is_static
from tenet.policy.nodes import Place
from tenet.policy.workflow_steps import FOLDER

REVIEWED = frozenset({"pull_request", "pull_request_target"})
BY_OTHER_MEANS = frozenset({"workflow_run", "workflow_dispatch"})
FORK_SAFE = frozenset({"pull_request_target", "workflow_run"})
FORKS = re.compile(r"head\.repo\b|\.fork\b|github\.event\.workflow_run\.head_repository")
OPEN = re.compile(r"(\.github/|docs/)?contributing(\.[a-z]+)?", re.IGNORECASE)
LICENCE = re.compile(r"(licen[cs]e|copying)(\.[a-z]+)?", re.IGNORECASE)
REFRESHING = frozenset({"push", "schedule", "workflow_dispatch", "workflow_run"})


def check_whole(repository: Repository) -> Iterator[Diagnosis]:
    if not repository.runs:
        if not repository.distant:
            yield _no_workflow()
        return
    reviews = [run for run in repository.runs if run.events - {ELSEWHERE}]
    if reviews and not any(run.events & (REVIEWED | BY_OTHER_MEANS) for run in reviews):
        yield _not_started(reviews[0])
    yield from _forks(repository)
    for run in repository.runs:
        yield from _base_coverage(run, repository)


def _no_workflow() -> Diagnosis:
    fix = Fix("`tenet init` writes a workflow to start from, and a policy in advise mode.")
    return problem("no-workflow", Place(f"{FOLDER}tenet.yml", 1, 1), "no workflow runs Tenet", fix)


def _not_started(run: TenetRun) -> Diagnosis:
    workflow = run.workflow
    message = "no workflow that runs Tenet starts on pull requests, so no review is posted"
    place = workflow.root.keys.get("on", workflow.root.place)
    fix = Fix("Start it on `pull_request`.", with_types(workflow, "pull_request"), ("pull_request:", f"  {TYPES}"))
    return problem("missing-pull-request-trigger", place, message, fix)


def _forks(repository: Repository) -> Iterator[Diagnosis]:
    """Only where something in the repository says that strangers send pull requests."""
    runs = [run for run in repository.runs if run.posts and "pull_request" in run.events]
    if not runs or any(run.events & FORK_SAFE for run in repository.runs if run.posts):
        return
    if any(FORKS.search(text) for run in runs for text in run.conditions):
        return  # it says itself what becomes of forks
    evidence = _takes_forks(repository)
    if evidence:
        run = runs[0]
        message = f"{evidence}, and on a pull request from a fork the token may write nothing: the review is in the job summary alone"
        fix = Fix("Judge there, and post from a second workflow on `workflow_run`: copy the pair in Tenet's examples/workflows.")
        yield advice("no-review-on-forks", run.workflow.place_of_event("pull_request"), message, fix)


def _takes_forks(repository: Repository) -> str:
    ours = {run.workflow.path for run in repository.runs}
    for workflow in repository.workflows:
        if workflow.path not in ours and FORKS.search("\n".join(workflow.lines)):
            return f"{workflow.path} deals with forks"
    files = repository.sources.files
    guide = next((path for path in sorted(files) if OPEN.fullmatch(path)), None)
    if guide is not None and any(LICENCE.fullmatch(path) for path in files):
        return f"{guide} invites contributions"
    return ""


def _base_coverage(run: TenetRun, repository: Repository) -> Iterator[Diagnosis]:
    given = run.step.input("base-coverage")
    if run.kind is not Kind.ACTION or not given or not is_static(given) or not run.events & REVIEWED:
        return
    place = run.step.place_of_input("base-coverage")
    if not any(map(may_bring_report, run.before)):
        fix = Fix("Restore what a workflow on `push` has stored, before Tenet.", (), ("- uses: actions/cache/restore@v4",))
        yield problem("missing-base-coverage", place, "no step before Tenet brings the base's coverage report", fix)
    elif not any(set(workflow.events) & REFRESHING for workflow in repository.workflows):
        message = "no workflow runs on `push`, so nothing measures the base and stores its report"
        fix = Fix("Measure the default branch on `push`, and store the report.", (), ("push:", "  branches: [main]"))
        yield problem("missing-base-coverage", place, message, fix)
