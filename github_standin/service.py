"""GitHub without its transport: takes a request, gives an answer, remembers what was asked."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from github_standin import changes, git_reads, reads, writes
from github_standin.control import control
from github_standin.description import find_operation
from github_standin.errors import ApiError, not_found
from github_standin.exchange import Answer, Call, Request
from github_standin.faults import Fault, Faults
from github_standin.git import UnknownRevisionError
from github_standin.graphql_writes import execute
from github_standin.json_types import Json, as_object, text
from github_standin.payloads import Payloads
from github_standin.people import Links
from github_standin.records import ACTIONS_BOT, Account, IssueComment, Permissions, ReviewComment
from github_standin.state import Counter, Repository
from github_standin.validation import validate_request

HANDLERS = git_reads.HANDLERS | reads.HANDLERS | writes.HANDLERS
RATE_LIMIT = 1_000


@dataclass(slots=True)
class LoggedRequest:
    """One request as it came. ``errors`` are what validation has against it; ``status`` is 0 where no answer was sent."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Json
    errors: list[str]
    status: int = 0

    @property
    def writes(self) -> bool:
        """Whether it changes something: a GraphQL query is a POST that does not."""
        if self.path.endswith("/graphql"):
            return bool(re.search(r"^\s*mutation\b", text(as_object(self.body), "query"), re.MULTILINE))
        return self.method != "GET"


@dataclass(slots=True)
class Service:
    """The whole GitHub. Without ``reject_invalid`` an invalid request is answered as GitHub would, and only recorded.

    ``people`` maps a token to the person it belongs to; every other token is a workflow's, with ``permissions``.
    """

    url: str = "http://localhost"
    repositories: dict[str, Repository] = field(default_factory=dict)
    permissions: Permissions = field(default_factory=Permissions)
    people: dict[str, Account] = field(default_factory=dict)
    bot: Account = ACTIONS_BOT
    faults: Faults = field(default_factory=Faults)
    requests: list[LoggedRequest] = field(default_factory=list)
    reject_invalid: bool = True
    counter: Counter = field(default_factory=Counter)
    lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def invalid(self) -> list[LoggedRequest]:
        """The requests that validation has something against. A test asserts that there are none."""
        return [each for each in self.requests if each.errors]

    @property
    def writes(self) -> list[LoggedRequest]:
        """The requests that change something, in order."""
        return [each for each in self.requests if each.writes]

    def answer(self, request: Request) -> Answer:
        """Answers one request. Faults that were ordered apply here; the delay of a slow one too, without holding others up."""
        if request.path.startswith("/_"):
            with self.lock:
                return control(self, request)
        logged = self._logged(request)
        fault = self.faults.take(request.method, request.path, json.dumps(request.body))
        if fault:
            time.sleep(fault.delay)
        with self.lock:
            answer = self._faulty(request, logged, fault) if fault else self._judged(request, logged)
        logged.status = 0 if answer.transport == "reset" else answer.status
        left = max(RATE_LIMIT - len(self.requests), 0)
        limits = {"X-RateLimit-Limit": RATE_LIMIT, "X-RateLimit-Remaining": left, "X-RateLimit-Used": RATE_LIMIT - left}
        headers = {name: str(value) for name, value in limits.items()}
        headers |= {"X-RateLimit-Reset": str(int(time.time()) + 3600), "X-RateLimit-Resource": "core", "X-GitHub-Media-Type": "github.v3"}
        return Answer(answer.status, answer.body, headers | dict(answer.headers), answer.transport)

    def _logged(self, request: Request) -> LoggedRequest:
        errors = validate_request(request.method, request.path, request.query, request.body, request.headers)
        logged = LoggedRequest(request.method, request.path, request.query, request.body, errors)
        with self.lock:
            self.requests.append(logged)
        return logged

    def _faulty(self, request: Request, logged: LoggedRequest, fault: Fault) -> Answer:
        real = self._judged(request, logged) if fault.after else Answer(200)
        if fault.status:
            return fault.answer()
        return Answer(real.status, real.body, real.headers, fault.transport)

    def _judged(self, request: Request, logged: LoggedRequest) -> Answer:
        if logged.errors and self.reject_invalid:
            return Answer(400, {"message": f"Invalid by GitHub's description: {'; '.join(logged.errors)}", "errors": logged.errors})
        try:
            return self._answered(request)
        except ApiError as error:
            return Answer(error.status, error.body, error.headers)
        except UnknownRevisionError:
            return Answer(404, not_found().body)

    def _answered(self, request: Request) -> Answer:
        token = request.headers.get("authorization", "").partition(" ")[2]
        if not token:
            raise ApiError(401, "Requires authentication")
        if request.path == "/graphql":
            calls = {name: self.call(request, {}, repository, token) for name, repository in self.repositories.items()}
            return Answer(200, execute(calls, request.fields))
        found = find_operation(request.method, request.path)
        if found is None:
            raise not_found()
        operation, values = found
        name = f"{values['owner']}/{values['repo']}" if "owner" in values else next(iter(self.repositories))
        if name not in self.repositories:
            raise not_found()
        return HANDLERS[operation.name](self.call(request, values, self.repositories[name], token))

    def comment_as(self, person: Account, repository: Repository, number: int, body: str) -> IssueComment:
        """A comment that somebody else writes on the pull request."""
        return changes.create_issue_comment(repository, number, person, {"body": body})

    def reply_as(self, person: Account, repository: Repository, comment_id: int, body: str) -> ReviewComment:
        """An answer that somebody else writes in a thread."""
        return changes.create_reply(repository, repository.review_comments[comment_id].pull, comment_id, person, {"body": body})

    def call(self, request: Request, values: Mapping[str, str], repository: Repository, token: str = "") -> Call:
        """What a handler is given."""
        links = Links(f"{self.url}{request.prefix}", self.url)
        account = self.people.get(token)
        permissions = None if account else self.permissions
        return Call(request, values, account or self.bot, permissions, links, repository, Payloads(links, repository))
