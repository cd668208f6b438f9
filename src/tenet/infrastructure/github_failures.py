"""What a bad answer of GitHub means."""

import time
from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import ValidationError

from tenet.core.errors import PlatformFault
from tenet.infrastructure.certificates import HOW
from tenet.infrastructure.github_payloads import ERROR, GraphQLError

if TYPE_CHECKING:
    from requests import RequestException

LIMITED_WITHOUT_A_WORD = 30.0
"""Seconds to wait at a rate limit that does not say how long."""
SECONDARY_LIMIT = ("secondary rate limit", "abuse detection", "api rate limit exceeded")


class Failure(StrEnum):
    """Why there is no good answer. `uncertain`: the request may have been carried out all the same. `untrusted`: the server's
    certificate is signed by nobody that is trusted, so nothing was sent."""

    UNAUTHORISED = "unauthorised"
    DENIED = "denied"
    REFUSED = "refused"
    LIMITED = "limited"
    UNCERTAIN = "uncertain"
    UNTRUSTED = "untrusted"


OF_GRAPHQL = {"FORBIDDEN": Failure.DENIED, "INSUFFICIENT_SCOPES": Failure.DENIED, "RATE_LIMITED": Failure.LIMITED}
"""By the type of an error inside a GraphQL answer; any other type is a refusal."""


class GitHubError(Exception):
    """A request that failed. `status` is 0 where there was no answer; `wait` is what GitHub asks for, in seconds.

    `unknown_field`: an older Enterprise Server does not know a part of the query, so none of it was carried out.
    """

    def __init__(self, failure: Failure, message: str, *, status: int = 0, wait: float | None = None, unknown_field: bool = False) -> None:
        super().__init__(message)
        self.unknown_field = unknown_field
        self.failure = failure
        self.message = message
        self.status = status
        self.wait = wait


def failed(status: int, headers: Mapping[str, str], text: str) -> GitHubError:
    """What a bad status means. Headers are named in lower case."""
    try:
        said = ERROR.validate_json(text).message
    except ValidationError:
        said = ""
    message = f"{status}, {said or 'without a word'}"
    if _is_limit(status, headers, said):
        return GitHubError(Failure.LIMITED, message, status=status, wait=_asked_wait(headers))
    if status >= 500:
        return GitHubError(Failure.UNCERTAIN, message, status=status, wait=_number(headers.get("retry-after")))
    failures = {401: Failure.UNAUTHORISED, 403: Failure.DENIED}
    return GitHubError(failures.get(status, Failure.REFUSED), message, status=status)


def unreached(error: "RequestException") -> GitHubError:
    """What it means that there was no answer at all. A certificate that is not trusted now will not be a moment later."""
    from requests.exceptions import ProxyError, SSLError

    if isinstance(error, SSLError) and "CERTIFICATE_VERIFY_FAILED" in str(error):
        reason = str(error).partition("certificate verify failed: ")[2].partition(" (_ssl")[0]
        return GitHubError(Failure.UNTRUSTED, f"the server's certificate is not trusted ({reason or 'no reason given'})")
    what = "the proxy did not let it through" if isinstance(error, ProxyError) else "the connection failed"
    return GitHubError(Failure.UNCERTAIN, f"{what} ({type(error).__name__})")


def _is_limit(status: int, headers: Mapping[str, str], said: str) -> bool:
    """GitHub's documentation of rate limits: 429, or 403 with one of these signs."""
    signs = "retry-after" in headers or headers.get("x-ratelimit-remaining") == "0" or any(each in said.lower() for each in SECONDARY_LIMIT)
    return status == 429 or (status == 403 and signs)


def _asked_wait(headers: Mapping[str, str]) -> float:
    asked = _number(headers.get("retry-after"))
    if asked is not None:
        return asked
    reset = _number(headers.get("x-ratelimit-reset")) if headers.get("x-ratelimit-remaining") == "0" else None
    return LIMITED_WITHOUT_A_WORD if reset is None else max(1.0, reset - time.time() + 1)


def _number(value: str | None) -> float | None:
    try:
        return None if value is None else max(0.0, float(value))
    except ValueError:
        return None


def graphql_failed(error: GraphQLError, headers: Mapping[str, str]) -> GitHubError:
    """What an error inside a GraphQL answer means. One without a type is GitHub's own trouble."""
    failure = OF_GRAPHQL.get(error.type, Failure.REFUSED) if error.type or error.unknown_field else Failure.UNCERTAIN
    wait = _asked_wait(headers) if failure is Failure.LIMITED else None
    return GitHubError(failure, f"200, {error.message}", status=200, wait=wait, unknown_field=error.unknown_field)


def fault(what: str, error: GitHubError) -> PlatformFault:
    """A failure on the way, in words for the person who can mend it."""
    hints = {
        Failure.UNAUTHORISED: "Is the token right, and not expired? The input is `github-token`.",
        Failure.DENIED: "The workflow's `permissions:` do not allow it.",
        Failure.LIMITED: "GitHub's rate limit is used up: run the job again later.",
        Failure.REFUSED: "Do the repository and the pull request exist, and may the token see them?",
        Failure.UNCERTAIN: "GitHub or the network failed: run the job again.",
        Failure.UNTRUSTED: f"A company's own authority? {HOW}",
    }
    return PlatformFault(
        f"{what}: GitHub answered {error.message}." if error.status else f"{what}: {error.message}.", hint=hints[error.failure]
    )
