"""Whether the coverage reports that Tenet is to read are there when it runs."""

import re
from collections.abc import Iterator
from posixpath import normpath

from tenet.doctor.diagnosis import Diagnosis, Edit, Fix, advice, problem, quoted
from tenet.doctor.edits import before_item, first_in, replaced_value
from tenet.doctor.policy_checks import PolicyFound
from tenet.doctor.report_writers import (
    DATA_FILE,
    DEFAULT_FILES,
    Written,
    configured_elsewhere,
    folder_of,
    in_workspace,
    is_outside,
    reports_written,
)
from tenet.doctor.step_effects import is_idle, is_test, may_bring_report, runs_tests
from tenet.doctor.tenet_runs import Kind, Repository, TenetRun
from tenet.doctor.workflow import Step, is_static, runs_after_failure, word
from tenet.domain.glob import Glob
from tenet.policy.nodes import MapNode, Place, ScalarNode
from tenet.policy.wording import shown

ELSEWHERE = re.compile(r"\b(COVERAGE_FILE|COVERAGE_RCFILE|PYTEST_ADDOPTS)\b")
"""Variables by which reports are written that the commands do not name."""
MAKING = ("- run: pytest --cov --cov-branch --cov-report=xml",)


def wanted_reports(run: TenetRun, policy: PolicyFound) -> tuple[str, ...]:
    """The globs of the input, or else the policy's. The runner leads a path that an input begins with into the container."""
    given = [line.strip() for line in run.step.input("coverage").splitlines() if line.strip()]
    return (in_workspace(given[0]), *given[1:]) if given else policy.reports


def check_coverage(run: TenetRun, repository: Repository, policy: PolicyFound) -> Iterator[Diagnosis]:
    if run.kind is not Kind.ACTION or not run.events & {"pull_request", "pull_request_target", "merge_group"}:
        return
    wanted = wanted_reports(run, policy)
    outside = [path for path in wanted if is_outside(path) or in_workspace(path) != path]
    if outside and run.step.input("coverage"):
        yield _outside(run, outside)
    elif wanted and all(map(is_static, wanted)):
        yield from _not_made(run, repository, wanted)
    yield from _skipped(run)


def _outside(run: TenetRun, outside: list[str]) -> Diagnosis:
    message = f"the action runs in a container that sees the workspace alone, so {shown(outside[0])} is not there"
    fix = Fix("Write the report into the workspace and name it from there.", (), ("coverage: coverage.xml",))
    return problem("coverage-outside-workspace", run.step.place_of_input("coverage"), message, fix)


def _not_made(run: TenetRun, repository: Repository, wanted: tuple[str, ...]) -> Iterator[Diagnosis]:
    bringing = [step for step in run.before if may_bring_report(step)]
    if not bringing:
        elsewhere = next((job for job in run.home.jobs.values() if job is not run.job and any(map(runs_tests, job.steps))), None)
        hint = f"; the job `{elsewhere.name}` runs tests, and jobs share no files" if elsewhere else ""
        message = f"no step before Tenet makes or downloads {quoted(wanted[:3])}{hint}"
        fix = Fix(
            "Run the tests under coverage first, or download the report.", before_item(run.home.lines, run.step.in_job.node, MAKING), MAKING
        )
        yield problem("missing-coverage-step", run.step.place, message, fix)
        return
    written = _told(run, bringing)
    if written is None or any(_matches(each.path, wanted) for each in written):
        return
    if not configured_elsewhere(repository.sources):
        yield _other_report(run, bringing, written, wanted)


def _told(run: TenetRun, bringing: list[Step]) -> list[Written] | None:
    """What the steps write, where all their commands are known; None where one is not."""
    if ELSEWHERE.search("\n".join(run.home.lines)):
        return None
    written: list[Written] = []
    for step in bringing:
        folder = folder_of(step, run.job, run.home)
        if folder is None or step.uses.action or not all(is_idle(words) or _is_known(words) for words in step.commands):
            return None
        written.extend(reports_written(step, folder))
    return None if any(not is_static(each.path) or "$" in each.path for each in written) else written


