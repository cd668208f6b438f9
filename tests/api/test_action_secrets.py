"""With every fault and debug setting, the tokens stand nowhere that people or later steps can read."""

import base64
import json

import pytest
from tests.api.action_run import TOKEN, Ended, Service, Workflow, check_out, never_sleep

from github_standin import Fault, StandIn
from tenet.api import judging as judging_module

pytestmark = pytest.mark.untraced

POLICY_TOKEN = "ghp_9876543210POLICY"
SECRETS = (TOKEN, POLICY_TOKEN, *(base64.b64encode(f"x-access-token:{each}".encode()).decode() for each in (TOKEN, POLICY_TOKEN)))
FILES = {"result-file": "out/result.json", "sarif-file": "out/result.sarif", "html-file": "out/result.html"}
DEBUG = {
    "ACTIONS_STEP_DEBUG": "true",
    "ACTIONS_RUNNER_DEBUG": "true",
    "RUNNER_DEBUG": "1",
    "GIT_TRACE": "1",
    "GIT_TRACE_CURL": "1",
    "GIT_TRACE_PACKET": "1",
    "GIT_TRACE_REDACT": "0",
    "GIT_CURL_VERBOSE": "1",
    "GIT_TRACE2_EVENT": "1",
}
REQUESTS = (
    ("GET", "/compare/"),
    ("GET", "/pulls/1/comments"),
    ("GET", "/issues/1/comments"),
    ("GET", "/check-runs"),
    ("GET", "/pulls/1$"),
    ("GET", "service.git"),
    ("POST", "/reviews$"),
    ("POST", "/issues/1/comments"),
    ("POST", "/check-runs$"),
    ("POST", "/graphql$"),
)
FAULTS = ("401", "403", "404", "422", "500", "reset", "truncated", "rate-limit", "quoting")


@pytest.fixture
def shallow(github: StandIn, refunds: Service, tmp_path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Workflow:
    check_out(refunds, tmp_path / "workspace", refunds.merge, "--depth=1")
    never_sleep(monkeypatch)
    return Workflow(github, tmp_path / "workspace", tmp_path / "runner", monkeypatch, capfd)


def nothing_shows_a_secret(workflow: Workflow, ended: Ended) -> None:
    written = [path.read_text("utf-8", "replace") for path in (workflow.workspace / "out").rglob("*") if path.is_file()]
    left = [path.read_text("utf-8", "replace") for path in workflow.folder.rglob("*") if path.is_file() and path.name != "event.json"]
    sent = json.dumps([each.body for each in ended.requests]) + "".join(each.path + str(each.query) for each in ended.requests)
    for place in (ended.log, ended.job_summary, str(ended.outputs), sent, *written, *left):
        for secret in SECRETS:
            assert secret not in place


@pytest.mark.parametrize(("method", "path"), REQUESTS)
def test_no_fault_at_any_request_shows_a_token(shallow: Workflow, method: str, path: str) -> None:
    shallow(inputs={"policy-token": POLICY_TOKEN})  # so that there is something to edit
    shallow.github.repository.review_comments.popitem()
    for fault in FAULTS:
        quoting = Fault(400, f"Bad request: Authorization: token {TOKEN}")
        shallow.github.faults.add(method, path, quoting if fault == "quoting" else fault, times=99)
        ended = shallow(inputs={"policy-token": POLICY_TOKEN, **FILES})
        shallow.github.faults.clear()
        assert ended.status in {1, 3}, ended.log
        nothing_shows_a_secret(shallow, ended)


def test_no_debug_setting_shows_a_token(shallow: Workflow) -> None:
    traced = {name: str(shallow.folder / f"{name}.txt") if name.startswith("GIT_TRACE_C") else value for name, value in DEBUG.items()}
    shallow.folder.mkdir(exist_ok=True)
    ended = shallow(inputs={"policy-token": POLICY_TOKEN, **FILES}, others=traced)
    assert ended.status == 1
    nothing_shows_a_secret(shallow, ended)


def test_a_traceback_shows_no_token(shallow: Workflow, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(reviewed: object, subject: object, settings: object, client: object, *_: object) -> None:
        raise RuntimeError(f"{settings!r} {client!r} {vars(client)!r}")

    monkeypatch.setattr(judging_module, "publish", broken)
    ended = shallow(inputs={"policy-token": POLICY_TOKEN})
    assert "Secret(***)" in ended.log
    nothing_shows_a_secret(shallow, ended)


def test_a_report_that_is_a_link_to_the_environment_shows_no_token(shallow: Workflow) -> None:
    for name in ("coverage.xml", "coverage.json", "coverage/lcov.info", ".coverage"):
        path = shallow.workspace / name
        path.parent.mkdir(exist_ok=True)
        path.symlink_to("/proc/self/environ")
    ended = shallow(inputs={"coverage": "coverage*\n**/lcov.info\n.coverage\n/proc/self/environ", **FILES})
    assert ended.status == 1, ended.log
    assert "it is outside the repository" in ended.log
    nothing_shows_a_secret(shallow, ended)


def test_an_input_that_names_the_environment_writes_and_shows_nothing(shallow: Workflow) -> None:
    ended = shallow(inputs={"result-file": "/proc/self/environ"})
    assert ended.status == 2
    nothing_shows_a_secret(shallow, ended)
    ended = shallow(inputs={"policy": "/proc/self/environ"})
    assert ended.status == 2
    nothing_shows_a_secret(shallow, ended)
