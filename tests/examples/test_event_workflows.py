"""The workflows for events other than a pull request of one's own: what one stores the other finds, and what each leaves out."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from tenet.api.dispatch import NAMES

FOLDER = Path(__file__).parents[2] / "examples" / "workflows"
POLICIES = FOLDER.parent / "policies"
STORES, RESTORES = "base-coverage.yml", "pull-request-with-base.yml"
Step = Mapping[str, Mapping[str, str]]


def workflow(name: str) -> dict[str, object]:
    return {str(key): value for key, value in yaml.safe_load((FOLDER / name).read_text("utf-8")).items()}  # YAML 1.1 reads `on` as True


def steps(name: str) -> list[Step]:
    return list(yaml.safe_load((FOLDER / name).read_text("utf-8"))["jobs"].popitem()[1]["steps"])


def using(name: str, action: str) -> Step:
    [found] = [step for step in steps(name) if str(step.get("uses", "")).startswith(f"{action}@")]
    return found


def tenet(name: str) -> Mapping[str, str]:
    return using(name, "OWNER/tenet")["with"]


def on_main(text: str) -> str:
    """What GitHub makes of a key, for a pull request into the commit that was pushed."""
    known = {"github.ref_name": "main", "github.base_ref": "main", "github.sha": "5a", "github.event.pull_request.base.sha": "5a"}
    return re.sub(r"\$\{\{ (.*?) \}\}", lambda found: known[found[1]], text)


def test_what_a_push_stores_is_what_the_pull_request_restores() -> None:
    saved = using(STORES, "actions/cache/save")["with"]
    restored = using(RESTORES, "actions/cache/restore")["with"]
    assert {saved["path"], restored["path"], tenet(STORES)["base-coverage"], tenet(RESTORES)["base-coverage"]} == {saved["path"]}
    assert on_main(saved["key"]) == on_main(restored["key"])
    assert on_main(saved["key"]).startswith(on_main(restored["restore-keys"]))


def test_the_base_is_restored_after_the_tests_and_before_the_review() -> None:
    order = [str(step.get("run", step.get("uses", ""))) for step in steps(RESTORES)]
    places = [next(at for at, said in enumerate(order) if word in said) for word in ("pytest --cov", "cache/restore", "OWNER/")]
    assert places == sorted(places)


def test_a_push_stores_only_what_was_written() -> None:
    assert f"hashFiles('{tenet(STORES)['base-coverage']}')" in str(using(STORES, "actions/cache/save")["if"])


@pytest.mark.parametrize("name", ["pull-request-target.yml", "manual.yml"])
def test_where_the_token_may_write_for_strangers_nothing_of_theirs_is_checked_out_or_run(name: str) -> None:
    assert [step for step in steps(name) if "run" in step] == []
    assert set(using(name, "actions/checkout")["with"]) == {"persist-credentials"}
    assert re.search(r"github\.event\.pull_request\.head|github\.head_ref|refs/pull", (FOLDER / name).read_text("utf-8")) is None
    assert tenet(name)["policy"] == ".github/tenet-without-coverage.yml"
    assert (POLICIES / "tenet-without-coverage.yml").is_file()


def test_a_merge_queue_gets_its_check_run_whatever_became_of_the_tests() -> None:
    assert using("merge-queue.yml", "OWNER/tenet")["if"] == "${{ always() }}"
    assert workflow("merge-queue.yml")["True"] == {"merge_group": None}
    assert workflow("merge-queue.yml")["concurrency"]["cancel-in-progress"] is False  # type: ignore[index]


def test_the_number_is_asked_for_under_a_name_that_the_action_reads() -> None:
    inputs = workflow("manual.yml")["True"]["workflow_dispatch"]["inputs"]  # type: ignore[index]
    assert set(inputs) <= NAMES
