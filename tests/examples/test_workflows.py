"""The workflows that people copy: linted, pinned, and with no permission beyond what a job's steps use."""

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml

from tenet.report.init_workflow import INSTALL, init_workflow

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "examples" / "workflows"
EXAMPLES = sorted(FOLDER.glob("*.yml"))
REVIEW = {"contents": "read", "pull-requests": "write", "checks": "write"}
USED_BY = (
    (re.compile(r"^actions/checkout@"), {"contents": "read"}),
    (re.compile(r"^actions/download-artifact@"), {"actions": "read"}),
    (re.compile(r"^github/codeql-action/upload-sarif@"), {"security-events": "write"}),
    (re.compile(r"\btenet\b"), REVIEW | {"actions": "read"}),
    (re.compile(r"\btenet\b"), {"pull-requests": "read"}),
)
"""What a step may need, by its `uses` or `run`."""
PINNED = re.compile(r"uses: (?:[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+|OWNER/tenet@v1)$")
Part = Mapping[str, object]


def loaded(text: str) -> dict[str, object]:
    return {str(name): value for name, value in yaml.safe_load(text).items()}  # YAML 1.1 reads `on` as True


def jobs(text: str) -> Iterator[tuple[str, Part, list[Part]]]:
    for name, job in yaml.safe_load(text)["jobs"].items():
        yield name, job, job.get("steps", [])


def granted(text: str) -> list[Part]:
    return [job.get("permissions", {}) for _, job, _ in jobs(text)]  # type: ignore[misc]


def written_by_init() -> list[str]:
    return [init_workflow(installer, "coverage.xml", folder) for installer in INSTALL for folder in ("", "services/api")]


SHIPPED = [*((path.name, path.read_text("utf-8")) for path in EXAMPLES), *((f"init {n}", text) for n, text in enumerate(written_by_init()))]
every_workflow = pytest.mark.parametrize("text", [text for _, text in SHIPPED], ids=[name for name, _ in SHIPPED])


@every_workflow
def test_a_job_has_no_permission_that_none_of_its_steps_uses(text: str) -> None:
    assert loaded(text)["permissions"] == {}
    for name, job, steps in jobs(text):
        used: set[tuple[str, str]] = set()
        for step in steps:
            said = f"{step.get('uses', '')}\n{step.get('run', '')}".strip()
            used |= {each for pattern, permissions in USED_BY if pattern.search(said) for each in permissions.items()}
        used |= {(scope, "read") for scope, level in used if level == "write"}
        assert set(job["permissions"].items()) <= used, name  # type: ignore[attr-defined]


@every_workflow
def test_every_action_is_pinned_by_the_commit_of_a_release(text: str) -> None:
    found = re.findall(r"uses: .*$", text, re.MULTILINE)
    assert found
    assert [each for each in found if not PINNED.match(each)] == []


@every_workflow
def test_no_checkout_leaves_a_credential(text: str) -> None:
    for _, _, steps in jobs(text):
        for step in steps:
            if str(step.get("uses", "")).startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False  # type: ignore[index]


@every_workflow
def test_no_command_holds_words_of_the_event(text: str) -> None:
    for _, _, steps in jobs(text):
        assert [step for step in steps if re.search(r"\$\{\{[^}]*(github\.event|github\.head_ref|inputs)", str(step.get("run", "")))] == []


@pytest.mark.parametrize("name", ["pull-request.yml", "monorepo.yml", "security-tab.yml"])
def test_the_workflows_that_review_have_the_contract_s_permissions_and_types(name: str) -> None:
    text = (FOLDER / name).read_text("utf-8")
    assert granted(text) == [REVIEW | ({"security-events": "write"} if name == "security-tab.yml" else {})]
    types = ["opened", "synchronize", "reopened", "edited", "labeled", "ready_for_review"]
    assert loaded(text)["True"] == {"pull_request": {"types": types}}
    assert "cancel-in-progress: true" in text


def test_what_init_writes_has_the_permissions_of_the_example() -> None:
    assert [granted(text) for text in written_by_init()] == [[REVIEW]] * len(written_by_init())


def test_the_page_names_every_example_and_nothing_else() -> None:
    named = set(re.findall(r"\]\(([\w-]+\.yml)\)", (FOLDER / "README.md").read_text("utf-8")))
    assert named == {path.name for path in EXAMPLES}


def test_make_lint_holds_the_examples_to_both_linters() -> None:
    made = (ROOT / "Makefile").read_text("utf-8")
    assert "examples/workflows/*.yml" in re.findall(r"^WORKFLOWS := .*$", made, re.MULTILINE)[0]
    assert re.search(r"actionlint \$\(WORKFLOWS\)$", made, re.MULTILINE)
    assert re.search(r"zizmor .*\$\(WORKFLOWS\)", made)


@pytest.mark.parametrize("tool", ["actionlint", "zizmor"])
def test_linters_find_nothing_in_what_is_shipped_or_written(tool: str, tmp_path: Path) -> None:
    program = Path(sys.executable).with_name(tool)
    if not program.exists():
        pytest.skip(f"{tool} is not installed beside the interpreter")
    for number, text in enumerate(written_by_init()):
        (tmp_path / f"init-{number}.yml").write_text(text, "utf-8")
    files = [*map(str, EXAMPLES), *map(str, sorted(tmp_path.glob("*.yml")))]
    options = ["--offline", "--no-progress", "--config", str(ROOT / ".github" / "zizmor.yml")] if tool == "zizmor" else []
    done = subprocess.run([str(program), *options, *files], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
