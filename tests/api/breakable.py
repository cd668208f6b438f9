"""A stand-in that breaks at a given request, and how a pull request on it looks."""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass

from github_standin.exchange import Answer, Request
from github_standin.faults import FAULTS, Fault, named_fault

from github_standin import StandIn

HASH = re.compile(r"\b[0-9a-f]{40}\b")
NUMBER = re.compile(r"/\d{4,}")


class BreakableStandIn(StandIn):
    """Breaks the n-th request from now, and with `for_good` every later one that asks for the same."""

    target = 0
    fault: Fault | None = None
    for_good = False
    arrived = 0
    same = ""

    def break_at(self, target: int, fault: Fault | None, *, for_good: bool) -> None:
        self.target, self.fault, self.for_good, self.arrived, self.same = target, fault, for_good, 0, ""

    def answer(self, request: Request) -> Answer:
        self.arrived += 1
        asked = endpoint(request.method, request.path, request.body)
        if self.fault is not None and (self.arrived == self.target or (self.for_good and asked == self.same)):
            self.same = asked
            self.faults.add("*", ".", self.fault)
        return super().answer(request)


def endpoint(method: str, path: str, body: object) -> str:
    """What a request asks for, whatever the ids are."""
    if path == "/graphql":
        mutates = isinstance(body, Mapping) and str(body.get("query", "")).lstrip().startswith("mutation")
        return f"GraphQL {'mutation' if mutates else 'query'}"
    return f"{method} {NUMBER.sub('/ID', HASH.sub('SHA', path.removeprefix('/repos/octo-org/service')))}"


def faults_for(asked: str) -> list[str]:
    """GraphQL's own kind of error is for GraphQL alone."""
    return [name for name in FAULTS if name != "graphql-rate-limit" or asked.startswith("GraphQL")]


def made(name: str) -> Fault:
    return named_fault(name, delay=0.01)


@dataclass(frozen=True)
class Look:
    """What people see on a pull request, without ids and times: of check runs the newest of each name and commit."""

    inline: tuple[tuple[str, int | None, str, str | None], ...]
    summaries: tuple[tuple[str, str | None], ...]
    checks: tuple[str, ...]

    @classmethod
    def of(cls, github: StandIn) -> "Look":
        held = github.repository
        newest = {(each.name, each.head_sha): each for each in held.check_runs.values()}
        checks = [repr((each.name, each.head_sha, each.conclusion, each.title, each.summary, each.annotations)) for each in newest.values()]
        return cls(
            tuple(sorted((each.path, each.line, each.body, each.minimized) for each in held.review_comments.values())),
            tuple((each.body, each.minimized) for each in held.issue_comments.values()),
            tuple(sorted(checks)),
        )


@dataclass(frozen=True)
class Snapshot:
    """What a stand-in remembers at one moment, to begin there again."""

    held: Mapping[str, object]

    KEPT = ("counter", "pulls", "issue_comments", "reviews", "review_comments", "threads", "check_runs")

    @classmethod
    def of(cls, github: StandIn) -> "Snapshot":
        return cls(deepcopy({name: getattr(github.repository, name) for name in cls.KEPT}))

    def restore(self, github: StandIn) -> None:
        for name, value in deepcopy(dict(self.held)).items():
            setattr(github.repository, name, value)
        github.counter = github.repository.counter
        github.requests.clear()
        github.faults.clear()


def cells(asked: list[str]) -> Iterator[tuple[int, str, str]]:
    """The number of each request, what it asks for, and each way to break it."""
    for number, request in enumerate(asked, 1):
        for name in faults_for(request):
            yield number, request, name
