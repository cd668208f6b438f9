"""The runner's environment."""

import pytest

from tenet.core.errors import InputFault
from tenet.core.settings import GitHubPlace, read_settings
from tenet.core.text import displayable

ENVIRONMENT = {
    "GITHUB_EVENT_NAME": "pull_request",
    "GITHUB_EVENT_PATH": "/github/workflow/event.json",
    "GITHUB_REPOSITORY": "owner/service",
    "GITHUB_WORKSPACE": "/github/workspace",
    "INPUT_GITHUB-TOKEN": "ghs_hidden",
    "INPUT_COVERAGE": "coverage.xml\n\n  reports/*.json  \n",
    "INPUT_FAIL-ON": "warning",
}


def test_inputs_keep_their_hyphens_and_lists_their_lines() -> None:
    settings = read_settings(ENVIRONMENT)
    assert settings.token.reveal() == "ghs_hidden"
    assert settings.inputs.coverage == ("coverage.xml", "reports/*.json")
    assert settings.inputs.fail_on == "warning"
    assert settings.place.api_url == "https://api.github.com"
    assert settings.place.graphql_url == "https://api.github.com/graphql"


def test_an_enterprise_server_is_where_the_runner_says() -> None:
    there = {
        "GITHUB_API_URL": "https://ghe.example/api/v3/",
        "GITHUB_GRAPHQL_URL": "https://ghe.example/api/graphql",
        "GITHUB_SERVER_URL": "https://ghe.example/",
    }
    place = read_settings(ENVIRONMENT | there).place
    assert (place.api_url, place.graphql_url, place.server_url) == (
        "https://ghe.example/api/v3",
        "https://ghe.example/api/graphql",
        "https://ghe.example",
    )


def test_an_enterprise_servers_other_addresses_follow_from_the_apis() -> None:
    """Else its token would be sent to github.com."""
    place = read_settings(ENVIRONMENT | {"GITHUB_API_URL": "https://ghe.example/api/v3"}).place
    assert (place.graphql_url, place.server_url) == ("https://ghe.example/api/graphql", "https://ghe.example")


@pytest.mark.parametrize(("said", "attempt"), [("1", 1), ("7", 7), ("", 1), ("second", 1), ("-1", 1), ("\u0663", 1)])
def test_a_run_counts_its_attempts_where_the_runner_does(said: str, attempt: int) -> None:
    assert read_settings(ENVIRONMENT | {"GITHUB_RUN_ATTEMPT": said}).run_attempt == attempt


def test_a_secret_does_not_show_itself() -> None:
    settings = read_settings(ENVIRONMENT)
    assert "ghs_hidden" not in f"{settings} {settings!r}"
    assert not settings.policy_token


def test_everything_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(InputFault, match="GITHUB_EVENT_PATH, GITHUB_REPOSITORY") as raised:
        read_settings({"GITHUB_EVENT_NAME": "push", "GITHUB_WORKSPACE": "/w"})
    assert "tenet check" in raised.value.hint


@pytest.mark.parametrize(("name", "value"), [("MODE", "strict"), ("COMMENT", "loud"), ("FAIL-ON", "notice")])
def test_an_input_that_is_none_of_its_words_is_refused(name: str, value: str) -> None:
    with pytest.raises(InputFault, match=f"`{value}`"):
        read_settings(ENVIRONMENT | {f"INPUT_{name}": value})


def test_bytes_that_are_no_text_are_shown_as_escapes() -> None:
    assert displayable("caf\udce9.py") == "caf\\xe9.py"
    assert displayable("café.py") == "café.py"
    assert displayable("\ud800\udfff \udce9") == "\\ud800\\udfff \\xe9"


@pytest.mark.parametrize(("run", "page"), [("9001", "https://github.company.test/octo-org/service/actions/runs/9001"), ("", "")])
def test_a_run_has_a_page_on_its_own_server(run: str, page: str) -> None:
    server = "https://github.company.test"
    assert GitHubPlace(f"{server}/api/v3", f"{server}/api/graphql", server, "octo-org/service").run_page(run) == page
