"""A whole workflow with `uses: ./`, run by act: it builds the Dockerfile, starts the action and reads back what it left."""

import json
from pathlib import Path

import pytest
from demo.repository import check_out
from demo.run import serve

from tests.container.act import run_workflow
from tests.container.action_files import action_files, stamp
from tests.container.service import BREAKS, propose
from tests.container.test_action import BLOCKED, FINDINGS, conclusions, inline

pytestmark = pytest.mark.container

WORKFLOW = """\
on: pull_request
permissions:
  contents: read
  pull-requests: write
  checks: write
jobs:
  review:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - name: Test
        run: cp reports/coverage.xml coverage.xml
      - name: Review
        id: tenet
        uses: ./
        with:
          result-file: tenet.json
      - name: Look
        if: always()
        env:
          STEP: ${{ toJSON(steps.tenet) }}
        run: echo $STEP && test -s tenet.json
"""


def test_a_workflow_that_uses_the_action_gets_its_review(tmp_path: Path, image: str) -> None:
    proposal = propose(tmp_path, BREAKS, action_files() | {".github/workflows/review.yml": WORKFLOW.encode()})
    workspace = tmp_path / "workspace"
    checkout = check_out(proposal, workspace, proposal.merge or proposal.head, tmp_path / "home")
    checkout.run("remote", "set-url", "origin", "https://github.com/octo-org/service.git")
    stamp(workspace)

    with serve(proposal, "octo-org/service") as github:
        run = run_workflow(github, workspace, tmp_path)

    assert run.results["Review"] == "failure", run.log
    assert run.results["Look"] == "success", run.log
    assert not run.succeeded
    seen = next(json.loads(line) for line in run.log.splitlines() if line.startswith('{ "outputs"'))
    assert seen == {"conclusion": "failure", "outcome": "failure", "outputs": BLOCKED}
    assert "Column user.nickname is new and no migration adds it." in run.summaries
    assert inline(github) == FINDINGS
    assert len(github.repository.issue_comments) == 1
    assert conclusions(github) == [("tenet", "failure", proposal.head)]
    assert github.invalid == []
