"""What takes more than one file or more than one thing to see."""

import pytest
from tests.doctor.support import COMMIT, GOOD, PATH, examined, ids, is_problem, mended, said, the_only
from tests.fakes.tree import FakeTree

from tenet.core.errors import PolicyFault
from tenet.doctor.tenet_runs import read_repository
from tenet.facts.sources import Sources
from tenet.ports.tree import Unreadable

STEP = f"acme/tenet@{COMMIT}"
OTHER = ".github/workflows/other.yml"
TESTS = "      - run: pytest --cov --cov-report=xml\n"
PERMISSIONS = "    permissions:\n      contents: read\n      pull-requests: write\n      checks: write\n"

TARGET = f"""\
on:
  pull_request_target:
    types: [opened, synchronize, reopened, edited, labeled, ready_for_review]
concurrency: tenet-${{{{ github.event.number }}}}
permissions: {{contents: read, pull-requests: write, checks: write}}
jobs:
  review:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
        with:
          ref: ${{{{ github.event.pull_request.head.sha }}}}
          persist-credentials: false
      - uses: {STEP}
"""
POST = f"""\
on:
  workflow_run:
    workflows: [Tenet]
    types: [completed]
concurrency: post-${{{{ github.event.workflow_run.id }}}}
permissions: {{}}
jobs:
  post:
    if: github.event.workflow_run.event == 'pull_request'
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
          run-id: ${{{{ github.event.workflow_run.id }}}}
          github-token: ${{{{ github.token }}}}
      - uses: {STEP}
        with:
          result-file: tenet.json
"""
UPLOAD = "      - uses: actions/upload-artifact@v4\n        if: always()\n        with: {name: tenet, path: tenet.json}\n"
JUDGE = GOOD + UPLOAD
CHECK = """\
on: pull_request
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
        with:
          fetch-depth: 0
          persist-credentials: false
      - run: pipx run tenet-bot
      - run: tenet check --base origin/main
"""


def test_reading_the_head_is_safe_where_nothing_runs_it() -> None:
    assert said(TARGET) == []


@pytest.mark.parametrize("step", ["run: make test", "uses: ./.github/actions/test", "run: pip install ."])
def test_running_the_code_of_the_head_on_a_trusted_event_is_a_problem(step: str) -> None:
    found = the_only(TARGET.replace(f"      - uses: {STEP}", f"      - {step}\n      - if: always()\n        uses: {STEP}"))
    assert (found.id, found.line, is_problem(found)) == ("runs-code-of-head", 12, True)


def test_commands_on_a_trusted_event_are_safe_where_the_base_is_checked_out() -> None:
    text = TARGET.replace("          ref: ${{ github.event.pull_request.head.sha }}\n", "").replace(
        "      - uses: acme", "      - run: make x\n      - uses: acme"
    )
    assert said(text) == []


def test_the_pair_is_complete() -> None:
    assert said({PATH: JUDGE, OTHER: POST}) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("workflows: [Tenet]", "workflows: [Tenett]", "unknown-workflow 3:5"),
        ("types: [completed]", "types: [requested]", "unfinished-workflow 4:5"),
        (
            "    if: github.event.workflow_run.event == 'pull_request'\n",
            "    if: github.event.workflow_run.conclusion == 'success'\n",
            "gated-on-success 9:5",
        ),
        ("          name: tenet\n", "          name: tent\n", "unknown-artifact 19:11"),
        ("      actions: read\n", "", "missing-permission 11:5"),
        ("concurrency: post-${{ github.event.workflow_run.id }}", "concurrency: post-${{ github.ref }}", "shared-concurrency 5:1"),
    ],
)
def test_the_second_half_of_the_pair_is_mended(old: str, new: str, expected: str) -> None:
    assert old in POST
    files = {PATH: JUDGE, OTHER: POST.replace(old, new)}
    assert said(files) == [expected]
    assert mended(files)[1] == []


@pytest.mark.parametrize("name", ["Tests", "Poster"])
def test_a_second_half_whose_first_has_no_name_near_is_given_no_line_to_copy(name: str) -> None:
    """Nor its own name, though that is the nearest."""
    files = {OTHER: "name: Post\n" + POST.replace("workflows: [Tenet]", f"workflows: [{name}]")}
    [found] = [each for each in examined(files).diagnoses if each.id == "unknown-workflow"]
    assert found.fix.edits == ()
    assert found.fix.text == "Name one that is there: the names are those under `name:` of the other files."


def test_a_condition_that_lets_failures_through_is_left_alone() -> None:
    condition = "if: contains(github.event.workflow_run.conclusion, 'success') || github.event.workflow_run.conclusion == 'failure'"
    assert said({PATH: JUDGE, OTHER: POST.replace("if: github.event.workflow_run.event == 'pull_request'", condition)}) == []


