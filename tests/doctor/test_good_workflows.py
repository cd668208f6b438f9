"""Workflows that lack nothing: the doctor is silent."""

import re
from pathlib import Path

import pytest
import yaml
from tests.doctor.support import COMMIT, GOOD, PATH, Files, examined, ids, said

from tenet.doctor.input_checks import INPUTS, VALUES
from tenet.report.init_workflow import INSTALL, init_workflow

ROOT = Path(__file__).resolve().parents[2]
ALTERNATIVES = {"pull-request.yml", "monorepo.yml", "security-tab.yml", "pull-request-with-base.yml", "pull-request-target.yml"}
"""Examples of which a repository takes one, with any of the others beside it."""
FILLED_IN = f"acme/tenet@{COMMIT} # v1.2.3"


@pytest.mark.parametrize("folder", ["", "service"])
@pytest.mark.parametrize("installer", INSTALL)
def test_what_init_writes_lacks_only_the_name_of_its_owner(installer: str, folder: str) -> None:
    text = init_workflow(installer, "coverage.xml", folder)
    assert ids(text) == ["placeholder-owner"]
    assert examined({PATH: text}).problems == 0
    assert said(text.replace("OWNER/tenet@v1", FILLED_IN)) == []


EXAMPLES = ROOT / "examples/workflows"
WITH_OTHERS = {
    "base-coverage.yml": ("pull-request-with-base.yml",),
    "pull-request-with-base.yml": ("base-coverage.yml",),
    "merge-queue.yml": ("pull-request.yml",),
    "fork-review.yml": ("fork-publish.yml",),
    "fork-publish.yml": ("fork-review.yml",),
}
"""What an example is copied with."""


@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.glob("*.yml")))
def test_the_shipped_examples_lack_nothing_but_the_name_of_the_owner(name: str) -> None:
    files = {f".github/workflows/{each}": (EXAMPLES / each).read_text() for each in (name, *WITH_OTHERS.get(name, ()))}
    files |= {f".github/{path.name}": path.read_text() for path in (ROOT / "examples/policies").glob("*.yml")}
    found = examined(files)
    assert found.runs >= 1
    assert [(each.path, each.line, each.message) for each in found.diagnoses if each.id != "placeholder-owner"] == []


def test_the_workflow_of_the_example_service_lacks_nothing_but_the_name_of_the_owner() -> None:
    assert ids((ROOT / "examples/orders/main/.github/workflows/review.yml").read_text()) == ["placeholder-owner"]


def replaced(*pairs: tuple[str, str]) -> str:
    text = GOOD
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


