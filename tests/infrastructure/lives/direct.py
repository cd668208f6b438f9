"""A client whose requests go to the stand-in without a socket, and what may happen between two of them."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from github_standin.exchange import Answer, Request
from github_standin.faults import FAULTS
from github_standin.json_types import Json
from requests import ConnectionError as BrokenConnectionError

from github_standin import StandIn
from tenet.core.settings import GitHubPlace, Secret
from tenet.infrastructure.github_client import GitHubClient

REPOSITORY = "octo-org/service"
HEADERS = {"user-agent": "tenet", "authorization": "token ghs_token", "x-github-api-version": "2022-11-28"}
PLACE = GitHubPlace("http://localhost", "http://localhost/graphql", "http://localhost", REPOSITORY)
KINDS = tuple(fault for fault in FAULTS if fault != "slow")
"""Every fault but the slow answer, which costs time: it has tests of its own."""


class StandInWithPauses(StandIn):
    """Lets things happen when a request arrives, counted from now: another run, a person, a push, a fault."""

    def __init__(self, diff: str) -> None:
        super().__init__(diff=diff)
        self.arrived = 0
        self.meanwhile: dict[int, Callable[[], None]] = {}
        self.broken: dict[int, str] = {}

    def schedule(self, *, meanwhile: Mapping[int, Callable[[], None]] | None = None, broken: Mapping[int, str] | None = None) -> None:
        """By the number of the request, from 1. What was scheduled before and did not happen is forgotten."""
        self.arrived, self.meanwhile, self.broken = 0, dict(meanwhile or {}), dict(broken or {})

    def answer(self, request: Request) -> Answer:
        self.arrived += 1
        happens, breaks = self.meanwhile.pop(self.arrived, None), self.broken.pop(self.arrived, None)
        if happens is not None:
            happens()
        if breaks is not None:
            self.faults.add("*", ".", _possible(breaks, request))
        return super().answer(request)


def _possible(kind: str, request: Request) -> str:
    """GraphQL's own kind of error is for GraphQL alone, and a server without GraphQL (404) cannot tell what people resolved."""
    of_graphql = request.path == "/graphql"
    return {("graphql-rate-limit", False): "rate-limit", ("404", True): "403"}.get((kind, of_graphql), kind)


@dataclass(frozen=True)
class Direct:
    """As much of PyGithub's requester as the client uses. What PyGithub adds is tested elsewhere, through sockets."""

    github: StandIn

    def requestJson(  # noqa: N802 (PyGithub names it)
        self, verb: str, url: str, parameters: Mapping[str, str | int], headers: Mapping[str, str], body: Json
    ) -> tuple[int, dict[str, str], str]:
        sent = {**HEADERS, **{name.lower(): value for name, value in headers.items()}}
        if body is not None:
            sent["content-type"] = "application/json"
        query = {name: str(value) for name, value in parameters.items()}
        answer = self.github.answer(Request(verb, url.removeprefix(PLACE.api_url), query, sent, body))
        if answer.transport == "reset":
            raise BrokenConnectionError("reset by the stand-in")
        text = "" if answer.body is None else json.dumps(answer.body)
        if answer.transport == "truncated":
            text = text[: len(text) // 2]
        return answer.status, {name.lower(): value for name, value in answer.headers.items()}, text


class DirectClient(GitHubClient):
    """Waits for nothing."""

    def __init__(self, github: StandIn) -> None:
        super().__init__(PLACE, Secret("ghs_token"), sleep=lambda _: None)
        self._github = github

    def _requester_for(self, path: str) -> Direct:  # type: ignore[override]
        return Direct(self._github)


@dataclass
class Covered:
    """What the sequences of one test have done: their number alone says little."""

    sequences: int = 0
    runs: int = 0
    requests: int = 0
    steps: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        told = ", ".join(f"{name} {count}" for name, count in sorted(self.steps.items()))
        return f"{self.sequences} sequences, {self.steps.total()} steps, {self.runs} runs, {self.requests} requests ({told})"
