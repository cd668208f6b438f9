import subprocess
import sys
from pathlib import Path

import pytest
from tests.fakes.tree import FakeFile, FakeTree

from tenet.domain.severity import Mode
from tenet.facts.project.project_facts import read_project
from tenet.facts.sources import Sources
from tenet.infrastructure.packaged_policies import PackagedPolicies
from tenet.policy.bound import BoundPolicy
from tenet.policy.in_force import load
from tenet.policy.loading import PolicyText
from tenet.policy.nodes import plain
from tenet.policy.workflow_steps import find_steps
from tenet.policy.yaml_document import read_yaml
from tenet.report.init_policy import POLICY_PATH, WORKFLOW_PATH, InitFiles, init_files
from tenet.rules.registry import load_rules

FASTAPI = {
    "pyproject.toml": '[project]\ndependencies = [\n  "fastapi",\n]\n[tool.coverage.report]\nfail_under = 72\n',
    "uv.lock": "",
    "alembic.ini": "script_location = migrations\n",
    "src/shop/domain/order.py": "",
    "src/shop/api/orders.py": "",
    "src/shop/db.py": "class Base(DeclarativeBase): ...\n",
    "specs/domain.md": "# Domain\n",
}
DJANGO = {
    "manage.py": "",
    "shop/migrations/0001_initial.py": "",
    "shop/models.py": "class A(models.Model): ...\n",
    "requirements.txt": "django\n",
}
HOSTILE = {
    'a"]: &x\n/domain/x.py': "",
    "b/domain/spec.md": "",
    "b/domain/#: [.py": "",
    "alembic.ini": 'script_location = a"]\\\n',
    "pyproject.toml": '"fastapi\x1b\u2028"\n',
}
NO_MIGRATIONS = {"src/db.py": "class Base(DeclarativeBase): ...\n"}


def composed(files: dict[str, FakeFile]) -> InitFiles:
    return init_files(read_project(Sources(FakeTree(files))))


def policy_of(files: dict[str, FakeFile]) -> BoundPolicy:
    text = dict(composed(files).files)[POLICY_PATH]
    return load(PolicyText(POLICY_PATH, text), PackagedPolicies(), load_rules())


@pytest.mark.parametrize("files", [FASTAPI, DJANGO, HOSTILE, NO_MIGRATIONS, {}])
def test_the_written_policy_loads_and_advises(files):
    assert policy_of(files).mode is Mode.ADVISE


def test_the_policy_holds_what_was_found():
    policy = policy_of(FASTAPI)
    around = policy.surroundings
    assert policy.extends == ("fastapi",)
    assert {component.name: (component.paths, component.specs, component.coverage) for component in around.components} == {
        "api": (("src/shop/api/**",), (), None),
        "domain": (("src/shop/domain/**",), ("specs/domain.md",), 80),
    }
    assert (around.coverage.reports, around.coverage.overall) == (("coverage.xml",), 72)
    assert around.migrations.paths == ("migrations/versions",)


def test_the_preset_follows_the_framework():
    assert [policy_of(files).extends for files in (DJANGO, NO_MIGRATIONS, {})] == [("django",), ("backend",), ("minimal",)]


def test_every_choice_is_written_under_its_evidence():
    text = dict(composed(FASTAPI).files)[POLICY_PATH]
    assert '# seen in pyproject.toml:3: "fastapi",\nextends: fastapi\n' in text
    assert "  # seen in pyproject.toml:6: fail_under = 72\n  overall: 72\n" in text
    assert "# seen in alembic.ini:1: script_location = migrations\nmigrations: {tool: alembic" in text
    assert "its specification in specs/domain.md\n  domain: {paths" in text
    assert "# no migrations were seen, though models were seen in src/db.py:1" in dict(composed(NO_MIGRATIONS).files)[POLICY_PATH]


def test_the_choices_are_listed_for_the_terminal():
    choices = {choice.setting: choice.evidence for choice in composed(FASTAPI).choices}
    assert choices["extends: fastapi"] == 'seen in pyproject.toml:3: "fastapi",'
    assert choices['reports: ["coverage.xml"]'] == "the workflow's tests write it"


@pytest.mark.parametrize("files", [FASTAPI, DJANGO, {}, {"poetry.lock": ""}, {"pyproject.toml": "x = 1\n"}])
def test_the_workflow_is_one_that_github_and_its_linters_accept(files, tmp_path: Path):
    workflow = dict(composed(files).files)[WORKFLOW_PATH]
    (step,) = find_steps(Sources(FakeTree({WORKFLOW_PATH: workflow}))).steps
    assert step.input("coverage").value == "coverage.xml"
    path = tmp_path / "tenet.yml"
    path.write_text(workflow, encoding="utf-8")
    lint = subprocess.run(
        [Path(sys.executable).parent / "actionlint", "-shellcheck=", "-pyflakes=", path], capture_output=True, text=True, check=False
    )
    assert (lint.returncode, lint.stdout) == (0, "")


def test_the_workflow_asks_for_no_more_than_it_needs(tmp_path: Path):
    workflow = dict(composed(FASTAPI).files)[WORKFLOW_PATH]
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    pinned = workflow.replace("OWNER/tenet@v1", f"OWNER/tenet@{'0' * 40} # v1.0.0")
    (folder / "tenet.yml").write_text(pinned, encoding="utf-8")
    audit = subprocess.run(
        [Path(sys.executable).parent / "zizmor", "--offline", "--no-progress", folder], capture_output=True, text=True, check=False
    )
    assert audit.returncode == 0, audit.stdout
    values = plain(read_yaml(workflow, "w.yml"))
    assert values["permissions"] == {}
    assert values["jobs"]["tenet"]["permissions"] == {"contents": "read", "pull-requests": "write", "checks": "write"}
    assert {"edited", "labeled", "ready_for_review"} <= set(values["on"]["pull_request"]["types"])
    assert "github.event.pull_request.number" in values["concurrency"]["group"]


def test_a_service_in_a_folder_is_installed_and_tested_there():
    files = {
        "server/pyproject.toml": 'dependencies = [\n  "fastapi",\n]\n[tool.coverage.run]\n',
        "server/uv.lock": "",
        "server/shop/domain/a.py": "",
    }
    made = dict(composed(files).files)
    steps = plain(read_yaml(made[WORKFLOW_PATH], "w.yml"))["jobs"]["tenet"]["steps"]
    assert [step.get("working-directory") for step in steps] == [None, None, "server", "server", None]
    assert steps[3]["run"].endswith("xml:coverage.xml")
    assert steps[4]["with"]["coverage"] == "server/coverage.xml"
    assert policy_of(files).surroundings.coverage.reports == ("server/coverage.xml",)
    assert "# seen in server/pyproject.toml:4: [tool.coverage.run]" in made[POLICY_PATH]
