"""Whether the events that Tenet has an answer to start it.

Sources: GitHub's documentation of events that trigger workflows, and of skipped required checks.
"""

import re
from collections.abc import Iterator

from tenet.doctor.checkout_checks import checks_out
from tenet.doctor.diagnosis import Diagnosis, Edit, Fix, advice, problem, quoted
from tenet.doctor.edits import first_in, replaced_entry, replaced_value
from tenet.doctor.permission_checks import followed_by
from tenet.doctor.tenet_runs import Repository, TenetRun
from tenet.doctor.workflow import Step, Workflow, is_static, word, words
from tenet.policy.nodes import MapNode
from tenet.policy.wording import closest, shown

PULL_REQUEST = ("pull_request", "pull_request_target")
OF_COMMITS = ("opened", "synchronize", "reopened")
OF_DESCRIPTION = ("edited", "labeled", "ready_for_review")
TYPES = f"types: [{', '.join((*OF_COMMITS, *OF_DESCRIPTION))}]"
PATHS = ("paths", "paths-ignore")
UNTRUSTED = ("pull_request_target", "workflow_run")
OF_HEAD = re.compile(
    r"github\.head_ref|github\.event\.(pull_request\.head\.(sha|ref)|number|pull_request\.number)|refs/pull/|merge_commit_sha|workflow_run\.(head_|pull_requests)"
)
ONLY_SUCCESS = re.compile(r"workflow_run\.conclusion\s*==\s*'success'")
OTHER_END = re.compile(r"workflow_run\.conclusion\s*==\s*'(failure|cancelled)'")
DRAFT = re.compile(r"pull_request\.draft\b")


def check_triggers(run: TenetRun, repository: Repository) -> Iterator[Diagnosis]:
    for name in PULL_REQUEST:
        if name in run.events:
            yield from _types(run, name)
            yield from _filters(run, name)
    yield from _runs_code_of_head(run)
    if "workflow_run" in run.events:
        yield from _gated(run)
        yield from _follows_nobody(run, repository)
    if "pull_request" in run.events and "merge_group" not in run.events:
        yield from _merge_queue(run, repository)


def _types(run: TenetRun, name: str) -> Iterator[Diagnosis]:
    workflow, settings = run.workflow, run.workflow.events[name]
    node = settings.get("types") if settings else None
    given = words(node) if node else OF_COMMITS
    if not all(map(is_static, given)):
        return
    place = settings.keys["types"] if settings and node else workflow.place_of_event(name)
    fix = Fix("Name the types.", with_types(workflow, name))
    missing = [kind for kind in OF_COMMITS if kind not in given]
    if "opened" in missing or "synchronize" in missing:
        message = f"`{name}` does not start it on {quoted(missing)}: new pull requests or pushes to them are not reviewed"
        yield problem("missing-type", place, message, fix)
    elif missing:
        yield advice("missing-type", place, "`reopened` is not among the types: a reopened pull request keeps its old review", fix)
    if "ready_for_review" not in given and any(map(DRAFT.search, run.conditions)):
        message = "drafts are skipped, and `ready_for_review` is not among the types: a draft that becomes ready is not reviewed"
        yield problem("missing-type", place, message, fix)
        return
    missing = [kind for kind in OF_DESCRIPTION if kind not in given]
    if missing and (run.posts or "--pr" in run.step.run):
        message = f"`{name}` does not start it on {quoted(missing)}: where these are mended, the review stays as it was until the next push"
        yield advice("missing-description-type", place, message, fix)


def with_types(workflow: Workflow, name: str) -> tuple[Edit, ...]:
    """The event with all the types; it is added where it is not there."""
    on, lines = workflow.root.get("on"), workflow.lines
    settings = workflow.events.get(name)
    if settings is not None and "types" in settings.entries:
        return replaced_entry(lines, settings, "types", (TYPES,))
    if settings is not None and settings.entries:
        return first_in(lines, settings, (TYPES,))
    new = (f"{name}:", f"  {TYPES}")
    if isinstance(on, MapNode):
        return replaced_entry(lines, on, name, new) if name in on.entries else first_in(lines, on, new)
    return replaced_entry(lines, workflow.root, "on", _as_mapping(workflow, name))


def _as_mapping(workflow: Workflow, name: str) -> tuple[str, ...]:
    """`on: [push, pull_request]` as a mapping, with the types of one event."""
    new: list[str] = ["on:"]
    for event in dict.fromkeys((*workflow.events, name)):
        new.append(f"  {event}:")
        if event == name:
            new.append(f"    {TYPES}")
    return tuple(new)


def _filters(run: TenetRun, name: str) -> Iterator[Diagnosis]:
    settings = run.workflow.events[name]
    for key in PATHS:
        if settings is not None and key in settings.entries:
            message = f"`{key}` keeps the workflow from some pull requests: where Tenet's check is required, these wait for it for ever"
            fix = Fix("Leave it out: Tenet reads only what the policy names, and says nothing where there is nothing to say.")
            yield advice("filtered-trigger", settings.keys[key], message, fix)