def _is_known(words: tuple[str, ...]) -> bool:
    """A call of pytest or of coverage.py, whose options say what it writes."""
    first = words[0].rsplit("/", 1)[-1]
    dynamic = any("$" in word for word in words)
    return not dynamic and (first in {"pytest", "py.test", "coverage"} or (is_test(words) and first == "unittest"))


def _matches(path: str, wanted: tuple[str, ...]) -> bool:
    return any(Glob(normpath(glob)).matches(path) for glob in wanted)


def _other_report(run: TenetRun, bringing: list[Step], written: list[Written], wanted: tuple[str, ...]) -> Diagnosis:
    tests = next((step for step in bringing if runs_tests(step)), bringing[-1])
    away = next((each for each in written if is_outside(each.path)), None)
    named = [each.path for each in written if each.kind != "data"]
    if away is not None:
        message = f"the report is written to {shown(away.path)}, and the action's container sees the workspace alone"
        return problem("coverage-outside-workspace", away.step.place_of("run"), message, Fix(f"Write it to {shown(wanted[0])}."))
    edits = _with_report(run, tests, wanted[0]) if not named else ()
    said = f"the tests write {quoted(named)}" if named else "the tests write no report (`--cov-report=xml`)"
    example = (f"run: pytest --cov --cov-report={_kind_of(wanted[0])}:{wanted[0]}",)
    fix = Fix(f"Write {shown(wanted[0])}, or name what is written.", edits, example)
    return problem("unwritten-coverage-report", tests.place_of("run"), f"{said}, and Tenet looks for {quoted(wanted[:3])}", fix)


def _kind_of(path: str) -> str:
    return next((kind for kind in DEFAULT_FILES if path.endswith(f".{kind}")), "xml")


def _with_report(run: TenetRun, step: Step, path: str) -> tuple[Edit, ...]:
    """The option for pytest where it is called on the step's own line; `coverage xml` as a step where it ran the tests."""
    if step.outer is not None or any(sign in path for sign in "*?["):
        return ()
    first = [words[0].rsplit("/", 1)[-1] for words in step.commands if is_test(words)]
    if first[:1] == ["coverage"] and path != DATA_FILE:
        return before_item(run.home.lines, run.step.in_job.node, (f"- run: coverage {_kind_of(path)} -o {path}",))
    node = step.node.get("run")
    if first not in (["pytest"], ["py.test"]) or not isinstance(node, ScalarNode) or len(step.commands) != 1 or "\n" in step.run:
        return ()
    cov = "" if re.search(r"--cov(=|\s|$)", step.run) else " --cov"
    return replaced_value(run.home.lines, step.node, "run", f"{step.run}{cov} --cov-report={_kind_of(path)}:{path}")


def _skipped(run: TenetRun) -> Iterator[Diagnosis]:
    """A failed step skips those after it, unless they say otherwise; so does a failed job those that need it."""
    failing = next((step for step in run.before if runs_tests(step) and _fails_the_job(step)), None)
    if failing is not None and not (runs_after_failure(run.step.node) or runs_after_failure(run.step.in_job.node)):
        message = f"where the tests of line {failing.in_job.place.line} fail, Tenet is skipped, and there is no review"
        step = run.step.in_job
        yield advice(
            "skipped-after-failure", step.place, message, Fix("Run it whatever came before.", _whatever(run.home.lines, step.node))
        )
    for workflow, job in run.chain:
        needed = next((name for name in job.needs if (other := workflow.jobs.get(name)) and any(map(runs_tests, other.steps))), None)
        if needed is not None and not runs_after_failure(job.node):
            place: Place = job.node.keys["needs"]
            message = f"the job `{needed}` skips this one where its tests fail: such a pull request gets no review"
            yield advice("skipped-after-failure", place, message, Fix("Run it whatever came before.", _whatever(workflow.lines, job.node)))


def _fails_the_job(step: Step) -> bool:
    return word(step.in_job.node.get("continue-on-error")) in {"", "false"}


def _whatever(lines: tuple[str, ...], node: MapNode) -> tuple[Edit, ...]:
    condition = word(node.get("if")).removeprefix("${{").removesuffix("}}").strip()
    if not condition:
        return first_in(lines, node, ("if: ${{ !cancelled() }}",))
    return replaced_value(lines, node, "if", f"${{{{ !cancelled() && ({condition}) }}}}")