def test_the_second_half_that_runs_the_code_of_the_head_is_a_problem() -> None:
    checkout = "      - uses: actions/checkout@v5\n        with:\n          persist-credentials: false\n"
    checkout += "          ref: ${{ github.event.workflow_run.head_sha }}\n"
    files = {PATH: JUDGE, OTHER: POST.replace("    steps:\n", f"    steps:\n{checkout}      - run: make\n")}
    assert ids(files) == ["runs-code-of-head"]


def test_a_merge_queue_of_other_workflows_is_advised() -> None:
    files = {PATH: GOOD, OTHER: "on: [merge_group]\njobs: {}\n"}
    assert said(files) == ["missing-merge-group 3:3"]
    now, left = mended(files)
    assert "  merge_group:\n  pull_request:\n" in now[PATH]
    assert left == []


@pytest.mark.parametrize(
    "more",
    [{"LICENSE": "", "CONTRIBUTING.md": ""}, {OTHER: "on: push\njobs: {a: {if: github.event.pull_request.head.repo.fork}}\n"}],
    ids=["open source", "another workflow"],
)
def test_forks_are_spoken_of_where_something_says_that_there_are_some(more: dict[str, str]) -> None:
    assert said({PATH: GOOD, **more}) == ["no-review-on-forks 3:3"]
    assert said({PATH: JUDGE, OTHER: POST, "LICENSE": "", "CONTRIBUTING.md": ""}) == []
    own = GOOD.replace("    runs-on", "    if: github.event.pull_request.head.repo.full_name == github.repository\n    runs-on")
    assert said({PATH: own, **more}) == []


def test_two_workflows_that_post_for_one_event_are_a_problem() -> None:
    assert said({PATH: GOOD, OTHER: GOOD}) == ["posted-twice 23:9"]
    named = GOOD.replace("coverage: coverage.xml", "coverage: coverage.xml\n          policy: api/tenet.yml")
    assert said({PATH: GOOD, OTHER: named, "api/tenet.yml": "version: 1\nname: api\n", ".github/tenet.yml": "version: 1\n"}) == []
    apart = GOOD.replace("${{ !cancelled() }}", "${{ !cancelled() && github.base_ref == 'main' }}")
    assert said({PATH: apart, OTHER: apart}) == []


def test_a_called_workflow_is_bounded_by_its_caller() -> None:
    caller = GOOD.split("    runs-on")[0] + "    permissions:\n      contents: read\n    uses: ./.github/workflows/other.yml\n"
    called = "on: workflow_call\njobs:\n" + GOOD.split("jobs:\n")[1]
    found = the_only({PATH: caller, OTHER: called})
    assert (found.id, found.path, found.line) == ("missing-permission", PATH, 11)
    assert "a workflow that it calls gets no more" in found.message
    assert mended({PATH: caller, OTHER: called})[1] == []


def test_a_workflow_that_only_others_call_is_not_asked_for_triggers() -> None:
    assert (
        said("on: workflow_call\n" + GOOD.split("ready_for_review]\n")[1].split("concurrency")[0] + "jobs:\n" + GOOD.split("jobs:\n")[1])
        == []
    )


def test_a_step_of_a_composite_action_is_told_in_its_own_file() -> None:
    action = f"runs:\n  using: composite\n  steps:\n    - uses: {STEP}\n      with: {{covrage: c.xml}}\n"
    text = GOOD.split("      - if:")[0] + "      - if: always()\n        uses: ./act\n"
    found = the_only({PATH: text, "act/action.yml": action})
    assert (found.id, found.path, found.line) == ("unknown-input", "act/action.yml", 5)


@pytest.mark.parametrize(
    "uses",
    [
        "./",
        f"acme/tenet-bot@{COMMIT}",
        "docker://ghcr.io/acme/tenet:1.2.3",
        f"docker://ghcr.io/acme/tenet@sha256:{'a' * 64}",
        "Acme/Tenet@" + COMMIT,
    ],
)
def test_the_ways_to_name_the_action_are_known(uses: str) -> None:
    own = {"action.yml": "name: Tenet\ninputs: {policy: {}}\nruns: {using: docker, image: Dockerfile}\n"} if uses == "./" else {}
    assert said({PATH: GOOD.replace(f"acme/tenet@{COMMIT} # v1.2.3", uses), **own}) == []


@pytest.mark.parametrize("uses", ["acme/tenets@v1", "tenet/other@v1", "acme/other@v1 # tenet"])
def test_what_is_only_called_alike_is_not_taken_for_it(uses: str) -> None:
    assert ids(GOOD.replace(f"acme/tenet@{COMMIT} # v1.2.3", uses)) == ["no-workflow"]


