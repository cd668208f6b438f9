"""Which certificates are trusted."""

from pathlib import Path

import pytest
from requests.exceptions import ConnectTimeout, ProxyError, SSLError
from tests.tls import make_authority

from tenet.core.errors import InputFault
from tenet.infrastructure.certificates import VARIABLES, certificate_bundle, git_trust
from tenet.infrastructure.github_failures import Failure, unreached


def test_without_a_variable_those_are_trusted_that_everybody_trusts() -> None:
    assert certificate_bundle({"SSL_CERT_FILE": ""}) is None
    assert git_trust({}) == {}


@pytest.mark.parametrize("variable", VARIABLES)
def test_a_path_is_taken_from_the_workspace(tmp_path: Path, variable: str) -> None:
    bundle = make_authority(tmp_path).bundle
    environment = {"GITHUB_WORKSPACE": str(tmp_path), variable: bundle.name}
    assert certificate_bundle(environment) == str(bundle)
    assert git_trust(environment) == {"GIT_SSL_CAINFO": str(bundle)}
    assert certificate_bundle({"GITHUB_WORKSPACE": "/elsewhere", variable: str(bundle)}) == str(bundle)


def test_the_first_variable_counts_for_the_api_and_git(tmp_path: Path) -> None:
    bundle = make_authority(tmp_path).bundle
    environment = {"SSL_CERT_FILE": str(bundle), "REQUESTS_CA_BUNDLE": "/missing", "GIT_SSL_CAINFO": "/missing"}
    assert git_trust(environment) == {"GIT_SSL_CAINFO": str(bundle)}


@pytest.mark.parametrize(
    ("text", "said"), [(None, "cannot be read: No such file"), ("no PEM", "holds no certificates"), ("", "holds no certificates")]
)
def test_a_file_that_will_not_do_is_refused_with_the_way_to_give_one(tmp_path: Path, text: str | None, said: str) -> None:
    path = tmp_path / "company-ca.pem"
    if text is not None:
        path.write_text(text)
    with pytest.raises(InputFault) as refused:
        certificate_bundle({"CURL_CA_BUNDLE": str(path)})
    assert f"`CURL_CA_BUNDLE` names {path}" in refused.value.message
    assert said in refused.value.message
    assert "SSL_CERT_FILE: company-ca.pem" in refused.value.hint


def test_a_certificate_that_is_not_trusted_is_told_from_a_connection_that_fails() -> None:
    text = "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate (_ssl.c:1006)"
    untrusted = unreached(SSLError(text))
    assert untrusted.failure is Failure.UNTRUSTED
    assert untrusted.message == "the server's certificate is not trusted (unable to get local issuer certificate)"
    assert unreached(SSLError("[SSL: UNEXPECTED_EOF_WHILE_READING]")).failure is Failure.UNCERTAIN
    assert unreached(ConnectTimeout("slow")).message == "the connection failed (ConnectTimeout)"
    assert unreached(ProxyError("refused")).message == "the proxy did not let it through (ProxyError)"
