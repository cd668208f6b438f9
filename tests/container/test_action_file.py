"""action.yml against the public contract and what the action reads. Needs no container, so it runs with all other tests."""

import yaml

from tenet.core.settings import read_settings
from tests.container.action_files import ROOT

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
RUNNER = {
    "GITHUB_EVENT_NAME": "pull_request",
    "GITHUB_EVENT_PATH": "/event",
    "GITHUB_REPOSITORY": "octo-org/service",
    "GITHUB_WORKSPACE": "/w",
}


def test_inputs_and_outputs_are_the_public_ones() -> None:
    assert set(ACTION["inputs"]) == {
        "github-token",
        "policy",
        "coverage",
        "base-coverage",
        "mode",
        "comment",
        "fail-on",
        "policy-token",
        "result-file",
        "sarif-file",
        "html-file",
    }
    assert set(ACTION["outputs"]) == {"verdict", "findings", "errors", "coverage", "domain-coverage", "patch-coverage", "result-file"}


def test_every_input_and_output_is_described() -> None:
    assert all(each["description"] for each in (*ACTION["inputs"].values(), *ACTION["outputs"].values()))


def test_a_step_without_inputs_is_what_the_action_reads_where_there_are_none() -> None:
    defaults = {f"INPUT_{name.upper()}": each["default"] for name, each in ACTION["inputs"].items() if name != "github-token"}

    assert read_settings(RUNNER | defaults) == read_settings(RUNNER)


def test_the_token_is_the_workflow_s_unless_another_is_given() -> None:
    assert ACTION["inputs"]["github-token"]["default"] == "${{ github.token }}"


def test_every_input_is_read() -> None:
    given = {f"INPUT_{name.upper()}": f"value-of-{name}" for name in ACTION["inputs"]}
    allowed = {"INPUT_MODE": "advise", "INPUT_COMMENT": "summary", "INPUT_FAIL-ON": "never"}
    plain = read_settings(RUNNER)

    for name in ACTION["inputs"]:
        variable = f"INPUT_{name.upper()}"
        assert read_settings(RUNNER | {variable: allowed.get(variable, given[variable])}) != plain, name