def test_the_command_needs_the_history_and_no_permission_to_post() -> None:
    assert said(CHECK) == []
    shallow = CHECK.replace("          fetch-depth: 0\n", "")
    assert said(shallow) == ["shallow-checkout 6:9"]
    assert mended(shallow)[1] == []
    two = shallow.replace("--base origin/main", "--base HEAD^1").replace("          persist", "          fetch-depth: 2\n          persist")
    assert said(two) == []
    assert said(shallow.replace("pipx run tenet-bot", "git fetch origin main")) == []
    described = CHECK.replace("--base", "--pr event.json --base")
    assert said(described) == ["missing-description-type 1:1"]


def test_the_command_needs_the_checkout() -> None:
    steps = CHECK.split("      - uses", maxsplit=1)[0] + "      - run: tenet check --base origin/main\n"
    assert said(steps) == ["missing-checkout 6:9"]
    assert mended(steps)[1] == []
    assert ids("on: push\njobs: {a: {steps: [{run: echo tenet check}]}}\n") == ["no-workflow"]


def test_publishing_by_command_needs_a_token() -> None:
    text = POST.replace(f"uses: {STEP}\n        with:\n          result-file: tenet.json", "run: tenet publish tenet.json")
    assert said({PATH: JUDGE, OTHER: text}) == ["missing-token 22:9"]
    assert said({PATH: JUDGE, OTHER: text + "        env:\n          GITHUB_TOKEN: ${{ github.token }}\n"}) == []


def test_a_merge_group_needs_the_checkout() -> None:
    text = GOOD.replace("on:\n", "on:\n  merge_group:\n").replace("number }}", "number || github.ref }}")
    bare = text.replace("      - uses: actions/checkout@v5\n        with:\n          persist-credentials: false\n", "")
    found = the_only(bare)
    assert (found.id, is_problem(found)) == ("missing-checkout", True)
    assert "`merge_group`" in found.message
    assert mended(bare)[1] == []


SARIF = "      - uses: github/codeql-action/upload-sarif@v3\n        with:\n          sarif_file: tenet.sarif\n"


def test_an_upload_of_sarif_needs_its_file_its_permission_and_to_run_after_a_failure() -> None:
    asked = GOOD.replace("          coverage:", "          sarif-file: tenet.sarif\n          coverage:")
    assert ids(GOOD + SARIF) == ["missing-permission", "unwritten-sarif"]
    assert ids(asked + SARIF) == ["missing-permission", "skipped-upload"]
    assert mended(GOOD + SARIF)[1] == []
    whole = asked.replace("checks: write", "checks: write\n      security-events: write")
    assert said(whole + SARIF.replace("        with:", "        if: ${{ !cancelled() }}\n        with:")) == []


def test_a_wrong_policy_is_told_at_its_place() -> None:
    found = the_only({PATH: GOOD, ".github/tenet.yml": "version: 1\nmode: advice\n"})
    assert (found.id, found.path, found.line, found.column) == ("wrong-policy", ".github/tenet.yml", 2, 7)
    missing = the_only({PATH: GOOD, ".github/tenet.yml": "version: 1\nextends: policies/base.yml\n"})
    assert (missing.id, missing.line) == ("wrong-policy", 2)


def test_a_policy_of_another_repository_is_not_guessed() -> None:
    assert said({PATH: GOOD, ".github/tenet.yml": "version: 1\nextends: acme/policies@v1:backend.yml\nrules: {star-import: error}\n"}) == []


def test_the_reports_of_the_policy_are_looked_for() -> None:
    policy = {".github/tenet.yml": "version: 1\ncoverage: {reports: [api/coverage.xml]}\n"}
    text = GOOD.replace("        with:\n          coverage: coverage.xml\n", "")
    assert said({PATH: text, **policy}) == ["unwritten-coverage-report 22:9"]
    assert said({PATH: text.replace(TESTS, ""), **policy}) == ["missing-coverage-step 22:9"]
    assert said({PATH: text.replace("--cov-report=xml", "--cov-report=xml:api/coverage.xml"), **policy}) == []


def test_tests_in_another_job_share_no_files() -> None:
    test = "  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: pytest --cov --cov-report=xml\n"
    found = the_only(GOOD.replace(TESTS, "").replace("jobs:\n", f"jobs:\n{test}"))
    assert found.id == "missing-coverage-step"
    assert "the job `test` runs tests, and jobs share no files" in found.message


def test_options_in_a_configuration_file_are_not_guessed() -> None:
    text = GOOD.replace(" --cov --cov-report=xml", "")
    assert ids(text) == ["unwritten-coverage-report"]
    assert said({PATH: text, "pyproject.toml": '[tool.pytest.ini_options]\naddopts = "--cov --cov-report=xml"\n'}) == []


