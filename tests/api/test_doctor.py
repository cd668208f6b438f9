"""`tenet doctor`, as a user runs it."""

import json
from pathlib import Path

from tests.api.command import Tenet
from tests.git_repository import GitRepository

WORKFLOW = """\
on:
  pull_request:
    types: [opened, synchronize, reopened, edited, labeled, ready_for_review]
concurrency: tenet-${{ github.ref }}
permissions:
  contents: read
  pull-requests: write
jobs:
  review:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
        with: {persist-credentials: false}
      - uses: acme/tenet@0123456789012345678901234567890123456789
"""
PATH = ".github/workflows/tenet.yml"


def test_a_repository_without_a_workflow_fails_and_says_how_to_begin(tenet: Tenet) -> None:
    ended = tenet("doctor")
    assert ended.status == 1
    assert ended.out.startswith(f"{PATH}:1:1: problem: no workflow runs Tenet [no-workflow]\n")
    assert "tenet init" in ended.out


def test_what_init_writes_passes_at_once(tenet: Tenet) -> None:
    assert tenet("init").status == 0
    ended = tenet("doctor", "--format", "json")
    found = json.loads(ended.out)
    assert ended.status == 0
    assert [each["id"] for each in found["diagnoses"]] == ["placeholder-owner"]


def test_the_missing_permission_is_printed_with_the_lines_to_add(tenet: Tenet, service: GitRepository) -> None:
    service.write({PATH: WORKFLOW})
    ended = tenet("doctor")
    assert ended.status == 1
    assert "lacks `checks: write`" in ended.out
    assert f"    {PATH}, before line 10, add:\n    |     permissions:\n    |       contents: read\n" in ended.out
    assert ended.out.endswith("1 problem, 0 pieces of advice: 1 step of Tenet in 1 workflow.\n")


def test_the_json_has_the_edit_that_mends_it(tenet: Tenet, service: GitRepository) -> None:
    service.write({PATH: WORKFLOW})
    (found,) = json.loads(tenet("doctor", "--format", "json").out)["diagnoses"]
    assert {key: found[key] for key in ("id", "severity", "path", "line", "column")} == {
        "id": "missing-permission",
        "severity": "problem",
        "path": PATH,
        "line": 9,
        "column": 3,
    }
    (edit,) = found["fix"]["edits"]
    lines = WORKFLOW.split("\n")
    lines[edit["line"] - 1 : edit["line"] - 1 + edit["removed"]] = edit["lines"]
    service.write({PATH: "\n".join(lines)})
    ended = tenet("doctor")
    assert (ended.status, ended.out) == (0, "Nothing is missing: 1 step of Tenet in 1 workflow.\n")


def test_advice_alone_passes(tenet: Tenet, service: GitRepository) -> None:
    service.write(
        {PATH: WORKFLOW.replace("write\njobs", "write\n  checks: write\njobs").replace("concurrency: tenet-${{ github.ref }}\n", "")}
    )
    ended = tenet("doctor")
    assert ended.status == 0
    assert "[missing-concurrency]" in ended.out


def test_a_workflow_that_is_not_yaml_is_wrong_input_with_its_place(tenet: Tenet, service: GitRepository) -> None:
    service.write({PATH: "on: [push\njobs: {}\n"})
    ended = tenet("doctor")
    assert (ended.status, ended.out) == (2, "")
    assert f"{PATH}:2:5: this is not YAML" in ended.err


def test_a_path_that_is_not_there_is_wrong_input(tenet: Tenet) -> None:
    ended = tenet("doctor", "nowhere")
    assert (ended.status, ended.out) == (2, "")
    assert "nowhere" in ended.err


def test_head_of_a_bare_repository_is_read(tenet: Tenet, service: GitRepository, tmp_path: Path) -> None:
    service.commit({PATH: WORKFLOW})
    service.git("clone", "--quiet", "--bare", str(service.path), str(tmp_path / "bare.git"))
    ended = tenet("doctor", str(tmp_path / "bare.git"))
    assert ended.status == 1
    assert "[missing-permission]" in ended.out


def test_a_wrong_policy_is_told_among_the_rest(tenet: Tenet, service: GitRepository) -> None:
    service.write({PATH: WORKFLOW, ".github/tenet.yml": "version: 1\nrules: {star-imprt: error}\n"})
    ended = tenet("doctor")
    assert ended.status == 1
    assert ".github/tenet.yml:2:9: problem: there is no rule `star-imprt` [wrong-policy]" in ended.out
    assert "[missing-permission]" in ended.out


def test_two_runs_say_the_same(tenet: Tenet, service: GitRepository) -> None:
    service.write({f".github/workflows/{name}.yml": WORKFLOW for name in "dacb"})
    first = tenet("doctor")
    assert first.out == tenet("doctor").out
    places = [line.split(":")[0] for line in first.out.splitlines() if ": problem:" in line]
    assert places == sorted(places)
