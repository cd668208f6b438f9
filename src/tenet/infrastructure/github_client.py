"""One way to GitHub's API: PyGithub's requester, with our own patience.

PyGithub would retry and sleep by rules of its own, writes included. Here a read is repeated within a bound, and a write
only where GitHub surely did not do it (a rate limit): after a reset connection or a 5xx nobody knows, so the caller
looks first.
"""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote, urlsplit

from pydantic import JsonValue, TypeAdapter, ValidationError
from tenacity import RetryCallState, Retrying, retry_if_exception

from tenet import __version__
from tenet.core.settings import GitHubPlace, Secret
from tenet.infrastructure.certificates import certificate_bundle
from tenet.infrastructure.github_failures import Failure, GitHubError, failed, graphql_failed, unreached
from tenet.infrastructure.github_payloads import ERRORS

if TYPE_CHECKING:
    from github.Requester import Requester

T = TypeVar("T")
TIMEOUT = 20
"""Seconds without an answer after which a request is given up."""
PATIENCE = 60.0
"""Seconds that all waits of a run may take together."""
ATTEMPTS = 4
PER_PAGE = 100
REPEATABLE = (Failure.LIMITED, Failure.UNCERTAIN)
"""After which a request is repeated that has the same effect once or twice."""


@dataclass(frozen=True, slots=True)
class Answer:
    headers: Mapping[str, str]
    text: str

    def parsed(self, model: TypeAdapter[T]) -> T:
        """Raises GitHubError for text that is not of that shape: cut short on its way, or not from GitHub."""
        try:
            return model.validate_json(self.text)
        except ValidationError as error:
            raise GitHubError(Failure.UNCERTAIN, f"the answer cannot be read ({error.error_count()} problems)") from error


