"""The file that a workflow uploads to code scanning."""

import json
from pathlib import Path

import pytest
from tests.api.action_run import Workflow, build_service, clone

WAIVED = {"app.py": "a = 1\nfrom os import *  # tenet: allow[star-import] the names of the platform\n", "b.py": "from sys import *\n"}


def test_the_sarif_file_has_what_blocks_and_not_what_is_waived(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    service = build_service(tmp_path / "server", policy="version: 1\nrules: {star-import: error}\n", changes=WAIVED)
    clone(service, tmp_path / "workspace", service.merge)
    with service.serve() as github:
        workflow = Workflow(github, tmp_path / "workspace", tmp_path / "runner", monkeypatch, capfd)
        ended = workflow(inputs={"sarif-file": "out/tenet.sarif", "result-file": "out/result.json"})
        page = f"{github.url}/octo-org/service"
    assert (ended.status, ended.outputs["findings"]) == (1, "1")
    (run,) = json.loads((workflow.workspace / "out/tenet.sarif").read_text())["runs"]
    places = [each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in run["results"]]
    assert places == ["b.py"]
    stored = json.loads((workflow.workspace / "out/result.json").read_text())
    assert [(each["path"], each["waived"] is not None) for each in stored["findings"]] == [("app.py", True), ("b.py", False)]
    (provenance,) = run["versionControlProvenance"]
    assert (provenance["repositoryUri"], provenance["revisionId"]) == (page, service.head)
