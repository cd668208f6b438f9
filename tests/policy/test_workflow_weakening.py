import pytest
from tests.fakes.facts import facts_of

from tenet.policy.workflow_weakening import workflow_weakenings

PATH = ".github/workflows/review.yml"
WORKFLOW = """\
on:
  pull_request:
jobs:
  test:
    steps:
      - run: pytest
  review:
    steps:
      - uses: actions/checkout@v5
      - uses: acme/tenet@v1
        with:
          fail-on: warning
"""


def weaker(before: str, after: str, path: str = PATH) -> list[tuple[int, str, str, str]]:
    facts = facts_of({PATH: before}, {path: after})
    found = list(workflow_weakenings(facts.change, facts.base, facts.head))
    return [(each.line, each.setting, each.before, each.after) for each in found]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("          fail-on: warning\n", "          fail-on: never\n", (12, "workflow step: fail-on", "warning", "never")),
        ("          fail-on: warning\n", "          fail-on: error\n", (12, "workflow step: fail-on", "warning", "error")),
        ("        with:\n          fail-on: warning\n", "", (10, "workflow step: fail-on", "warning", "not set")),
        ("fail-on: warning\n", "fail-on: warning\n          mode: advise\n", (13, "workflow step: mode", "not set", "advise")),
        ("fail-on: warning\n", "fail-on: warning\n          policy: lax.yml\n", (13, "workflow step: policy", "not set", "lax.yml")),
        ("        with:", "        continue-on-error: true\n        with:", (11, "workflow step: continue-on-error", "not set", "true")),
        ("  review:\n", "  review:\n    continue-on-error: true\n", (8, "workflow step: continue-on-error", "not set", "true")),
        ("        with:", "        if: ${{ false }}\n        with:", (11, "workflow step: if", "not set", "${{ false }}")),
        ("        with:", "        if: false\n        with:", (11, "workflow step: if", "not set", "false")),
        ("  pull_request:\n", "  push:\n", (10, "on.pull_request", "runs Tenet", "no longer runs it")),
        (
            "  pull_request:\n",
            "  pull_request:\n    paths-ignore: [src/**]\n",
            (11, "on.pull_request.paths-ignore", "not set", "narrows when Tenet runs"),
        ),
        ("acme/tenet@v1", "acme/other@v1", (10, "workflow step", "runs Tenet", "removed")),
    ],
)
def test_a_weaker_step_is_told_on_its_line(old, new, expected):
    assert weaker(WORKFLOW, WORKFLOW.replace(old, new)) == [expected]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("tenet@v1", "tenet@0123456789012345678901234567890123456789 # v1"),
        ("        with:", "        if: ${{ !cancelled() }}\n        with:"),
        ("on:\n  pull_request:\n", "on: [pull_request, merge_group]\n"),
        ("on:\n  pull_request:\n", "on: pull_request\n"),
        ("  review:\n", "  judge:\n"),
        ("      - run: pytest\n", ""),
        ("fail-on: warning", "fail-on: warning\n          comment: off"),
        ("        with:", "        continue-on-error: false\n        with:"),
    ],
)
def test_what_is_as_strict_as_before_is_silent(old, new):
    assert weaker(WORKFLOW, WORKFLOW.replace(old, new)) == []


def test_a_stricter_step_is_silent():
    assert weaker(WORKFLOW.replace("warning", "never"), WORKFLOW) == []


def test_a_renamed_workflow_is_compared_under_its_new_name():
    assert weaker(WORKFLOW, WORKFLOW, ".github/workflows/new.yml") == []
    assert weaker(WORKFLOW, WORKFLOW.replace("warning", "never"), ".github/workflows/new.yml") == [
        (12, "workflow step: fail-on", "warning", "never")
    ]


def test_a_workflow_that_can_no_longer_be_read_is_told():
    ((line, setting, before, after),) = weaker(WORKFLOW, WORKFLOW + "on: again\n")
    assert (line, setting, before) == (13, "workflow", "readable")
    assert after == "not readable (`on` is given twice)"


def test_steps_are_paired_with_the_job_that_they_stand_in():
    second = "  extra:\n    steps:\n      - uses: acme/tenet@v1\n        with: {mode: advise, fail-on: warning}\n"
    assert weaker(WORKFLOW + second, WORKFLOW) == [(15, "workflow step", "runs Tenet", "removed")]
    first_gone = "on:\n  pull_request:\njobs:\n" + second
    assert weaker(WORKFLOW + second, first_gone) == [(10, "workflow step", "runs Tenet", "removed")]


def test_a_command_that_gets_softer_is_told():
    command = "on: pull_request\njobs: {a: {steps: [{run: tenet check --base main}]}}\n"
    assert weaker(command, command.replace("main", "main --fail-on never")) == [
        (2, "workflow step", "without `--fail-on never`", "with `--fail-on never`")
    ]
    assert weaker(command, command.replace("main", "main || true"))[0][3] == "with `|| true`"


def test_the_action_of_this_repository_counts_where_the_step_is_called_so():
    local = "on: pull_request\njobs: {a: {steps: [{name: Run Tenet, uses: ./}]}}\n"
    assert weaker(local, "on: pull_request\njobs: {a: {steps: []}}\n") == [(2, "workflow step", "runs Tenet", "removed")]


@pytest.mark.parametrize(
    "text",
    [
        "tenet",
        "jobs: tenet",
        "jobs: {tenet: 1}",
        "jobs: {a: {steps: tenet}}",
        "jobs: {a: {steps: [tenet]}}",
        "- tenet",
        "on: {tenet: !x 1}",
    ],
)
def test_workflows_of_a_strange_shape_have_no_steps(text):
    assert weaker(text, "on: push\n") == []


def test_a_change_without_workflows_reads_none():
    facts = facts_of({PATH: WORKFLOW, "a.py": "x\n"}, {PATH: WORKFLOW, "a.py": "y\n"})
    assert list(workflow_weakenings(facts.change, facts.base, facts.head)) == []


def test_a_job_that_calls_a_workflow_of_that_name_counts():
    called = "on: pull_request\njobs:\n  review:\n    uses: acme/flows/.github/workflows/tenet.yml@v1\n"
    assert weaker(called, "on: pull_request\njobs: {}\n") == [(4, "workflow step", "runs Tenet", "removed")]
    assert weaker(called, called + "    with: {mode: advise}\n") == [(5, "workflow step: mode", "not set", "advise")]