STEP = f"acme/tenet@{COMMIT} # v1.2.3"
CHECKOUT = "      - uses: actions/checkout@v5\n        with:\n          persist-credentials: false\n"
TESTS = "      - run: pytest --cov --cov-report=xml\n"
PERMISSIONS = "    permissions:\n      contents: read\n      pull-requests: write\n      checks: write\n"
GOOD_ONES = {
    "as it is": GOOD,
    "the permissions of the whole workflow": replaced(
        ("permissions: {}\n", "permissions:\n  contents: read\n  pull-requests: write\n  checks: write\n"), (PERMISSIONS, "")
    ),
    "permissions in flow style": replaced((PERMISSIONS, "    permissions: {contents: read, pull-requests: write, checks: write}\n")),
    "no coverage anywhere": replaced(
        ("      - run: pytest --cov --cov-report=xml\n", ""), ("        with:\n          coverage: coverage.xml\n", "")
    ),
    "a merge queue": replaced(
        ("permissions: {}", "permissions: {}\n"),
        ("on:\n", "on:\n  merge_group:\n"),
        ("github.event.pull_request.number }}", "github.event.pull_request.number || github.ref }}"),
    ),
    "an expression in the place of the report": replaced(("coverage: coverage.xml", "coverage: ${{ vars.REPORT }}")),
    "an expression in the place of values": replaced(
        ("coverage: coverage.xml", "coverage: coverage.xml\n          mode: ${{ vars.MODE }}\n          policy: ${{ inputs.policy }}")
    ),
    "the head in the place of the merge": replaced(
        ("persist-credentials: false", "persist-credentials: false\n          ref: ${{ github.event.pull_request.head.sha }}")
    ),
    "shallow": replaced(("persist-credentials: false", "persist-credentials: false\n          fetch-depth: 1")),
    "a branch filter": replaced(("  pull_request:\n", "  pull_request:\n    branches: [main]\n")),
    "tests behind a task": replaced(("pytest --cov --cov-report=xml", "make test")),
    "tests in a container": replaced(("pytest --cov --cov-report=xml", "docker compose run app pytest --cov --cov-report=xml:/out/c.xml")),
    "a job before it that only installs": replaced(
        ("    runs-on", "    needs: build\n    runs-on"),
        ("jobs:\n", "jobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm ci && npm run build\n"),
    ),
    "an action that may check out": replaced((CHECKOUT, "      - uses: acme/prepare@v1\n")),
    "an action that may push": replaced(
        ("        with:\n          persist-credentials: false\n", ""), ("- run: pip", "- uses: acme/push@v1\n      - run: pip")
    ),
    "an action that may make the report": replaced((TESTS, "      - uses: acme/test@v1\n")),
    "a variable that names the data file": replaced(
        ("--cov-report=xml", ""),
        ("coverage: coverage.xml", "coverage: out/.coverage"),
        ("    steps:", "    env: {COVERAGE_FILE: out/.coverage}\n    steps:"),
    ),
    "tests by a script of the repository": replaced(("pytest --cov --cov-report=xml", "./scripts/test.sh")),
    "tests by uv": replaced(("pytest --cov --cov-report=xml", "uv run --with pytest-cov pytest --cov --cov-report xml:coverage.xml")),
    "coverage run": replaced(("run: pytest --cov --cov-report=xml", "run: |\n          coverage run -m pytest\n          coverage xml")),
    "coverage's data file": replaced(("--cov-report=xml", ""), ("coverage: coverage.xml", "coverage: .coverage")),
    "the runner's path, which it leads into the container": replaced(
        (
            "coverage: coverage.xml",
            "coverage: ${{ github.workspace }}/coverage.xml\n          result-file: ${{ github.workspace }}/tenet.json",
        )
    ),
    "the runner's path for the tests": replaced(("--cov-report=xml", "--cov-report=xml:$GITHUB_WORKSPACE/coverage.xml")),
    "globs": replaced(("coverage: coverage.xml", "coverage: |\n            **/coverage*.xml\n            more/*.xml")),
    "a working directory": replaced(
        ("- run: pytest", "- working-directory: api\n        run: pytest"), ("coverage: coverage.xml", "coverage: api/coverage.xml")
    ),
    "a default working directory": replaced(
        ("    steps:\n", "    defaults:\n      run:\n        working-directory: api\n    steps:\n"),
        ("coverage: coverage.xml", "coverage: ./api/coverage.xml"),
    ),
    "a matrix that names the policy": replaced(
        ("    steps:\n", "    strategy:\n      matrix:\n        project: [a, b]\n    steps:\n"),
        ("coverage: coverage.xml", "coverage: coverage.xml\n          policy: ${{ matrix.project }}/tenet.yml"),
    ),
    "a matrix of which one job reviews": replaced(
        ("    steps:\n", "    strategy:\n      matrix:\n        python: ['3.12', '3.13']\n    steps:\n"),
        ("${{ !cancelled() }}", "${{ !cancelled() && matrix.python == '3.13' }}"),
    ),
    "a matrix of one": replaced(("    steps:\n", "    strategy:\n      matrix:\n        python: ['3.13']\n    steps:\n")),
    "a matrix that an expression gives": replaced(
        ("    steps:\n", "    strategy:\n      matrix:\n        python: ${{ fromJSON(vars.PYTHONS) }}\n    steps:\n")
    ),
    "a condition on bots": replaced(("if: ${{ !cancelled() }}", "if: ${{ always() && github.actor != 'dependabot[bot]' }}")),
    "a token of an app": replaced(
        ("coverage: coverage.xml", "coverage: coverage.xml\n          github-token: ${{ steps.app.outputs.token }}"),
        (PERMISSIONS, "    permissions:\n      contents: read\n"),
    ),
    "a git command that needs the token": replaced(
        ("        with:\n          persist-credentials: false\n", ""), ("- run: pip", "- run: git fetch origin main\n      - run: pip")
    ),
    "the whole coverage of the base": replaced(
        ("on:\n", "on:\n  push:\n    branches: [main]\n"),
        ("coverage: coverage.xml", "coverage: coverage.xml\n          base-coverage: base/coverage.xml"),
        ("- run: pip", "- uses: actions/cache/restore@v4\n      - run: pip"),
    ),
}