class GitHubClient:
    """Requests to one repository's GitHub, counted. Waiting goes through `sleep`.

    A request raises InputFault where the environment names a certificate bundle that cannot be used.
    """

    def __init__(self, place: GitHubPlace, token: Secret, *, sleep: Callable[[float], None] = time.sleep, timeout: int = TIMEOUT) -> None:
        self.place = place
        self.reads = 0
        self.writes = 0
        self.has_graphql = True
        """Until a query has been answered by 404."""
        self._token = token
        self._sleep = sleep
        self._timeout = timeout
        self._waited = 0.0

    def path(self, rest: str) -> str:
        """The path of something in the repository."""
        return f"/repos/{quote(self.place.repository)}/{rest}"

    def read(self, path: str, model: TypeAdapter[T], **query: str | int) -> T:
        return self._patiently(lambda: self._read(path, query).parsed(model), *REPEATABLE)

    def pages(self, path: str, model: TypeAdapter[tuple[T, ...]], **query: str | int) -> Iterator[T]:
        """Every item of a list, a hundred at a time."""
        page, more = 0, True
        while more:
            page += 1
            items, more = self._patiently(partial(self._page, path, model, {**query, "page": page}), *REPEATABLE)
            yield from items

    def _page(self, path: str, model: TypeAdapter[tuple[T, ...]], query: Mapping[str, str | int]) -> tuple[tuple[T, ...], bool]:
        answer = self._read(path, {**query, "per_page": PER_PAGE})
        items, link = answer.parsed(model), answer.headers.get("link")
        return items, 'rel="next"' in link if link else len(items) == PER_PAGE

    def write(self, verb: str, path: str, body: Mapping[str, JsonValue]) -> Answer:
        """One write. Raises GitHubError; after an uncertain one it is for the caller to look what happened."""
        return self._patiently(lambda: self._write(verb, path, body), Failure.LIMITED)

    def overwrite(self, verb: str, path: str, body: Mapping[str, JsonValue]) -> Answer:
        """A write that has the same effect once or twice, so it is repeated after an uncertain one."""
        return self._patiently(lambda: self._write(verb, path, body), *REPEATABLE)

    def query(self, text: str, variables: Mapping[str, JsonValue], model: TypeAdapter[T]) -> T:
        """A GraphQL query. Raises GitHubError for an answer with errors too."""

        def ask() -> T:
            self.reads += 1
            try:
                answer = self._graphql(text, variables)
            except GitHubError as error:
                self.has_graphql = error.status != 404
                raise
            for problem in answer.parsed(ERRORS).errors:
                raise graphql_failed(problem, answer.headers)
            return answer.parsed(model)

        return self._patiently(ask, *REPEATABLE)

    def mutate(self, text: str, variables: Mapping[str, JsonValue], model: TypeAdapter[T]) -> T:
        """A GraphQL mutation that has the same effect once or twice. Errors are in the answer: some parts may have gone well."""

        def ask() -> T:
            self.writes += 1
            return self._graphql(text, variables).parsed(model)

        return self._patiently(ask, *REPEATABLE)

    def pause(self, attempt: int) -> bool:
        """Waits before an attempt is repeated; False if the patience of this run is used up."""
        seconds = float(2**attempt)
        if self._waited + seconds > PATIENCE:
            return False
        self._wait_for(seconds)
        return True

    def _patiently(self, attempt: Callable[[], T], *repeated: Failure) -> T:
        def again(error: BaseException) -> bool:
            return isinstance(error, GitHubError) and error.failure in repeated

        return Retrying(retry=retry_if_exception(again), wait=_seconds_to_wait, stop=self._is_over, sleep=self._wait_for, reraise=True)(
            attempt
        )

    def _is_over(self, state: RetryCallState) -> bool:
        return state.attempt_number >= ATTEMPTS or self._waited + state.upcoming_sleep > PATIENCE

    def _wait_for(self, seconds: float) -> None:
        self._waited += seconds
        self._sleep(seconds)

    def _read(self, path: str, query: Mapping[str, str | int]) -> Answer:
        self.reads += 1
        return self._send("GET", path, query=query)

    def _write(self, verb: str, path: str, body: Mapping[str, JsonValue]) -> Answer:
        self.writes += 1
        return self._send(verb, path, body=body)

    def _graphql(self, text: str, variables: Mapping[str, JsonValue]) -> Answer:
        return self._send("POST", self.place.graphql_url, body={"query": text, "variables": dict(variables)})

    def _send(
        self, verb: str, path: str, *, query: Mapping[str, str | int] | None = None, body: Mapping[str, JsonValue] | None = None
    ) -> Answer:
        from requests import RequestException

        if not self._token:
            raise GitHubError(Failure.UNAUTHORISED, "there is no token")
        try:
            status, headers, text = self._requester_for(path).requestJson(
                verb, path, dict(query or {}), {"Accept": "application/vnd.github+json"}, None if body is None else dict(body)
            )
        except RequestException as error:
            raise unreached(error) from error
        except RuntimeError as error:  # so PyGithub refuses to follow to another host
            raise GitHubError(Failure.REFUSED, "the answer leads to another address") from error
        if status >= 300:
            said = text.replace(self._token.reveal(), "***")  # a server or a proxy may quote the request
            raise failed(status, {str(name): str(value) for name, value in headers.items()}, said)
        return Answer({str(name): str(value) for name, value in headers.items()}, text)

    def _requester_for(self, path: str) -> "Requester":
        other = path.startswith("http") and urlsplit(path).netloc != urlsplit(self.place.api_url).netloc
        return self._graphql_requester if other else self._requester

    @cached_property
    def _requester(self) -> "Requester":
        return self._connect(self.place.api_url)

    @cached_property
    def _graphql_requester(self) -> "Requester":
        """For a GraphQL endpoint on a host of its own."""
        parts = urlsplit(self.place.graphql_url)
        return self._connect(f"{parts.scheme}://{parts.netloc}")

    def _connect(self, url: str) -> "Requester":
        from github import Auth, Github

        return Github(
            base_url=url,
            auth=Auth.Token(self._token.reveal()),
            timeout=self._timeout,
            user_agent=f"tenet/{__version__}",
            per_page=PER_PAGE,
            retry=None,
            seconds_between_requests=0,
            seconds_between_writes=0,
            api_version="2022-11-28",
            verify=certificate_bundle(os.environ) or True,
        ).requester


def _seconds_to_wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome is not None else None
    asked = error.wait if isinstance(error, GitHubError) else None
    return asked if asked is not None else float(2 ** (state.attempt_number - 1))
