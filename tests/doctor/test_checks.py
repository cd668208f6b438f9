"""Each check: what it says, where, and that the fix it prints mends it."""

from dataclasses import dataclass

import pytest
from tests.doctor.support import COMMIT, GOOD, PATH, examined, ids, is_problem, mended, the_only

CHECKOUT = "      - uses: actions/checkout@v5\n        with:\n          persist-credentials: false\n"
PERMISSIONS = "    permissions:\n      contents: read\n      pull-requests: write\n      checks: write\n"
TESTS = "      - run: pytest --cov --cov-report=xml\n"
TYPES = "    types: [opened, synchronize, reopened, edited, labeled, ready_for_review]\n"
GROUP = "concurrency:\n  group: tenet-${{ github.event.pull_request.number }}\n  cancel-in-progress: true\n"
UPLOADING = """jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/upload-artifact@v4
        with: {name: coverage, path: c.xml}
"""
HIDING = UPLOADING.replace("with: {name: coverage, path: c.xml}", "with:\n          path: .coverage")
OTHER = "on: push\njobs: {}\n"


@dataclass(frozen=True)
class Case:
    """GOOD with one thing changed. `place` is where the diagnosis stands; `mends` whether its fix is mechanical."""

    id: str
    name: str
    changes: tuple[tuple[str, str], ...]
    place: str
    problem: bool = True
    mends: bool = True

    def __str__(self) -> str:
        return f"{self.id}: {self.name}"

    @property
    def text(self) -> str:
        text = GOOD
        for old, new in self.changes:
            assert old in text, old
            text = text.replace(old, new, 1)
        return text