def _runs_code_of_head(run: TenetRun) -> Iterator[Diagnosis]:
    name = next((name for name in UNTRUSTED if name in run.events), "")
    got: Step | None = None
    for step in run.steps if name else ():
        if checks_out(step) and OF_HEAD.search(step.input("ref") + step.input("repository")):
            got = got or step
        elif got is not None and _runs_files(step):
            message = (
                f"on `{name}` the job checks out the pull request's code and then runs commands in it, with a token that may "
                "write: whoever opens a pull request can take it"
            )
            fix = Fix(
                "Leave out `ref` and let Tenet alone read the change, which it never runs; make the coverage on `pull_request` and "
                "post from one on `workflow_run`."
            )
            yield problem("runs-code-of-head", got.place_of_input("ref"), message, fix)
            return


def _runs_files(step: Step) -> bool:
    """A command, or an action out of the checkout."""
    return (bool(step.run) and any(words[0] not in {"echo", "printf", "tenet"} for words in step.commands)) or (
        step.uses.is_local and step.uses.action != "./"
    )


def _gated(run: TenetRun) -> Iterator[Diagnosis]:
    for node, lines in _conditions(run):
        condition = word(node.get("if"))
        if ONLY_SUCCESS.search(condition) and not OTHER_END.search(condition):
            message = "it posts only where the first workflow succeeded, and that one fails exactly where findings block"
            whole = re.fullmatch(r"(\$\{\{)?\s*github\.event\.workflow_run\.conclusion\s*==\s*'success'\s*(\}\})?", condition)
            new = "${{ github.event.workflow_run.conclusion != 'cancelled' }}"
            edits = replaced_value(lines, node, "if", new) if whole else ()
            yield problem("gated-on-success", node.keys["if"], message, Fix("Post whatever it concluded.", edits, (f"if: {new}",)))


def _conditions(run: TenetRun) -> Iterator[tuple[MapNode, tuple[str, ...]]]:
    for workflow, job in run.chain:
        yield job.node, workflow.lines
    yield run.step.in_job.node, run.home.lines


def _follows_nobody(run: TenetRun, repository: Repository) -> Iterator[Diagnosis]:
    settings = run.workflow.events["workflow_run"]
    names = {workflow.name for workflow in repository.workflows}
    node = settings.get("workflows") if settings else None
    place = settings.keys["workflows"] if settings and node else run.workflow.place_of_event("workflow_run")
    if not followed_by(run.workflow):
        yield problem(
            "unknown-workflow", place, "`workflow_run` names no workflow, so nothing starts it", Fix("Name it under `workflows`.")
        )
    for name in followed_by(run.workflow):
        if is_static(name) and "*" not in name and name not in names:
            message = f"no workflow of this repository is called {shown(name)}, so nothing starts it"
            meant = closest(name, names - {run.workflow.name})
            hint = f"did you mean {shown(meant)}?" if meant else "the names are those under `name:` of the other files."
            edits = () if meant is None else _renamed(run.workflow, meant)
            yield problem("unknown-workflow", place, message, Fix(f"Name one that is there: {hint}", edits))
    types = words(settings.get("types")) if settings else ()
    if settings and types and "completed" not in types:
        fix = Fix("Wait for the end.", replaced_entry(run.workflow.lines, settings, "types", ("types: [completed]",)))
        yield problem("unfinished-workflow", settings.keys["types"], "it starts before the first workflow has stored its result", fix)


def _renamed(workflow: Workflow, meant: str) -> tuple[Edit, ...]:
    settings = workflow.events["workflow_run"]
    only = len(followed_by(workflow)) == 1
    if settings is None or not only or any(sign in meant for sign in "\"'\\#"):
        return ()
    return replaced_entry(workflow.lines, settings, "workflows", (f'workflows: ["{meant}"]',))


def _merge_queue(run: TenetRun, repository: Repository) -> Iterator[Diagnosis]:
    other = next((each for each in repository.workflows if "merge_group" in each.events), None)
    if other is None or not run.posts or any("merge_group" in each.events for each in repository.runs):
        return
    message = (
        f"{other.path} runs on `merge_group` and this does not: where Tenet's check is required, the merge queue waits for it for ever"
    )
    fix = Fix("Start it on `merge_group` too.", one_more_event(run.workflow, "merge_group"), ("merge_group:",))
    yield advice("missing-merge-group", run.workflow.place_of_event("pull_request"), message, fix)


def one_more_event(workflow: Workflow, name: str) -> tuple[Edit, ...]:
    on = workflow.root.get("on")
    if isinstance(on, MapNode):
        return first_in(workflow.lines, on, (f"{name}:",))
    return replaced_entry(workflow.lines, workflow.root, "on", (f"on: [{', '.join((*workflow.events, name))}]",))
