"""What the runner tells the action through its environment, typed.

Sources: GitHub's documentation of default environment variables and of action inputs: an input `a-b` arrives as
`INPUT_A-B`, the hyphen kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tenet.core.errors import InputFault


class CommentLevel(StrEnum):
    """`review`: inline comments and the summary; `summary`: the summary alone; `off`: neither."""

    REVIEW = "review"
    SUMMARY = "summary"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Secret:
    """A text that does not show itself in logs or tracebacks."""

    _value: str

    def reveal(self) -> str:
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __repr__(self) -> str:
        return "Secret(***)" if self._value else "Secret()"


@dataclass(frozen=True, slots=True)
class GitHubPlace:
    """Where GitHub is: github.com or an Enterprise Server."""

    api_url: str
    graphql_url: str
    server_url: str
    repository: str

    @property
    def page(self) -> str:
        """The repository's."""
        return f"{self.server_url}/{self.repository}"

    def run_page(self, run_id: str) -> str:
        """Where the log and the job summary of a run are; empty where there is no run."""
        return f"{self.page}/actions/runs/{run_id}" if run_id else ""


@dataclass(frozen=True, slots=True)
class ActionInputs:
    """The inputs of `action.yml`; empty where the workflow gives none."""

    policy: str
    coverage: tuple[str, ...]
    base_coverage: tuple[str, ...]
    mode: str
    comment: CommentLevel
    fail_on: str
    result_file: str
    sarif_file: str
    html_file: str


@dataclass(frozen=True, slots=True)
class ActionSettings:
    place: GitHubPlace
    event_path: str
    inputs: ActionInputs
    token: Secret
    policy_token: Secret
    event_name: str
    workspace: str
    sha: str
    run_id: str
    run_attempt: int = 1
    """Above 1 for a run that somebody has started again: its event is then as old as its first attempt."""


def read_place(environment: Mapping[str, str]) -> GitHubPlace:
    """Some runners set no more than the repository, or leave out what follows from the rest."""
    api = (environment.get("GITHUB_API_URL") or "https://api.github.com").rstrip("/")
    enterprise = api.removesuffix("/api/v3") if api.endswith("/api/v3") else ""
    server = environment.get("GITHUB_SERVER_URL") or enterprise or "https://github.com"
    graphql = environment.get("GITHUB_GRAPHQL_URL") or f"{api.removesuffix('/v3')}/graphql"
    return GitHubPlace(api, graphql, server.rstrip("/"), environment.get("GITHUB_REPOSITORY", ""))


def read_token(environment: Mapping[str, str]) -> Secret:
    return Secret(_input(environment, "github-token") or environment.get("GITHUB_TOKEN", ""))


def read_settings(environment: Mapping[str, str]) -> ActionSettings:
    """Raises InputFault, naming every variable that is missing or wrong."""
    missing = [
        name for name in ("GITHUB_EVENT_NAME", "GITHUB_EVENT_PATH", "GITHUB_REPOSITORY", "GITHUB_WORKSPACE") if not environment.get(name)
    ]
    if missing:
        raise InputFault(
            f"{', '.join(missing)} not set: this command runs inside a workflow of GitHub Actions.",
            hint="To check a repository locally, run `tenet check`.",
        )
    attempt = environment.get("GITHUB_RUN_ATTEMPT", "")
    return ActionSettings(
        place=read_place(environment),
        event_path=environment["GITHUB_EVENT_PATH"],
        inputs=_inputs(environment),
        token=read_token(environment),
        policy_token=Secret(_input(environment, "policy-token")),
        event_name=environment["GITHUB_EVENT_NAME"],
        workspace=environment["GITHUB_WORKSPACE"],
        sha=environment.get("GITHUB_SHA", ""),
        run_id=environment.get("GITHUB_RUN_ID", ""),
        run_attempt=int(attempt) if attempt.isascii() and attempt.isdigit() else 1,
    )


def _inputs(environment: Mapping[str, str]) -> ActionInputs:
    return ActionInputs(
        policy=_input(environment, "policy"),
        coverage=_lines(_input(environment, "coverage")),
        base_coverage=_lines(_input(environment, "base-coverage")),
        mode=_one_of(environment, "mode", ("", "enforce", "advise")),
        comment=CommentLevel(_one_of(environment, "comment", ("", *CommentLevel)) or CommentLevel.REVIEW),
        fail_on=_one_of(environment, "fail-on", ("", "error", "warning", "never")),
        result_file=_input(environment, "result-file"),
        sarif_file=_input(environment, "sarif-file"),
        html_file=_input(environment, "html-file"),
    )


def _input(environment: Mapping[str, str], name: str) -> str:
    return environment.get(f"INPUT_{name.upper()}", "").strip()


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _one_of(environment: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    given = _input(environment, name)
    if given not in allowed:
        raise InputFault(f"The input `{name}` is `{given}`.", hint=f"It takes {', '.join(filter(None, allowed))}.")
    return given
