"""Compares Tenet's steps in the workflows of base and head."""

import re
from collections.abc import Iterator

from tenet.domain.change import Change
from tenet.domain.policy import PolicyWeakening
from tenet.domain.severity import FailOn, Mode
from tenet.facts.sources import Sources
from tenet.policy.workflow_steps import FOLDER, Setting, TenetStep, WorkflowSteps, find_steps

FAIL_ON = (FailOn.WARNING, FailOn.ERROR, FailOn.NEVER)
"""From the strictest to the weakest."""
NEVER_RUNS = re.compile(r"(\$\{\{\s*)?false(\s*\}\})?")
SOFTENERS = ("--mode advise", "--mode=advise", "--fail-on never", "--fail-on=never", "|| true", "--only", "--policy", "set +e")
ABSENT = "not set"


def workflow_weakenings(change: Change, base: Sources, head: Sources) -> Iterator[PolicyWeakening]:
    """Each way in which a step of Tenet's is gone or weaker."""
    touched = {path for file in change.files for path in (file.path, file.base_path) if path is not None}
    if not any(path.startswith(FOLDER) for path in touched):
        return
    before = find_steps(base)
    if not before.steps:
        return
    after = find_steps(head)
    moved = {file.base_path: file.path for file in change.files if file.base_path is not None}
    for old, new in _pairs(before, after, moved):
        if new is not None:
            yield from _weaker_step(old, new)
        elif moved.get(old.path, old.path) in after.unreadable:
            line, message = after.unreadable[moved.get(old.path, old.path)]
            yield PolicyWeakening(moved.get(old.path, old.path), line, "workflow", "readable", f"not readable ({message})")
        else:
            yield PolicyWeakening(old.path, old.place.line, "workflow step", "runs Tenet", "removed", removed=True)


def _pairs(before: WorkflowSteps, after: WorkflowSteps, moved: dict[str, str]) -> Iterator[tuple[TenetStep, TenetStep | None]]:
    """Each step of the base with its successor: in the same job, else in the same workflow, else anywhere."""
    free, waiting = list(after.steps), list(before.steps)
    for same in (_same_job, _same_workflow, _anywhere):
        for old in tuple(waiting):
            path = moved.get(old.path, old.path)
            successor = next((step for step in free if same(old, path, step)), None)
            if successor is not None:
                free.remove(successor)
                waiting.remove(old)
                yield old, successor
    yield from ((old, None) for old in waiting)


def _same_job(old: TenetStep, path: str, new: TenetStep) -> bool:
    return new.path == path and new.job == old.job


def _same_workflow(_old: TenetStep, path: str, new: TenetStep) -> bool:
    return new.path == path


def _anywhere(_old: TenetStep, _path: str, _new: TenetStep) -> bool:
    return True


def _weaker_step(old: TenetStep, new: TenetStep) -> Iterator[PolicyWeakening]:
    mode, fail_on, policy = new.input("mode"), new.input("fail-on"), new.input("policy")
    if mode.value == Mode.ADVISE and old.input("mode").value != Mode.ADVISE:
        yield _weakening(new, "mode", old.input("mode"), mode)
    if _rank(fail_on) > _rank(old.input("fail-on")):
        yield _weakening(new, "fail-on", old.input("fail-on"), fail_on)
    if policy.value != old.input("policy").value:
        yield _weakening(new, "policy", old.input("policy"), policy)
    go_on, was = new.key("continue-on-error"), old.key("continue-on-error")
    if go_on.value not in {None, "false", was.value}:
        yield _weakening(new, "continue-on-error", was, go_on)
    condition = new.key("if")
    if condition.value != old.key("if").value and NEVER_RUNS.fullmatch(condition.value or ""):
        yield _weakening(new, "if", old.key("if"), condition)
    for gone in sorted(old.triggers - new.triggers):
        yield PolicyWeakening(new.path, new.place.line, f"on.{gone}", "runs Tenet", "no longer runs it")
    for narrower in sorted(new.filters - old.filters):
        yield PolicyWeakening(new.path, new.place.line, f"on.{narrower}", ABSENT, "narrows when Tenet runs")
    command, earlier = new.command, old.command.value or ""
    for softener in SOFTENERS:
        if softener in (command.value or "") and softener not in earlier:
            yield PolicyWeakening(new.path, command.place.line, "workflow step", f"without `{softener}`", f"with `{softener}`")


def _rank(setting: Setting) -> int:
    """An input that is absent or unknown stands for the default: errors fail."""
    value = setting.value if setting.value in {step.value for step in FAIL_ON} else FailOn.ERROR.value
    return [step.value for step in FAIL_ON].index(str(value))


def _weakening(step: TenetStep, name: str, before: Setting, after: Setting) -> PolicyWeakening:
    return PolicyWeakening(step.path, after.place.line, f"workflow step: {name}", before.value or ABSENT, after.value or ABSENT)