def test_no_policy_is_said_once() -> None:
    two = GOOD.replace(TESTS, "").replace("        with:\n          coverage: coverage.xml\n", "")
    found = examined({PATH: two, OTHER: two.replace("pull_request:", "merge_group:"), "src/policies/tenet.yml": "version: 1\n"})
    assert [each.id for each in found.diagnoses].count("no-policy") == 1
    assert found.runs == 2


DOWNLOAD = "      - uses: actions/download-artifact@v5\n        with:\n          {}\n"
JOB = (
    "  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/upload-artifact@v4\n        with: {{name: '{}', path: c.xml}}\n"
)


def downloading(given: str, uploaded: str = "coverage", needs: str = "") -> str:
    text = GOOD.replace(TESTS, DOWNLOAD.format(given)).replace("jobs:\n", f"jobs:\n{JOB.format(uploaded)}")
    return text.replace("  review:\n", f"  review:\n    needs: {needs}\n") if needs else text


@pytest.mark.parametrize(
    "text",
    [
        downloading("name: coverage", needs="test"),
        downloading("name: coverage", needs="[build, test]"),
        downloading("pattern: cov*", needs="test"),
        downloading("merge-multiple: true", needs="test"),
        downloading("name: other\n          repository: acme/other"),
        downloading("name: ${{ vars.NAME }}"),
        downloading("name: other", uploaded="x-${{ matrix.a }}", needs="test"),
        downloading("name: other", needs="test") + "  more:\n    uses: acme/flows/.github/workflows/test.yml@v1\n",
        downloading("name: other", needs="test") + "  more:\n    steps:\n      - uses: acme/upload-all@v1\n",
        downloading("name: coverage", needs="build") + "  build:\n    needs: test\n",
    ],
)
def test_artifacts_that_are_there_or_may_be_are_left_alone(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize("given", ["name: coverage", "pattern: cov*", "merge-multiple: true"])
def test_nothing_makes_the_job_wait_for_what_it_downloads(given: str) -> None:
    text = downloading(given, needs="build") + "  build: {}\n"
    assert ids(text) == ["unordered-jobs"]
    now, left = mended(text)
    assert "    needs: [build, test]\n" in now[PATH]
    assert left == []


def test_a_workflow_that_follows_none_is_never_started() -> None:
    assert ids({PATH: GOOD, OTHER: POST.replace("    workflows: [Tenet]\n", "").replace("download", "upload")}) == ["unknown-workflow"]


@pytest.mark.parametrize("on", ["  pull_request:\n    branches: [main]\n", "  - push\n  - pull_request\n", "  pull_request: {}\n"])
def test_types_are_added_however_the_events_are_written(on: str) -> None:
    start, rest = GOOD.split("on:\n")
    text = start + "on:\n" + on + rest[rest.index("concurrency:") :].replace("number }}", "number || github.ref }}")
    assert ids(text) == ["missing-description-type"]
    now, left = mended(text)
    assert left == []
    assert all(word in now[PATH] for word in on.split() if word.isidentifier())


def test_a_list_of_events_takes_the_merge_queue() -> None:
    queue = {OTHER: "on: merge_group\njobs: {}\n"}
    files = {PATH: CHECK.replace("run: tenet check --base origin/main", f"uses: {STEP}"), **queue}
    assert "missing-merge-group" in ids(files)
    assert mended(files)[1] == []


def test_a_folder_is_where_the_command_may_look() -> None:
    assert said(CHECK.replace("fetch-depth: 0", "fetch-depth: 0\n          path: app")) == []


def test_what_a_matrix_leaves_out_is_not_counted() -> None:
    matrix = "    strategy:\n      matrix:\n        a: [1, 2]\n        exclude: [{a: 1}]\n    steps:\n"
    assert said(GOOD.replace("    steps:\n", matrix)) == []


def test_a_workflow_that_cannot_be_had_ends_the_examination() -> None:
    tree = FakeTree({PATH: Unreadable("its object is missing in this clone")})
    with pytest.raises(PolicyFault, match="its object is missing"):
        read_repository(Sources(tree))


def test_a_value_that_goes_on_over_lines_is_left_to_the_reader() -> None:
    folded = GOOD.replace("if: ${{ !cancelled() }}", "if: github.actor != 'x' &&\n          github.actor != 'y'")
    found = the_only(folded)
    assert (found.id, found.fix.edits) == ("skipped-after-failure", ())
    event = GOOD.split("on:\n")[0] + "on:\n  push\n  more\n" + GOOD[GOOD.index("permissions: {}") :]
    assert mended(event)[1] == ["missing-pull-request-trigger"]
