"""A GitHub Enterprise Server: paths of its own, a company's own authority of certificates, proxies, other versions."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from github_standin.exchange import Answer, Request
from github_standin.json_types import Json
from tests.api.action_run import Ended, Service, Workflow, check_out
from tests.tls import HOST, Authority, Proxy, make_authority, proxy_to, tls_end

from github_standin import StandIn

TRUST = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO")
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_authority(tmp_path_factory.mktemp("authority"))


@dataclass(frozen=True)
class Company:
    """An Enterprise Server behind TLS. `secure` is its port."""

    workflow: Workflow
    github: StandIn
    authority: Authority
    secure: int

    def run(self, *, host: str = "localhost", **variables: str) -> Ended:
        return self.workflow(others=self._variables(host, variables))

    def run_in_a_process(self, *, host: str = "localhost", **variables: str) -> Ended:
        return self.workflow.in_a_process(others=self._variables(host, variables))

    def _variables(self, host: str, variables: Mapping[str, str]) -> dict[str, str | None]:
        """The server's addresses, as its runner gives them."""
        server = f"https://{host}:{self.secure}"
        self.github.url = server
        places = {"GITHUB_SERVER_URL": server, "GITHUB_API_URL": f"{server}/api/v3", "GITHUB_GRAPHQL_URL": f"{server}/api/graphql"}
        return {**places, **variables}

    def bundle(self, name: str = "company-ca.pem") -> str:
        """The authority's certificate in the workspace, as a step of the workflow puts it there. Its path from there."""
        (self.workflow.workspace / name).write_bytes(self.authority.bundle.read_bytes())
        return name


