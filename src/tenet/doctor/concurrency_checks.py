"""Whether two runs may get in one another's way.

Source: GitHub's documentation of `concurrency`: one run of a group runs and one waits; a newer one takes the waiting one's place.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

from tenet.doctor.diagnosis import Diagnosis, Edit, Fix, advice, problem, quoted
from tenet.doctor.edits import before_key, replaced_value
from tenet.doctor.permission_checks import judges_for_another
from tenet.doctor.tenet_runs import ELSEWHERE, Kind, Repository, TenetRun
from tenet.doctor.workflow import Workflow, is_static, mapping, word
from tenet.policy.nodes import ListNode, MapNode, Node, Place, ScalarNode

REF = r"github\.ref(_name)?\b"
ALWAYS_DISTINCT = r"github\.(run_id|run_number|sha)\b|\b(inputs|vars|env|needs|matrix|steps)\."
DISTINCT = {
    "pull_request": re.compile(rf"{ALWAYS_DISTINCT}|{REF}|github\.head_ref|github\.event\.(number|pull_request\.|after)"),
    "pull_request_target": re.compile(
        r"github\.(run_id|run_number|head_ref)\b|github\.event\.(number|pull_request\.)|\b(inputs|vars|env)\."
    ),
    "merge_group": re.compile(rf"{ALWAYS_DISTINCT}|{REF}|github\.event\.merge_group\."),
    "workflow_run": re.compile(
        r"github\.(run_id|run_number)\b|github\.event\.workflow_run\.(id|head_|pull_requests)|\b(inputs|vars|env)\."
    ),
}
"""What is another value for each pull request, or each group of the queue, by event. On `pull_request_target` and
`workflow_run`, `github.ref` is the base or the default branch."""
GROUPS = {
    "pull_request": "github.event.pull_request.number",
    "pull_request_target": "github.event.pull_request.number",
    "merge_group": "github.event.merge_group.head_ref",
    "workflow_run": "github.event.workflow_run.id",
}


@dataclass(frozen=True, slots=True)
class Concurrency:
    """`holder` is the mapping whose key it is."""

    workflow: Workflow
    holder: MapNode
    node: Node
    group: str
    cancels: str


def check_concurrency(run: TenetRun, repository: Repository) -> Iterator[Diagnosis]:
    events = [name for name in DISTINCT if name in run.events]
    if not run.posts or not events:
        return
    stated = tuple(_stated(run))
    if not stated and set(events) & {"pull_request", "pull_request_target", "workflow_run"}:
        yield _absent(run, events)
    for concurrency in stated:
        shared = [name for name in events if not DISTINCT[name].search(concurrency.group)]
        if shared:
            yield _shared(run, concurrency, shared, events)
    yield from _matrix(run)
    yield from _several(run, repository)


def _stated(run: TenetRun) -> Iterator[Concurrency]:
    for workflow, job in run.chain:
        for holder in (workflow.root, job.node):
            node = holder.get("concurrency")
            if isinstance(node, ScalarNode) and word(node):
                yield Concurrency(workflow, holder, node, word(node), "")
            elif isinstance(node, MapNode) and word(node.get("group")):
                yield Concurrency(workflow, holder, node, word(node.get("group")), word(node.get("cancel-in-progress")))


def group_for(run: TenetRun, events: list[str]) -> str:
    """A group for each pull request, or whatever each event has in its place."""
    others = ["github.ref"] if run.events - set(GROUPS) - {ELSEWHERE} else []
    names = [*dict.fromkeys(GROUPS[name] for name in events), *others]
    return f"tenet-${{{{ {' || '.join(names)} }}}}"


def _absent(run: TenetRun, events: list[str]) -> Diagnosis:
    new = (
        "concurrency:",
        f"  group: {group_for(run, events)}",
        f"  cancel-in-progress: {'true' if run.events == {'pull_request'} else 'false'}",
        "",
    )
    message = "two runs for one pull request may post at the same time: what both find is then said twice until the next run"
    place = run.workflow.root.keys.get("jobs", run.workflow.root.place)
    fix = Fix("One run at a time for each pull request.", before_key(run.workflow.lines, run.workflow.root, "jobs", new))
    return advice("missing-concurrency", place, message, fix)


def _shared(run: TenetRun, concurrency: Concurrency, shared: list[str], events: list[str]) -> Diagnosis:
    what = "waiting run" if concurrency.cancels in {"", "false"} else "run"
    message = f"on {quoted(shared)} all runs share this group, so one ends the {what} of another, which gets no review"
    holder, key = (concurrency.node, "group") if isinstance(concurrency.node, MapNode) else (concurrency.holder, "concurrency")
    edits: tuple[Edit, ...] = replaced_value(concurrency.workflow.lines, holder, key, group_for(run, events))
    place: Place = holder.keys[key]
    return problem("shared-concurrency", place, message, Fix("A group for each of them.", edits, (f"group: {group_for(run, events)}",)))


def _matrix(run: TenetRun) -> Iterator[Diagnosis]:
    for _, job in run.chain:
        strategy = mapping(job.node.get("strategy"))
        matrix = strategy.get("matrix") if strategy else None
        count = combinations(matrix) if isinstance(matrix, MapNode) else 0
        if count > 1 and not _told_apart(run) and isinstance(matrix, MapNode) and strategy is not None:
            message = f"the matrix runs Tenet {count} times for one pull request, and each posts the same check run and comments"
            fix = Fix(
                "Run Tenet once, in a job of its own that needs this one and downloads its coverage; or give each its own policy, "
                "with another `name:`.",
                (),
                (
                    "tenet:",
                    f"  needs: [{job.name}]",
                    "  if: ${{ !cancelled() }}",
                    "  steps:",
                    "    - uses: actions/checkout@v5",
                    "    - uses: actions/download-artifact@v5",
                    "    - uses: OWNER/tenet@v1",
                ),
            )
            yield problem("posted-by-matrix", strategy.keys["matrix"], message, fix)


def combinations(matrix: MapNode) -> int:
    """How many jobs a matrix makes; 0 where an expression says."""
    lists = {name: node for name, node in matrix.entries.items() if name not in {"include", "exclude"}}
    included, excluded = matrix.get("include"), matrix.get("exclude")
    if not all(isinstance(node, ListNode) for node in lists.values()):
        return 0
    made = prod(len(node.items) for node in lists.values() if isinstance(node, ListNode)) if lists else 0
    if isinstance(excluded, ListNode) and len(excluded.items) >= made - 1:
        return 0
    return made or (len(included.items) if isinstance(included, ListNode) else 0)


def _told_apart(run: TenetRun) -> bool:
    """Whether the matrix decides which policy judges, or that one of its jobs alone runs Tenet."""
    settings = (run.step.input("policy"), word(run.step.node.get("if")), word(run.step.in_job.node.get("if")), run.step.run)
    environment = mapping(run.step.node.get("env"))
    values = [word(node) for node in environment.entries.values()] if environment else []
    return any("matrix." in text or (run.callers and "inputs." in text) for text in (*settings, *values))


def _several(run: TenetRun, repository: Repository) -> Iterator[Diagnosis]:
    """Two steps that post for the same event under the same policy: each would take the other's comments for its own."""
    if run.kind is not Kind.ACTION or not is_static(run.step.input("policy")) or _conditional(run) or judges_for_another(run, repository):
        return
    for other in repository.runs:
        if other is run:
            return  # the first is the one to keep
        same_event = run.events & other.events & {"pull_request", "pull_request_target", "merge_group"}
        same_policy = other.step.input("policy") == run.step.input("policy") and not judges_for_another(other, repository)
        if other.kind is Kind.ACTION and same_event and same_policy and not _conditional(other):
            place = other.step.place
            message = f"Tenet runs in {place.file}:{place.line} too, on the same event and by the same policy, and both post"
            fix = Fix("Run it once; or give each its own policy, with another `name:`.")
            yield problem("posted-twice", run.step.place, message, fix)
            return


def _conditional(run: TenetRun) -> bool:
    """Whether a condition may keep the two apart."""
    return any(context in text for text in run.conditions for context in ("github.", "inputs.", "needs.", "steps."))