@pytest.mark.parametrize("text", GOOD_ONES.values(), ids=GOOD_ONES)
def test_a_workflow_that_lacks_nothing_is_left_alone(text: str) -> None:
    project = {"a/tenet.yml": "version: 1\n", "b/tenet.yml": "version: 1\n"}
    assert said({PATH: text, **project, ".github/tenet.yml": "version: 1\nextends: backend\n"}) == []


PAIR: Files = {
    ".github/workflows/review.yml": f"""\
        name: Review
        on:
          pull_request:
            types: [opened, synchronize, reopened, edited, labeled, ready_for_review]
        concurrency: review-${{{{ github.ref }}}}
        permissions:
          contents: read
        jobs:
          judge:
            runs-on: ubuntu-latest
            steps:
              - uses: actions/checkout@v5
                with: {{persist-credentials: false}}
              - uses: {STEP}
                with:
                  comment: "off"
                  result-file: tenet.json
              - uses: actions/upload-artifact@v4
                if: always()
                with: {{name: tenet, path: tenet.json}}
        """,
    PATH: """\
        name: Post
        on:
          workflow_run:
            workflows: [Review]
            types: [completed]
        concurrency: post-${{ github.event.workflow_run.id }}
        permissions: {}
        jobs:
          post:
            runs-on: ubuntu-latest
            permissions:
              contents: read
              pull-requests: write
              checks: write
              actions: read
            steps:
              - uses: actions/download-artifact@v5
                with:
                  name: tenet
                  run-id: ${{ github.event.workflow_run.id }}
                  github-token: ${{ github.token }}
              - run: tenet publish tenet.json
                env:
                  GITHUB_TOKEN: ${{ github.token }}
        """,
}


def test_the_pair_for_forks_lacks_nothing() -> None:
    assert said(PAIR) == []


def test_a_called_workflow_is_judged_with_what_its_caller_gives() -> None:
    caller = GOOD.split("    runs-on")[0] + PERMISSIONS + "    uses: ./.github/workflows/called.yml\n"
    called = "on: workflow_call\njobs:\n" + GOOD.split("jobs:\n")[1].replace(PERMISSIONS, "")
    assert said({PATH: caller, ".github/workflows/called.yml": called}) == []


def test_a_composite_action_is_read_in_its_place() -> None:
    action = f"""\
        name: Review
        runs:
          using: composite
          steps:
            - run: pytest --cov --cov-report=xml
              shell: bash
            - uses: {STEP}
              if: ${{{{ !cancelled() }}}}
              with: {{coverage: coverage.xml}}
        """
    start = GOOD.split("      - run: pytest")[0]
    assert said({PATH: f"{start}      - uses: ./.github/actions/review\n", ".github/actions/review/action.yml": action}) == []


def test_the_inputs_are_those_of_the_action() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    assert set(INPUTS) == set(action["inputs"])
    for name, values in VALUES.items():
        assert all(re.search(rf"\b{value}\b", action["inputs"][name]["description"]) for value in values)