@pytest.fixture
def company(workflow: Workflow, github: StandIn, authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    """Whatever this machine itself trusts, and by whatever proxy."""
    for name in (*TRUST, *PROXIES):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    with tls_end(authority, github.port) as secure:
        yield Company(workflow, github, authority, secure)


def at_depth_one(company: Company, refunds: Service, tmp_path: Path) -> Company:
    """The same job with a shallow checkout, whose commits git must fetch."""
    workspace = tmp_path / "shallow"
    check_out(refunds, workspace, refunds.merge, "--depth=1")
    (workspace / "coverage.xml").write_bytes((company.workflow.workspace / "coverage.xml").read_bytes())
    return replace(company, workflow=replace(company.workflow, workspace=workspace))


@pytest.mark.parametrize("variable", TRUST)
def test_one_variable_makes_the_api_and_git_trust_the_companys_authority(
    company: Company, refunds: Service, tmp_path: Path, variable: str
) -> None:
    shallow = at_depth_one(company, refunds, tmp_path)
    ended = shallow.run(**{variable: shallow.bundle()})
    assert ended.status == 1, ended.log
    assert ended.outputs["verdict"] == "fail"
    assert len(ended.writes) == 3
    assert not any("/contents/" in each.path or "/git/" in each.path for each in ended.requests), "git has fetched, not the API"


def test_without_the_bundle_the_run_fails_and_says_how_to_give_it(company: Company, refunds: Service, tmp_path: Path) -> None:
    ended = at_depth_one(company, refunds, tmp_path).run_in_a_process()
    assert ended.status == 3
    assert ended.requests == []
    assert "certificate is not trusted" in ended.log
    assert "SSL_CERT_FILE: company-ca.pem" in ended.log
    assert "SSL_CERT_FILE" in ended.job_summary
    assert "Traceback" not in ended.log


def test_findings_that_block_weigh_more_than_a_server_that_is_not_trusted(company: Company) -> None:
    ended = company.run()
    assert (ended.status, ended.requests) == (1, [])
    assert "SSL_CERT_FILE: company-ca.pem" in ended.log


@pytest.mark.parametrize("variable", ["GIT_SSL_NO_VERIFY", "PYTHONHTTPSVERIFY"])
def test_verification_cannot_be_turned_off(company: Company, refunds: Service, tmp_path: Path, variable: str) -> None:
    off = "0" if variable.startswith("PYTHON") else "true"
    ended = at_depth_one(company, refunds, tmp_path).run(**{variable: off})
    assert (ended.status, ended.requests) == (3, [])


def test_a_bundle_that_is_not_there_is_the_workflows_fault(company: Company) -> None:
    ended = company.run(SSL_CERT_FILE="missing.pem")
    assert ended.status == 2
    assert f"`SSL_CERT_FILE` names {company.workflow.workspace}/missing.pem, which cannot be read" in ended.log
    assert "Traceback" not in ended.log


def test_a_bundle_without_certificates_is_the_workflows_fault(company: Company) -> None:
    (company.workflow.workspace / "empty.pem").write_text("no certificate\n")
    ended = company.run(REQUESTS_CA_BUNDLE="empty.pem")
    assert ended.status == 2
    assert "holds no certificates" in ended.log


@pytest.fixture
def proxy(company: Company) -> Iterator[Proxy]:
    with proxy_to(HOST, company.secure) as made:
        yield made


def test_the_api_and_git_go_through_the_proxy(company: Company, proxy: Proxy, refunds: Service, tmp_path: Path) -> None:
    """The server's name is known to the proxy alone, so what came through came through it."""
    shallow = at_depth_one(company, refunds, tmp_path)
    ended = shallow.run_in_a_process(host=HOST, HTTPS_PROXY=proxy.url, SSL_CERT_FILE=shallow.bundle())
    assert ended.status == 1, ended.log
    assert len(ended.writes) == 3
    assert not any("/git/" in each.path for each in ended.requests), "git has fetched, not the API"
    assert {each.rpartition(" ")[0] for each in proxy.asked} == {f"CONNECT {HOST}:{company.secure}"}
    assert len(proxy.asked) >= 2, "one connection of the API, one of git"


def test_no_proxy_is_honoured_by_the_api_and_git(company: Company, proxy: Proxy, refunds: Service, tmp_path: Path) -> None:
    shallow = at_depth_one(company, refunds, tmp_path)
    ended = shallow.run(HTTPS_PROXY=proxy.url, NO_PROXY="localhost", SSL_CERT_FILE=shallow.bundle())
    assert (ended.status, proxy.asked) == (1, [])
    assert len(ended.writes) == 3


def test_a_server_without_tls_is_reached_through_a_proxy_too(company: Company, refunds: Service, tmp_path: Path) -> None:
    workflow = at_depth_one(company, refunds, tmp_path).workflow
    server = f"http://{HOST}:{company.github.port}"
    company.github.url = server
    places = {"GITHUB_SERVER_URL": server, "GITHUB_API_URL": f"{server}/api/v3", "GITHUB_GRAPHQL_URL": f"{server}/api/graphql"}
    with proxy_to(HOST, company.github.port) as plain:
        ended = workflow(others={**places, "http_proxy": plain.url})
    assert ended.status == 1, ended.log
    assert len(ended.writes) == 3
    assert not any("/git/" in each.path for each in ended.requests), "git has fetched, not the API"
    asked = [line.split(" ")[1].removeprefix(server) for line in plain.asked]
    assert any(path.startswith("/api/v3/") for path in asked)
    assert any(path.startswith("/octo-org/service.git/") for path in asked)


def test_a_proxy_that_refuses_is_named(company: Company, proxy: Proxy) -> None:
    ended = company.run(HTTPS_PROXY=proxy.url, SSL_CERT_FILE=company.bundle())
    assert ended.status == 1
    assert "the proxy did not let it through" in ended.log
    assert proxy.asked


CAME_LATER = frozenset(
    {"subject_type", "author_association", "reactions", "performed_via_github_app", "original_start_line", "side", "digest"}
)
"""Fields of answers that versions of the server have not always had."""


def without_later_fields(value: Json) -> Json:
    if isinstance(value, list):
        return [without_later_fields(each) for each in value]
    return {key: without_later_fields(each) for key, each in value.items() if key not in CAME_LATER} if isinstance(value, dict) else value


def with_newer_fields(value: Json) -> Json:
    if isinstance(value, list):
        return [with_newer_fields(each) for each in value]
    newer: dict[str, Json] = {"brand_new": {"kind": ["what nobody knows yet"]}}
    return {key: with_newer_fields(each) for key, each in value.items()} | newer if isinstance(value, dict) else value


@pytest.mark.parametrize("changed", [without_later_fields, with_newer_fields])
def test_answers_of_another_version_are_understood(
    workflow: Workflow, github: StandIn, monkeypatch: pytest.MonkeyPatch, changed: Callable[[Json], Json]
) -> None:
    answer = github.answer
    monkeypatch.setattr(github, "answer", lambda request: replace(asked := answer(request), body=changed(asked.body)))
    assert workflow().status == 1
    again = workflow()
    assert (again.status, again.writes) == (1, [])


@pytest.fixture
def _older(github: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server whose GraphQL lacks a field of the query for threads."""
    answer = github.answer
    said: Json = {
        "errors": [
            {
                "path": ["query", "repository", "pullRequest", "reviewThreads", "nodes", "viewerCanResolve"],
                "extensions": {"code": "undefinedField", "typeName": "PullRequestReviewThread", "fieldName": "viewerCanResolve"},
                "locations": [{"line": 1, "column": 1}],
                "message": "Field 'viewerCanResolve' doesn't exist on type 'PullRequestReviewThread'",
            }
        ]
    }

    def older(request: Request) -> Answer:
        given = answer(request)
        return Answer(200, said) if "viewerCanResolve" in str(request.body) else given

    monkeypatch.setattr(github, "answer", older)


@pytest.mark.usefixtures("_older")
def test_a_server_that_lacks_a_field_of_a_query_is_asked_once_and_gets_no_comment_twice(workflow: Workflow) -> None:
    assert workflow().status == 1
    again = workflow()
    assert (again.status, again.writes) == (1, [])
    assert [each.path for each in again.requests].count("/graphql") == 1


@pytest.mark.usefixtures("_older")
def test_a_server_that_lacks_a_field_of_a_query_has_a_run_started_again(workflow: Workflow) -> None:
    assert workflow().status == 1
    again = workflow(others={"GITHUB_RUN_ATTEMPT": "2"})
    assert (again.status, again.writes) == (1, []), again.log


def test_the_check_run_leads_to_the_run_on_the_companys_server(company: Company) -> None:
    ended = company.run(SSL_CERT_FILE=company.bundle())
    (run,) = [each for each in ended.writes if each.path.endswith("/check-runs")]
    assert isinstance(run.body, dict)
    assert run.body["details_url"] == f"https://localhost:{company.secure}/octo-org/service/actions/runs/9001"
    assert f"https://localhost:{company.secure}/octo-org/service/blob/" in str(run.body)