CASES = (
    Case("missing-permission", "one is not named", (("      checks: write\n", ""),), "12:5"),
    Case("missing-permission", "one is only read", (("pull-requests: write", "pull-requests: read # why"),), "12:5"),
    Case("missing-permission", "none", ((PERMISSIONS, ""),), "10:3"),
    Case("missing-permission", "an empty mapping", ((PERMISSIONS, "    permissions: {}\n"),), "12:5"),
    Case("missing-permission", "a flow mapping", ((PERMISSIONS, "    permissions: {contents: read, issues: read}\n"),), "12:5"),
    Case("missing-permission", "all is only read", ((PERMISSIONS, "    permissions: read-all\n"),), "12:5"),
    Case("missing-permission", "the workflow's", (("permissions: {}", "permissions: {contents: read}"), (PERMISSIONS, "")), "10:3"),
    Case("unstated-permissions", "nowhere", (("permissions: {}\n", ""), (PERMISSIONS, "")), "9:3", problem=False),
    Case("wide-permissions", "all, in the job", ((PERMISSIONS, "    permissions: write-all\n"),), "12:5", problem=False),
    Case("wide-permissions", "all", (("permissions: {}", "permissions: write-all"), (PERMISSIONS, "")), "8:1", problem=False),
    Case("wide-permissions", "pushing", (("contents: read", "contents: write"),), "13:7", problem=False),
    Case("missing-type", "pushes", (("opened, synchronize, ", "opened, "),), "4:5"),
    Case(
        "missing-type",
        "in a block",
        (
            ("[opened, synchronize, ", "[opened, "),
            (
                "types: [opened, reopened, edited, labeled, ready_for_review]",
                "types:\n      - opened\n      - reopened\n      - edited\n      - labeled\n      - ready_for_review",
            ),
        ),
        "4:5",
    ),
    Case("missing-type", "reopened", (("reopened, ", ""),), "4:5", problem=False),
    Case(
        "missing-type",
        "drafts",
        ((", ready_for_review", ""), ("    runs-on", "    if: ${{ !github.event.pull_request.draft }}\n    runs-on")),
        "4:5",
    ),
    Case("missing-description-type", "edited", (("edited, ", ""),), "4:5", problem=False),
    Case("missing-description-type", "the default types", ((TYPES, ""),), "3:3", problem=False),
    Case(
        "missing-description-type",
        "a list of events",
        (("  pull_request:\n" + TYPES, ""), ("on:\n", "on: [pull_request]\n")),
        "2:1",
        problem=False,
    ),
    Case(
        "missing-description-type", "one event", (("  pull_request:\n" + TYPES, ""), ("on:\n", "on: pull_request\n")), "2:1", problem=False
    ),
    Case("filtered-trigger", "paths", ((TYPES, TYPES + "    paths: ['src/**']\n"),), "5:5", problem=False, mends=False),
    Case("filtered-trigger", "ignored paths", ((TYPES, TYPES + "    paths-ignore: [docs]\n"),), "5:5", problem=False, mends=False),
    Case("missing-pull-request-trigger", "only pushes", (("  pull_request:\n" + TYPES, ""), ("on:\n", "on: push\n"), (GROUP, "")), "2:1"),
    Case("missing-checkout", "no checkout", ((CHECKOUT, ""),), "20:9", problem=False),
    Case(
        "missing-checkout",
        "a folder",
        (("persist-credentials: false\n", "persist-credentials: false\n          path: app\n"),),
        "20:11",
        problem=False,
        mends=False,
    ),
    Case(
        "missing-checkout",
        "too late",
        ((CHECKOUT, ""), ("          coverage: coverage.xml\n", "          coverage: coverage.xml\n" + CHECKOUT)),
        "24:9",
        problem=False,
        mends=False,
    ),
    Case(
        "missing-checkout",
        "another repository's",
        (("persist-credentials: false\n", "persist-credentials: false\n          repository: a/b\n"),),
        "24:9",
        problem=False,
    ),
    Case("persisted-credentials", "with nothing", (("        with:\n          persist-credentials: false\n", ""),), "17:9", problem=False),
    Case("persisted-credentials", "with others", (("persist-credentials: false", "fetch-depth: 0"),), "17:9", problem=False),
    Case("persisted-credentials", "kept", (("persist-credentials: false", "persist-credentials: true"),), "17:9", problem=False),
    Case(
        "other-commit",
        "a branch",
        (("persist-credentials: false", "persist-credentials: false\n          ref: main"),),
        "20:11",
        mends=False,
    ),
    Case(
        "other-commit",
        "the base",
        (("persist-credentials: false", "persist-credentials: false\n          ref: ${{ github.base_ref }}"),),
        "20:11",
        mends=False,
    ),
    Case("missing-coverage-step", "no tests", ((TESTS, ""),), "22:9"),
    Case("unwritten-coverage-report", "the terminal alone", (("--cov-report=xml", "--cov-report=term"),), "22:9"),
    Case("unwritten-coverage-report", "no coverage", ((" --cov --cov-report=xml", ""),), "22:9"),
    Case("unwritten-coverage-report", "another file", (("--cov-report=xml", "--cov-report=xml:out/c.xml"),), "22:9", mends=False),
    Case(
        "unwritten-coverage-report",
        "another folder",
        (("- run: pytest", "- working-directory: api\n        run: pytest"),),
        "23:9",
        mends=False,
    ),
    Case("unwritten-coverage-report", "the data file", (("pytest --cov --cov-report=xml", "coverage run -m pytest"),), "22:9"),
    Case("coverage-outside-workspace", "the input", (("coverage: coverage.xml", "coverage: /tmp/coverage.xml"),), "26:11", mends=False),
    Case(
        "coverage-outside-workspace",
        "the runner's path",
        (("coverage: coverage.xml", "coverage: |\n            a.xml\n            ${{ github.workspace }}/coverage.xml"),),
        "26:11",
        mends=False,
    ),
    Case(
        "coverage-outside-workspace",
        "the tests' report",
        (("--cov-report=xml", "--cov-report=xml:/tmp/coverage.xml"),),
        "22:9",
        mends=False,
    ),
    Case("skipped-after-failure", "no condition", (("- if: ${{ !cancelled() }}\n        uses", "- uses"),), "23:9", problem=False),
    Case("skipped-after-failure", "another condition", (("!cancelled()", "github.actor != 'x'"),), "23:9", problem=False),
    Case(
        "skipped-after-failure",
        "needed tests",
        (
            ("    runs-on", "    needs: test\n    runs-on"),
            ("jobs:\n", "jobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: tox\n"),
        ),
        "15:5",
        problem=False,
    ),
    Case("missing-concurrency", "none", ((GROUP, ""),), "6:1", problem=False),
    Case("shared-concurrency", "a fixed group", (("tenet-${{ github.event.pull_request.number }}", "tenet"),), "6:3"),
    Case("shared-concurrency", "a scalar", ((GROUP, "concurrency: ${{ github.workflow }}\n"),), "5:1"),
    Case("shared-concurrency", "the queue", (("on:\n", "on:\n  merge_group:\n"),), "7:3"),
    Case(
        "posted-by-matrix",
        "two versions",
        (("    steps:\n", "    strategy:\n      matrix:\n        python: ['3.12', '3.13']\n    steps:\n"),),
        "17:7",
        mends=False,
    ),
    Case(
        "posted-by-matrix",
        "included",
        (("    steps:\n", "    strategy:\n      matrix:\n        include: [{a: 1}, {a: 2}]\n    steps:\n"),),
        "17:7",
        mends=False,
    ),
    Case("movable-reference", "a tag", ((f"{COMMIT} # v1.2.3", "v1"),), "24:9", problem=False, mends=False),
    Case("movable-reference", "a branch", ((f"{COMMIT} # v1.2.3", "main"),), "24:9", problem=False, mends=False),
    Case("missing-reference", "none", ((f"@{COMMIT} # v1.2.3", ""),), "24:9", mends=False),
    Case("placeholder-owner", "it stayed", (("acme/tenet", "OWNER/tenet"),), "24:9", problem=False, mends=False),
    Case("unknown-input", "a typing error", (("coverage: coverage.xml", "coverage: coverage.xml\n          fail_on: warning"),), "27:11"),
    Case(
        "unknown-input", "nothing near", (("coverage: coverage.xml", "coverage: coverage.xml\n          xyzzy: 1"),), "27:11", mends=False
    ),
    Case("wrong-input", "mode", (("coverage: coverage.xml", "coverage: coverage.xml\n          mode: advice"),), "27:11"),
    Case(
        "wrong-input",
        "comment",
        (("coverage: coverage.xml", "coverage: coverage.xml\n          comment: none at all"),),
        "27:11",
        mends=False,
    ),
    Case(
        "wrong-input",
        "a file",
        (("coverage: coverage.xml", "coverage: coverage.xml\n          result-file: /tmp/r.json"),),
        "27:11",
        mends=False,
    ),
    Case("missing-token", "empty", (("coverage: coverage.xml", "coverage: coverage.xml\n          github-token: ''"),), "27:11"),
    Case(
        "secret-on-forks",
        "a token",
        (("coverage: coverage.xml", "coverage: coverage.xml\n          github-token: ${{ secrets.BOT }}"),),
        "27:11",
        problem=False,
        mends=False,
    ),
    Case(
        "secret-on-forks",
        "for policies",
        (("coverage: coverage.xml", "coverage: coverage.xml\n          policy-token: ${{ secrets.BOT }}"),),
        "27:11",
        problem=False,
        mends=False,
    ),
    Case(
        "ignored-outcome",
        "the step",
        (("        with:\n          coverage", "        continue-on-error: true\n        with:\n          coverage"),),
        "25:9",
        problem=False,
    ),
    Case("ignored-outcome", "the job", (("    runs-on", "    continue-on-error: true\n    runs-on"),), "11:5", problem=False),
    Case("never-runs", "the job", (("    runs-on", "    if: false\n    runs-on"),), "11:5", mends=False),
    Case("wrong-runner", "Windows", (("ubuntu-latest", "windows-latest"),), "11:5"),
    Case(
        "missing-base-coverage",
        "nothing brings it",
        (
            ("        with:\n          coverage", "        with:\n          base-coverage: b.xml\n          coverage"),
            (TESTS, ""),
            ("          coverage: coverage.xml\n", ""),
        ),
        "25:11",
        mends=False,
    ),
    Case(
        "missing-base-coverage",
        "nothing stores it",
        (("coverage: coverage.xml", "coverage: coverage.xml\n          base-coverage: b.xml"),),
        "27:11",
        mends=False,
    ),
    Case(
        "unknown-artifact",
        "a typing error",
        (
            (TESTS, "      - uses: actions/download-artifact@v5\n        with: {name: coverge}\n"),
            (
                "jobs:\n",
                UPLOADING,
            ),
            ("  review:\n", "  review:\n    needs: test\n"),
            ("        with: {name: coverge}", "        with:\n          name: coverge"),
        ),
        "30:11",
    ),
    Case(
        "unordered-jobs",
        "nobody waits",
        (
            (TESTS, "      - uses: actions/download-artifact@v5\n        with: {name: coverage}\n"),
            (
                "jobs:\n",
                UPLOADING,
            ),
        ),
        "27:9",
    ),
    Case(
        "hidden-artifact",
        "the data file",
        (
            (
                "jobs:\n",
                HIDING,
            ),
        ),
        "15:11",
    ),
    Case(
        "missing-policy",
        "the input",
        (("coverage: coverage.xml", "coverage: coverage.xml\n          policy: .github/tennet.yml"),),
        "27:11",
        mends=False,
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_is_missing_is_said_where_it_is(case: Case) -> None:
    found = the_only(case.text)
    assert (found.id, f"{found.line}:{found.column}", is_problem(found)) == (case.id, case.place, case.problem)
    assert found.fix.text
    assert bool(found.fix.edits) == case.mends


@pytest.mark.parametrize("case", [case for case in CASES if case.mends], ids=str)
def test_the_fix_that_is_printed_mends_it(case: Case) -> None:
    _, left = mended(case.text)
    assert left == []


def test_every_mechanical_fix_changes_its_own_file_alone() -> None:
    edits = [edit for case in CASES for edit in the_only(case.text).fix.edits]
    assert {edit.path for edit in edits} == {PATH}


def test_a_repository_without_a_workflow_is_told_how_to_begin() -> None:
    found = the_only({".github/workflows/ci.yml": OTHER})
    assert (found.id, found.path) == ("no-workflow", PATH)
    assert "tenet init" in found.fix.text
    assert ids({".github/workflows/nested/x.yml": GOOD}) == ["no-workflow"]


def test_a_workflow_of_another_repository_cannot_be_told() -> None:
    found = examined({PATH: "on: pull_request\njobs:\n  review:\n    uses: acme/flows/.github/workflows/tenet.yml@v1\n"})
    assert found.diagnoses == ()
    assert found.distant == (f"{PATH}:3",)


def test_a_script_that_runs_it_cannot_be_told() -> None:
    script = {"ci/check.sh": "set -e\ntenet check --base origin/main\n"}
    found = examined({PATH: "on: push\njobs:\n  a:\n    steps:\n      - run: bash ./ci/check.sh\n", **script})
    assert found.diagnoses == ()
    assert found.distant == (f"{PATH}:5",)
