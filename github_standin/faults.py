"""Faults that a test orders: wrong statuses, broken connections, slow answers."""

from __future__ import annotations

import re
import threading
import time
from dataclasses import dataclass, field
from typing import Literal

from github_standin.errors import ApiError
from github_standin.exchange import Answer

SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong. ``after`` means that the request takes effect first; ``delay`` is in seconds.

    A ``status`` of 0 leaves the answer as it is, so that only the delay or the transport is wrong. ``graphql`` is the type of an error
    as GraphQL gives it: in the body, with the status 200.
    """

    status: int = 0
    message: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    after: bool = False
    delay: float = 0.0
    transport: Literal["whole", "reset", "truncated"] = "whole"
    errors: tuple[str, ...] = ()
    graphql: str = ""

    def answer(self) -> Answer:
        if self.graphql:
            return Answer(self.status, {"errors": [{"type": self.graphql, "message": self.message}]}, dict(self.headers), self.transport)
        error = ApiError(self.status, self.message, self.errors)
        return Answer(self.status, error.body, dict(self.headers), self.transport)


def named_fault(name: str | int, *, retry_after: int = 1, delay: float = 1.0) -> Fault:
    """A fault by its name or status; ``retry_after`` and ``delay`` are in seconds. Raises KeyError for an unknown one."""
    return _faults(retry_after, delay)[str(name)]


def _faults(retry_after: int, delay: float) -> dict[str, Fault]:
    wait = (("Retry-After", str(retry_after)),)
    exhausted = (("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", str(int(time.time()) + retry_after)))
    return {
        "401": Fault(401, "Bad credentials"),
        "403": Fault(403, "Resource not accessible by integration"),
        "rate-limit": Fault(403, "API rate limit exceeded for installation ID 1.", exhausted),
        "secondary-rate-limit": Fault(403, SECONDARY, wait),
        "404": Fault(404, "Not Found"),
        "409": Fault(409, "Conflict"),
        "422": Fault(422, "Unprocessable Entity", errors=("Line could not be resolved",)),
        "429": Fault(429, SECONDARY, wait),
        "graphql-rate-limit": Fault(200, "API rate limit exceeded for installation ID 1.", exhausted, graphql="RATE_LIMITED"),
        "500": Fault(500, "Server Error"),
        "502": Fault(502, "Server Error"),
        "503": Fault(503, "Service unavailable"),
        "502-after": Fault(502, "Server Error", after=True),
        "reset": Fault(transport="reset"),
        "reset-after": Fault(transport="reset", after=True),
        "slow": Fault(delay=delay, after=True),
        "truncated": Fault(transport="truncated", after=True),
    }


FAULTS = tuple(_faults(1, 0.0))
"""The name of every kind of fault."""


@dataclass(slots=True)
class _Ordered:
    method: str
    path: re.Pattern[str]
    body: re.Pattern[str]
    fault: Fault
    left: int


@dataclass(slots=True)
class Faults:
    """The faults that are still to come, in the order in which they were added."""

    _ordered: list[_Ordered] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(
        self, method: str, path: str, fault: Fault | str | int, times: int = 1, *, body: str = "", retry_after: int = 1, delay: float = 1.0
    ) -> None:
        """Makes the next ``times`` matching requests fail. ``path`` and ``body`` are regular expressions that are searched for.

        ``method`` ``*`` matches all. Names: the statuses 401, 403 (read-only token), 404, 409, 422, 429, 500, 502, 503;
        rate-limit, secondary-rate-limit, graphql-rate-limit, 502-after, reset, reset-after, slow, truncated.
        """
        known = fault if isinstance(fault, Fault) else named_fault(fault, retry_after=retry_after, delay=delay)
        self._ordered.append(_Ordered(method, re.compile(path), re.compile(body), known, times))

    def take(self, method: str, path: str, body: str) -> Fault | None:
        """The fault for a request, if one is left; it is used up by that."""
        with self._lock:
            for each in self._ordered:
                if each.left > 0 and each.method in {method, "*"} and each.path.search(path) and each.body.search(body):
                    each.left -= 1
                    return each.fault
        return None

    def clear(self) -> None:
        self._ordered.clear()

    @property
    def left(self) -> int:
        """How many ordered faults did not happen yet."""
        return sum(each.left for each in self._ordered)
